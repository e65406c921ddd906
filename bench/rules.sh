#!/usr/bin/env bash
# Rules: Patchlog.Rules against nools 0.4.4 on Node, same programs, same facts, one run; processor time of all threads.
#   bench/rules.sh                             the table
#   bench/rules.sh differential [COUNT] [SEED] random programs on both, those that differ made small (10000, 1)
#   bench/rules.sh memory [SESSIONS]           live memory while sessions come and go (1000000)
# Of ours the first session of a process stands beside the best of five after it: the first pays the compiler.
set -euo pipefail
cd "$(dirname "$0")"

[[ -d ../tests/node_modules/nools ]] || npm ci --prefix ../tests --ignore-scripts --silent --no-audit --no-fund
dotnet build Patchlog.Bench.Rules -c Release --nologo -v quiet >&2
ours=(dotnet ../artifacts/bin/Patchlog.Bench.Rules/release/Patchlog.Bench.Rules.dll)
theirs=(node rules-node/measure.js)

facts="$(mktemp -d)"
trap 'rm -rf "$facts"' EXIT

row() {
    local name="$1" compare="$2"
    shift 2
    "${theirs[@]}" facts "$name" >"$facts/$name.json"
    local first best firings node=- node_firings=-
    IFS=$'\t' read -r first best firings < <("${ours[@]}" "$1" "$facts/$name.json" "$2")
    if [[ "$compare" == both ]]; then
        IFS=$'\t' read -r node node_firings < <("${theirs[@]}" run "$name")
        [[ "$node_firings" == "$firings" ]] || { echo "$name: $node_firings and $firings firings" >&2; exit 1; }
    fi
    awk -v name="$name" -v node="$node" -v first="$first" -v best="$best" -v firings="$firings" 'BEGIN {
        ratio = node == "-" ? "-" : sprintf("%.0fx", node / best)
        if (node != "-") node = sprintf("%.3f", node)
        printf "%-14s %8d %14s %14.3f %14.3f %8s\n", name, firings, node, first, best, ratio }'
}

case "${1:-table}" in
    differential) exec "${ours[@]}" differential "${2:-10000}" "${3:-1}" ;;
    memory)
        "${theirs[@]}" facts credit-limit >"$facts/credit-limit.json"
        "${ours[@]}" memory "$facts/credit-limit.json" "${2:-1000000}"
        ;;
    table)
        printf '%-14s %8s %14s %14s %14s %8s\n' session firings 'nools ms' 'ours first ms' 'ours best ms' ratio
        row credit-limit both many 20000
        row manners-64 both run 5
        row waltzdb-4 both run 5
        row manners-128 ours run 2
        ;;
    *) sed -n '2,6p' "$0" >&2; exit 2 ;;
esac
