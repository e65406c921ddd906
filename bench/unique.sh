#!/usr/bin/env bash
# What a unique value costs: creates and patches with nothing declared and with a unique id, in one run, interleaved:
#
#   bench/unique.sh [--seconds 5] [--rounds 6] [--in-flight 64] [--sqlite]
#
# One build with two databases, one of which has the declaration. An even number of rounds lets each go first as often
# as the other. Prints medians, and each figure with the unique value over that without.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

seconds=5 rounds=6 in_flight=64 sqlite=
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        --in-flight) in_flight=$2 ;;
        --sqlite) sqlite=yes; shift; continue ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
[ -n "$sqlite" ] || postgres_start

folder=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
declare -A url=() pid=() results=()
stop_all() {
    kill "${pid[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
    postgres_stop
}
trap stop_all EXIT

for kind in without unique; do
    if [ -n "$sqlite" ]; then
        address=sqlite://$folder/$kind.db
    else
        psql -qX -c "create database \"$kind\""
        address=${DATABASE_URL%/*}/$kind
    fi

    # Before the server, which has the file of SQLite alone.
    [ $kind = without ] || (cd "$folder" && DATABASE_URL=$address patchlog unique declare order /id >&2)
    log=$folder/$kind.log
    (cd "$folder" && DATABASE_URL=$address PORT=0 HOST=127.0.0.1 LOG_LEVEL=warn exec "$PATCHLOG_BINARY" serve \
        >"$log" 2>&1) &
    pid[$kind]=$!
    url[$kind]=$(until_says "$log" 'listening on \(http:[^ ]*\)')
done

load() {
    patchlog bench --url "${url[$1]/http:/ws:}" --workload "$2" --seconds "$seconds" --in-flight "$in_flight" --json |
        json commandsPerSecond
}

for kind in without unique; do
    for work in create patch; do load $kind $work >/dev/null; done     # compiled, and in memory
done

for round in $(seq "$rounds"); do
    for work in create patch; do
        for kind in $([ $((round % 2)) = 0 ] && echo without unique || echo unique without); do
            value=$(load "$kind" $work)
            results[$kind-$work]+="$value "
            printf 'round %s: %-6s %-7s %8.0f/s\n' "$round" $work "$kind" "$value" >&2
        done
    done
done

printf '\n%s, %s, %s in flight, medians of %s rounds of %s s\n\n' \
    "$(machine)" "$([ -n "$sqlite" ] && echo SQLite || echo PostgreSQL)" "$in_flight" "$rounds" "$seconds"
row() { printf '| %-8s | %9s | %9s | %16s |\n' "$@"; }
row 'what' 'without' 'unique' 'unique / without'
row '---' '---:' '---:' '---:'
for work in create patch; do
    one=$(median ${results[without-$work]}) two=$(median ${results[unique-$work]})
    row "$work" "$(round_to 0 "$one")" "$(round_to 0 "$two")" "$(ratio "$two" "$one")"
done
