#!/usr/bin/env bash
# GET by id of the server against the smallest ASP.NET endpoint that selects the same row with Npgsql: one database, the
# same documents and load generator, one round after the other:
#
#   bench/reads.sh [--seconds 5] [--rounds 5] [--in-flight 64] [--documents 10000] [--document-bytes 1024]
#
# Prints medians and ratios. The endpoint runs twice: with Npgsql's own pool of 100, and with one of 16.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

seconds=5 rounds=5 in_flight=64 documents=10000 bytes=1024
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        --in-flight) in_flight=$2 ;;
        --documents) documents=$2 ;;
        --document-bytes) bytes=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
dotnet publish -c Release -v quiet -nologo "$here/Patchlog.Bench.Select" >&2
SELECT_BINARY=$root/artifacts/publish/Patchlog.Bench.Select/release/Patchlog.Bench.Select
postgres_start
patchlog_start
select_pids=()
trap 'kill "${select_pids[@]}"; patchlog_stop; postgres_stop' EXIT

# usage: select_start <name> [connection setting …]   sets urls[name]
declare -A urls=([server]=$PATCHLOG_HTTP) results=() tails=()
select_start() {
    local name=$1 log=$PATCHLOG_FOLDER/$1.log
    shift
    ASPNETCORE_URLS=http://127.0.0.1:0 "$SELECT_BINARY" \
        "Host=$PGHOST" "Port=$PGPORT" "Username=$PGUSER" "$@" >"$log" 2>&1 &
    select_pids+=($!)
    urls[$name]=$(until_says "$log" 'listening on \(http:[^ ]*\)')
}
select_start endpoint
select_start endpoint16 'Maximum Pool Size=16'

load() {
    patchlog bench --url "$1" --workload get --seconds "$2" --warm-up "$3" --in-flight "$in_flight" \
        --aggregates "$documents" --document-bytes "$bytes" --json "${@:4}"
}
run=$(load "$PATCHLOG_HTTP" 0.1 0 | sed 's/.*"run":"\([^"]*\)".*/\1/')
names=(endpoint endpoint16 server)
for name in "${names[@]}"; do load "${urls[$name]}" 3 0 --run "$run" >/dev/null; done   # compiled, and in memory

for round in $(seq "$rounds"); do
    for name in "${names[@]}"; do
        answer=$(load "${urls[$name]}" "$seconds" 1 --run "$run")
        results[$name]+="$(json commandsPerSecond <<<"$answer") "
        tails[$name]+="$(json p99 <<<"$answer") "
        printf 'round %s: %-10s %8.0f/s\n' "$round" "$name" "$(json commandsPerSecond <<<"$answer")" >&2
    done
done

endpoint=$(median ${results[endpoint]})
printf '\n%s, %s documents of %s bytes, %s connections, medians of %s rounds of %s s\n\n' \
    "$(machine)" "$documents" "$bytes" "$in_flight" "$rounds" "$seconds"
row() { printf '| %-46s | %9s | %8s | %10s |\n' "$@"; }
row 'GET by id' 'per s' 'p99 ms' '/ endpoint'
row '---' '---:' '---:' '---:'
report() {
    row "$1" "$(round_to 0 "$(median ${results[$2]})")" "$(round_to 1 "$(median ${tails[$2]})")" \
        "$(ratio "$(median ${results[$2]})" "$endpoint")"
}
report 'smallest endpoint, pool of 100' endpoint
report 'smallest endpoint, pool of 16' endpoint16
report 'Patchlog' server
