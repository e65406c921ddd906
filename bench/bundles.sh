#!/usr/bin/env bash
# What a bundle costs, on PostgreSQL: a creation without one, with a schema, and with a schema and a unique key; or, with
# --workload patch, a patch without one, with a handler that decides it, and with a read beside that; or, with --workload
# rules, a patch without one, with three rules of which none fires, and with three of which one fires. Each with a server
# and a database of its own, in one run, in turns:
#
#   bench/bundles.sh [--workload create] [--seconds 4] [--rounds 6] [--in-flight 64]
#
# Prints the medians of requests of 1 KiB per second, and each over that without a bundle.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

workload=create seconds=4 rounds=6 in_flight=64
while [ $# -gt 0 ]; do
    case $1 in
        --workload) workload=$2 ;;
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        --in-flight) in_flight=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

case $workload in
    create) bundles='none schema unique' reversed='unique schema none' ;;
    patch) bundles='none handler reads' reversed='reads handler none' ;;
    rules) bundles='none rules fired' reversed='fired rules none' ;;
    *) echo "Unknown workload $workload; see the first lines of $0." >&2; exit 2 ;;
esac

command=$workload
[ "$workload" = rules ] && command=patch

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

for bundle in $bundles; do
    psql -qX -c "create database with_$bundle"
    artifacts=$here/bundles/$bundle
    [ "$bundle" = none ] && artifacts=
    : >"$folder/$bundle"
    (cd "$folder" && DATABASE_URL="${DATABASE_URL%/*}/with_$bundle" ARTIFACTS_DIR=$artifacts PORT=0 HOST=127.0.0.1 \
        LOG_LEVEL=warn exec "$PATCHLOG_BINARY" serve >"$folder/$bundle" 2>&1) &
    pid[$bundle]=$!
    url[$bundle]=$(until_says "$folder/$bundle" 'listening on \(http:[^ ]*\)')
    curl -fsS -o /dev/null -X PUT "${url[$bundle]}/v1/default/customer/c-1" -H 'Content-Type: application/json' \
        -d '{"name":"Ada Lovelace","isBlocked":false}'
done

# usage: measure <bundle>   sets value
measure() {
    local said
    said=$("$PATCHLOG_BINARY" bench --url "${url[$1]/http:/ws:}" --workload "$command" --in-flight "$in_flight" \
        --seconds "$seconds" --warm-up 1 --json) || { echo "$1: $said" >&2; return 1; }
    value=$(json commandsPerSecond <<<"$said")
}

for round in $(seq 0 "$rounds"); do
    for bundle in $([ $((round % 2)) = 0 ] && echo $bundles || echo $reversed); do
        measure "$bundle"
        if [ "$round" -gt 0 ]; then results[$bundle]+="$value "; fi     # round 0 compiles
        printf 'round %s: %-8s %8s\n' "$round" "$bundle" "$value" >&2
    done
done

printf '\n%s, %s in flight, medians of %s rounds of %s s\n\n' "$(machine)" "$in_flight" "$rounds" "$seconds"
row() { printf '| %-32s | %11s | %8s |\n' "$@"; }
row "$workload" 'per second' 'ratio'
row '---' '---:' '---:'
none=$(median ${results[none]})
declare -A titles=([none]='without a bundle' [schema]='with a schema' [unique]='with a schema and a unique key'
    [handler]='decided by a handler' [reads]='with another document read'
    [rules]='judged by three rules' [fired]='judged by three rules, one fires')
for bundle in $bundles; do
    each=$(median ${results[$bundle]})
    row "${titles[$bundle]}" "$(round_to 0 "$each")" "$(ratio "$each" "$none")"
done
