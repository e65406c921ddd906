#!/usr/bin/env bash
# Many subscribers of one type while somebody writes at a fixed pace, on a PostgreSQL of its own:
#
#   bench/live.sh [--subscribers 1000] [--commands 1000] [--seconds 20] [--rounds 3]
#
# Every subscriber is held to every position, in order. Prints the time from an event's own time (taken in its transaction)
# to its receipt by each subscriber, and from sending a command to its acknowledgement. The load generator is on the same
# machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

subscribers=1000 commands=1000 seconds=20 rounds=3
while [ $# -gt 0 ]; do
    case $1 in
        --subscribers) subscribers=$2 ;;
        --commands) commands=$2 ;;
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
build_subscribers
postgres_start
patchlog_start

ticks() { awk '{ print $14 + $15 }' "/proc/$PATCHLOG_PID/stat"; }
run() { "$SUBSCRIBERS" live --url "$PATCHLOG_HTTP" --subscribers "$subscribers" --commands "$commands" --seconds "$1"; }
run 3 >/dev/null 2>&1   # compiled, and caches filled

figures=(received incomplete eventsPerFrame p50 p99 max ackP50 ackP99 cores)
declare -A results=()
for round in $(seq "$rounds"); do
    started=$(date +%s%N) before=$(ticks)
    answer=$(run "$seconds")
    cores=$(awk -v t=$(($(ticks) - before)) -v n=$(($(date +%s%N) - started)) 'BEGIN { printf "%.2f", t * 1e7 / n }')
    answer=${answer/\}/,\"cores\":$cores\}}
    for figure in "${figures[@]}"; do results[$figure]+="$(json "$figure" <<<"$answer") "; done
    echo "round $round: $answer" >&2
done

printf '\n%s, %s subscribers, %s commands/s for %s s, medians of %s rounds\n\n' \
    "$(machine)" "$subscribers" "$commands" "$seconds" "$rounds"
row() { printf '| %-44s | %10s |\n' "$@"; }
row 'live' ''
row '---' '---:'
report() { row "$1" "$(median ${results[$2]})"; }
report 'events received, all subscribers' received
report 'subscribers that missed one' incomplete
report 'events per frame' eventsPerFrame
report 'commit to receipt, median, ms' p50
report 'commit to receipt, 99th percentile, ms' p99
report 'commit to receipt, longest, ms' max
report 'command to acknowledgement, median, ms' ackP50
report 'command to acknowledgement, 99th, ms' ackP99
report 'cores used by the server' cores
