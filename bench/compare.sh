#!/usr/bin/env bash
# Two builds of the server side by side, in one run, interleaved: creates, patches, reads by id, catching up, start-up:
#
#   bench/compare.sh BEFORE AFTER [--seconds 4] [--rounds 6] [--in-flight 64] [--events 100000]
#
# BEFORE and AFTER are folders of two clones in which `./patchlog --version` has been run. Each build has a database of its
# own in one PostgreSQL; the load generator is that of AFTER for both. An even number of rounds lets each go first as often
# as the other. Prints medians, and each figure of AFTER over that of BEFORE.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

[ $# -ge 2 ] || { echo "Give two folders; see the first lines of $0." >&2; exit 2; }
before=$1 after=$2 seconds=4 rounds=6 in_flight=64 events=100000
shift 2
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        --in-flight) in_flight=$2 ;;
        --events) events=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_subscribers
postgres_start

folder=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
declare -A binary=() url=() pid=() run=() results=()
stop_all() {
    kill "${pid[@]}" 2>/dev/null || true
    rm -rf "$folder"
    postgres_stop
}
trap stop_all EXIT

# usage: start <build>   sets url[build] and pid[build]
start() {
    local log=$folder/$1.log
    : >"$log"
    (cd "$folder" && DATABASE_URL="${DATABASE_URL%/*}/$1" PORT=0 HOST=127.0.0.1 LOG_LEVEL=warn exec "${binary[$1]}" serve \
        >"$log" 2>&1) &
    pid[$1]=$!
    url[$1]=$(until_says "$log" 'listening on \(http:[^ ]*\)')
}

for build in before after; do
    binary[$build]=${!build}/${PATCHLOG_BINARY#"$root"/}
    psql -qX -c "create database $build"
    start "$build"
done

# usage: load <build> <workload> [option …]
load() {
    local build=$1 workload=$2 base=${url[$1]} said
    shift 2
    [ "$workload" = get ] || base=${base/http:/ws:}
    said=$("${binary[after]}" bench --url "$base" --workload "$workload" --in-flight "$in_flight" --json "$@") ||
        { echo "$build, $workload: $said" >&2; return 1; }
    echo "$said"
}

# usage: measure <build> <work>   sets value; no subshell, for starting again sets url and pid
measure() {
    local started said
    case $2 in
        create | patch)
            said=$(load "$1" "$2" --seconds "$seconds")
            value=$(json commandsPerSecond <<<"$said") ;;
        get)
            said=$(load "$1" get --seconds "$seconds" --warm-up 1 --aggregates 10000 --run "${run[$1]}")
            value=$(json commandsPerSecond <<<"$said") ;;
        catch-up)
            started=$(date +%s%N)
            "$SUBSCRIBERS" pages --url "${url[$1]}" --events "$events" >/dev/null
            value=$(awk -v e="$events" -v t=$(($(date +%s%N) - started)) 'BEGIN { printf "%.0f", e / t * 1e9 }') ;;
        start-up)
            kill "${pid[$1]}" && wait "${pid[$1]}" 2>/dev/null || true
            started=$(date +%s%N)
            start "$1"
            curl -sf --retry 20 --retry-connrefused --retry-delay 0 -o "$folder/ready" "${url[$1]}/readyz"
            value=$(awk -v t=$(($(date +%s%N) - started)) 'BEGIN { printf "%.1f", 1e9 / t * 100 }') ;;
    esac
}

for build in before after; do
    said=$(load "$build" get --seconds 1 --warm-up 0 --aggregates 10000)
    run[$build]=$(sed 's/.*"run":"\([^"]*\)".*/\1/' <<<"$said")
    for work in create patch get; do measure "$build" "$work"; done   # compiled, and in memory
done

document=$(tr -d '\n' <"$here/documents/order.json" | sed 's/  */ /g; s/"id": *"[^"]*"/"note":"%note%", "id":"bench-%n%"/')
works=(create patch get start-up)
if [ "$events" -gt 0 ]; then works+=(catch-up); fi
# usage: compare <round> <work>
compare() {
    for build in $([ $(($1 % 2)) = 0 ] && echo before after || echo after before); do
        measure "$build" "$2"
        results[$build-$2]+="$value "
        printf 'round %s: %-8s %-6s %8s\n' "$1" "$2" "$build" "$value" >&2
    done
}

for round in $(seq "$rounds"); do
    for work in create patch get; do compare "$round" "$work"; done
done

# Last, for the servers are started anew, and would have to be compiled again.
for round in $(seq "$rounds"); do compare "$round" start-up; done

if [ "$events" -gt 0 ]; then
    for build in before after; do
        kill "${pid[$build]}" && wait "${pid[$build]}" 2>/dev/null || true
        PGDATABASE=$build psql -qX -c 'truncate patchlog.events, patchlog.aggregates, patchlog.snapshots, patchlog.tenants'
        PGDATABASE=$build psql -qX -v ON_ERROR_STOP=1 -v events="$events" -v document="$document" -f "$here/load_journal.sql"
        PGDATABASE=$build psql -qX -c 'vacuum analyze patchlog.events' -c checkpoint
        start "$build"
    done
    for round in $(seq 0 "$rounds"); do
        for build in before after; do
            measure "$build" catch-up
            if [ "$round" -gt 0 ]; then results[$build-catch-up]+="$value "; fi     # round 0 fills caches, and compiles
        done
    done
fi

printf '\n%s, %s in flight, medians of %s rounds of %s s\n\n' "$(machine)" "$in_flight" "$rounds" "$seconds"
row() { printf '| %-36s | %9s | %9s | %14s |\n' "$@"; }
row 'what' 'before' 'after' 'after / before'
row '---' '---:' '---:' '---:'
declare -A titles=(
    [create]='create over WebSocket, per s' [patch]='patch over WebSocket, per s' [get]='GET by id, per s'
    [start-up]='starts, per 100 s' [catch-up]='catching up by pages, events per s')
for work in "${works[@]}"; do
    one=$(median ${results[before-$work]}) two=$(median ${results[after-$work]})
    row "${titles[$work]}" "$(round_to 0 "$one")" "$(round_to 0 "$two")" "$(ratio "$two" "$one")"
done
