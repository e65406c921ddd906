#!/usr/bin/env bash
# JSON Schema: an order of 852 bytes against bench/schema/order.schema.json, by Patchlog.Json, by JsonSchema.Net and by
# ajv on Node, in one run. Each figure is of processor time (collector and compiler included), the best of thirty rounds
# of 0.1 s after a warm-up; documents are read before. One side runs after the other, never both at once.
set -euo pipefail
cd "$(dirname "$0")"

[ -d schema-node/node_modules ] || npm ci --prefix schema-node --silent --no-audit --no-fund
dotnet build Patchlog.Bench.Schema -c Release --nologo -v quiet >&2

node_results=$(node schema-node/measure.js)
dotnet_results=$(dotnet ../artifacts/bin/Patchlog.Bench.Schema/release/Patchlog.Bench.Schema.dll)

printf '%-30s %14s %10s %10s\n' "852-byte order" "microseconds" "bytes" "/ ajv"
printf '%s\n%s\n' "$node_results" "$dotnet_results" | awk -F'\t' '
    NR == 1 { ajv = $2 }
    { printf "%-30s %14.2f %10s %10.2f\n", $1, 1e6 / $2, $3, ajv / $2 }'
