#!/usr/bin/env bash
# Catching up: a journal of events of 1 KB and more from its start over Server-Sent Events, WebSocket and pages, against
# PostgreSQL's own COPY (…) TO STDOUT of the same columns of the same rows, one after the other:
#
#   bench/feed.sh [--events 1000000] [--rounds 3]
#
# Prints medians and ratios. Every reader is held to the number of events; the WebSocket's to every position.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

events=1000000 rounds=3
while [ $# -gt 0 ]; do
    case $1 in
        --events) events=$2 ;;
        --rounds) rounds=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
build_subscribers
postgres_start
patchlog_start

echo "Loading $events events ..." >&2
document=$(tr -d '\n' <"$here/documents/order.json" | sed 's/  */ /g; s/"id": *"[^"]*"/"note":"%note%", "id":"bench-%n%"/')
psql -qX -v ON_ERROR_STOP=1 -v events="$events" -v document="$document" -f "$here/load_journal.sql"
psql -qX -c 'vacuum analyze patchlog.events' -c checkpoint

copy() {
    psql -qX -c "copy (
        select position, target_name, target_id, version, type, name, time, command_id, ordinal, actor, bundle,
            body, data, context
        from patchlog.events where tenant = 'default' order by position) to stdout" >"$PATCHLOG_FOLDER/discard"
}
# An event is three lines; before the first come four, and then the one that says so.
sse() {
    local lines stream
    exec 3< <(exec curl -sN -H 'Accept: text/event-stream' "$PATCHLOG_HTTP/v1/default/events?after=start")
    stream=$!
    lines=$(LC_ALL=C grep -a -m 1 -n '^event: caughtUp' <&3 | cut -d: -f1)
    kill "$stream"
    exec 3<&-
    [ "$lines" = $((4 + 3 * events + 1)) ] || { echo "SSE: caught up on line $lines" >&2; return 1; }
}
websocket() { "$SUBSCRIBERS" catch-up --url "$PATCHLOG_HTTP" --events "$events" >/dev/null; }
pages() { "$SUBSCRIBERS" pages --url "$PATCHLOG_HTTP" --events "$events" >/dev/null; }
ln -s /dev/null "$PATCHLOG_FOLDER/discard"

declare -A results=()
for round in $(seq 0 "$rounds"); do
    [ "$round" = 1 ] && results=()  # round 0 fills caches, and compiles
    for name in copy sse websocket pages; do
        started=$(date +%s%N)
        $name
        rate=$(awk -v e="$events" -v t=$(($(date +%s%N) - started)) 'BEGIN { printf "%.0f", e / t * 1e9 }')
        results[$name]+="$rate "
        printf 'round %s: %-10s %8s/s\n' "$round" "$name" "$rate" >&2
    done
done

copied=$(median ${results[copy]})
printf '\n%s, %s events, medians of %s rounds\n\n' "$(machine)" "$events" "$rounds"
row() { printf '| %-28s | %9s | %7s |\n' "$@"; }
row 'catching up' 'events/s' '/ COPY'
row '---' '---:' '---:'
report() { row "$1" "$(round_to 0 "$(median ${results[$2]})")" "$(ratio "$(median ${results[$2]})" "$copied")"; }
report 'COPY (SELECT …) TO STDOUT' copy
report 'Server-Sent Events' sse
report 'WebSocket' websocket
report 'pages of 1,000' pages
