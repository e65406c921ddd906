#!/usr/bin/env bash
# What a handler costs a patch of 1 KiB, on PostgreSQL: the server decides it, or a handler does, each with a server and a
# database of its own, in one run, in turns:
#
#   bench/handlers.sh [--seconds 4] [--rounds 6] [--in-flight 64]
#
# Prints the medians of patches per second, and each over that without a handler.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

seconds=4 rounds=6 in_flight=64
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        --in-flight) in_flight=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
postgres_start

folder=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
declare -A url=() pid=() results=()
stop_all() {
    kill "${pid[@]}" 2>/dev/null || true
    rm -rf "$folder"
    postgres_stop
}
trap stop_all EXIT

for bundle in none handler; do
    psql -qX -c "create database with_$bundle"
    artifacts=$here/bundles/$bundle
    [ "$bundle" = none ] && artifacts=
    : >"$folder/$bundle"
    (cd "$folder" && DATABASE_URL="${DATABASE_URL%/*}/with_$bundle" ARTIFACTS_DIR=$artifacts PORT=0 HOST=127.0.0.1 \
        LOG_LEVEL=warn exec "$PATCHLOG_BINARY" serve >"$folder/$bundle" 2>&1) &
    pid[$bundle]=$!
    url[$bundle]=$(until_says "$folder/$bundle" 'listening on \(http:[^ ]*\)')
done

# usage: measure <bundle>   sets value
measure() {
    local said
    said=$("$PATCHLOG_BINARY" bench --url "${url[$1]/http:/ws:}" --workload patch --in-flight "$in_flight" \
        --seconds "$seconds" --warm-up 1 --json) || { echo "$1: $said" >&2; return 1; }
    value=$(json commandsPerSecond <<<"$said")
}

for round in $(seq 0 "$rounds"); do
    for bundle in $([ $((round % 2)) = 0 ] && echo none handler || echo handler none); do
        measure "$bundle"
        if [ "$round" -gt 0 ]; then results[$bundle]+="$value "; fi     # round 0 compiles
        printf 'round %s: %-8s %8s\n' "$round" "$bundle" "$value" >&2
    done
done

printf '\n%s, %s in flight, medians of %s rounds of %s s\n\n' "$(machine)" "$in_flight" "$rounds" "$seconds"
row() { printf '| %-32s | %11s | %8s |\n' "$@"; }
row 'patches' 'per second' 'ratio'
row '---' '---:' '---:'
none=$(median ${results[none]})
declare -A titles=([none]='decided by the server' [handler]='decided by a handler')
for bundle in none handler; do
    each=$(median ${results[$bundle]})
    row "${titles[$bundle]}" "$(round_to 0 "$each")" "$(ratio "$each" "$none")"
done
