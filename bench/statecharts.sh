#!/usr/bin/env bash
# Statecharts: Patchlog.Statecharts against XState 5 on Node: a ring of ten states, without scripts, and with guards on
# four of its transitions and assignments on three. The same definition on both; transitions per second of processor
# time, one core, snapshot to snapshot. Both take turns, and the table has the median of the rounds.
#   bench/statecharts.sh [SECONDS [ROUNDS]]   (5, 3)
set -euo pipefail
cd "$(dirname "$0")"

seconds="${1:-5}" rounds="${2:-3}"
node_side=../tests/Patchlog.Statecharts.Tests/Differential
[[ -d "$node_side/node_modules/xstate" ]] ||
    npm ci --prefix "$node_side" --ignore-scripts --silent --no-audit --no-fund
dotnet build Patchlog.Bench.Statecharts -c Release --nologo -v quiet >&2
ours=(taskset -c 0 dotnet ../artifacts/bin/Patchlog.Bench.Statecharts/release/Patchlog.Bench.Statecharts.dll)
theirs=(taskset -c 0 node statecharts/measure.js)

median() { sort -g | awk '{ values[NR] = $1 } END { print values[int((NR + 1) / 2)] }'; }

printf '%-10s %12s %12s %8s\n' machine XState ours ratio
for machine in plain scripts; do
    xstate=() patchlog=()
    for ((round = 0; round < rounds; round++)); do
        xstate+=("$("${theirs[@]}" "statecharts/$machine.json" "$seconds")")
        patchlog+=("$("${ours[@]}" "statecharts/$machine.json" "$seconds")")
    done
    awk -v name="$machine" -v xstate="$(printf '%s\n' "${xstate[@]}" | median)" \
        -v ours="$(printf '%s\n' "${patchlog[@]}" | median)" \
        'BEGIN { printf "%-10s %12d %12d %8.2f\n", name, xstate, ours, ours / xstate }'
done
