#!/usr/bin/env bash
# Rules: Patchlog.Rules against nools 0.4.4 on Node and CLIPS, same programs, same facts, one run; processor time of all
# threads. Where the program clips is not installed (Debian: apt-get install clips), its columns stay empty.
#   bench/rules.sh [table [ROUNDS]]            the table (3)
#   bench/rules.sh differential [COUNT] [SEED] random programs on both, those that differ made small (10000, 1)
#   bench/rules.sh memory [SESSIONS]           live memory while sessions come and go (1000000)
# Of ours the first session of a process stands beside the best of 15 after it (manners-128: of 3): the first pays the
# compiler. Of CLIPS it is the best of as many. Both take turns, and the table has the median of the rounds. nools runs
# once.
set -euo pipefail
cd "$(dirname "$0")"

[[ -d ../tests/node_modules/nools ]] || npm ci --prefix ../tests --ignore-scripts --silent --no-audit --no-fund
dotnet build Patchlog.Bench.Rules -c Release --nologo -v quiet >&2
ours=(dotnet ../artifacts/bin/Patchlog.Bench.Rules/release/Patchlog.Bench.Rules.dll)
theirs=(node rules-node/measure.js)

facts="$(mktemp -d)"
trap 'rm -rf "$facts"' EXIT

# Best milliseconds and firings of so many sessions. At the end of its input clips goes on asking for commands: there is
# a limit of time for the case that it does not come to its exit.
clips_run() {
    local name="$1" program="$2" sessions="$3"
    node rules-clips/facts.js "$facts/$name.json" >"$facts/$name.clp"
    printf '(load* "%s")\n' "rules-clips/$program.clp" "$facts/$name.clp" >"$facts/$name.bat"
    printf '%s\n' '(batch* "rules-clips/measure.clp")' "(measure $sessions)" '(exit)' >>"$facts/$name.bat"
    timeout 600 clips -f2 "$facts/$name.bat" </dev/null | awk '
        /rules fired/ { firings = $1 }
        $1 == "milliseconds" && (best == "" || $2 < best) { best = $2 }
        /^\[/ { print > "/dev/stderr" }
        END { printf "%s\t%s\n", best, firings }'
}

median() {
    sort -g "$1" | awk '{ values[NR] = $1 } END { print (values[int((NR + 1) / 2)] + values[int(NR / 2) + 1]) / 2 }'
}

same() { [[ "$2" == "$3" ]] || { echo "$1: $2 and $3 firings" >&2; exit 1; }; }

# usage: row <name> <both or ours> <program of CLIPS or -> <verb of ours> <its sessions>
row() {
    local name="$1" compare="$2" program="$3" verb="$4" sessions="$5"
    "${theirs[@]}" facts "$name" >"$facts/$name.json"
    local first best firings node=- node_firings clips=- clips_firings round
    : >"$facts/first"
    : >"$facts/best"
    : >"$facts/clips"
    for ((round = 0; round < rounds; round++)); do
        IFS=$'\t' read -r first best firings < <("${ours[@]}" "$verb" "$facts/$name.json" "$sessions")
        echo "$first" >>"$facts/first"
        echo "$best" >>"$facts/best"
        if [[ -n "$have_clips" && "$program" != - ]]; then
            IFS=$'\t' read -r clips clips_firings < <(clips_run "$name" "$program" "$sessions")
            same "$name" "$clips_firings" "$firings"
            echo "$clips" >>"$facts/clips"
        fi
    done
    first=$(median "$facts/first")
    best=$(median "$facts/best")
    [[ "$clips" == - ]] || clips=$(median "$facts/clips")
    if [[ "$compare" == both ]]; then
        IFS=$'\t' read -r node node_firings < <("${theirs[@]}" run "$name")
        same "$name" "$node_firings" "$firings"
    fi
    awk -v name="$name" -v firings="$firings" -v node="$node" -v clips="$clips" -v first="$first" -v best="$best" '
        function shown(value) { return value == "-" ? "-" : sprintf("%.3f", value) }
        BEGIN { printf "%-12s %8d %10s %10s %14.3f %14.3f %10s %10s\n", name, firings, shown(node), shown(clips),
            first, best, node == "-" ? "-" : sprintf("%.0fx", node / best),
            clips == "-" ? "-" : sprintf("%.2fx", best / clips) }'
}

case "${1:-table}" in
    differential) exec "${ours[@]}" differential "${2:-10000}" "${3:-1}" ;;
    memory)
        "${theirs[@]}" facts credit-limit >"$facts/credit-limit.json"
        "${ours[@]}" memory "$facts/credit-limit.json" "${2:-1000000}"
        ;;
    table)
        rounds="${2:-3}"
        have_clips="$(command -v clips || true)"
        [[ -n "$have_clips" ]] ||
            echo 'CLIPS is not installed (Debian: apt-get install clips): the table goes without it.' >&2
        printf '%-12s %8s %10s %10s %14s %14s %10s %10s\n' session firings 'nools ms' 'CLIPS ms' \
            'ours first ms' 'ours best ms' nools/ours ours/CLIPS
        row credit-limit both - many 20000
        row manners-64 both manners run 15
        row waltzdb-4 both waltzDb run 15
        row manners-128 ours manners run 3
        ;;
    *) sed -n '2,9p' "$0" >&2; exit 2 ;;
esac
