#!/usr/bin/env bash
# JSON Patch: Patchlog.Json against fast-json-patch on Node, same documents, same operations, one run.
# Each figure counts operations per second of processor time (collector and compiler included), the best of thirty rounds
# of 0.1 s after a warm-up. One side runs after the other, never both at once.
set -euo pipefail
cd "$(dirname "$0")"

[ -d json-patch-node/node_modules ] || npm ci --prefix json-patch-node --silent --no-audit --no-fund
dotnet build Patchlog.Benchmarks -c Release --nologo -v quiet >&2

node_results=$(node json-patch-node/measure.js)
dotnet_results=$(dotnet ../artifacts/bin/Patchlog.Benchmarks/release/Patchlog.Benchmarks.dll json-patch)
node_edits=$(node json-patch-node/measure.js edits)
dotnet_edits=$(dotnet ../artifacts/bin/Patchlog.Benchmarks/release/Patchlog.Benchmarks.dll edits)

printf '%-22s %16s %16s %8s\n' "3 operations, ~1 KB" "Node ops/s" "Patchlog ops/s" "ratio"
paste <(echo "$node_results") <(echo "$dotnet_results") | awk -F'\t' '
    $1 != $3 { print "rows differ: " $1 " and " $3 > "/dev/stderr"; exit 1 }
    { printf "%-22s %16d %16d %7.1fx\n", $1, $2, $4, $4 / $2 }'

printf '\n%-22s %16s %16s %8s\n' "12,000 edits of 100,000" "Node patches/s" "Patchlog patches/s" "ratio"
paste <(echo "$node_edits") <(echo "$dotnet_edits") | awk -F'\t' '
    $1 != $3 { print "rows differ: " $1 " and " $3 > "/dev/stderr"; exit 1 }
    { printf "%-22s %16.1f %16.1f %7.1fx\n", $1, $2, $4, $4 / $2 }'
