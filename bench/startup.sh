#!/usr/bin/env bash
# Time from start to the first answer, and resident memory when idle, beside an empty ASP.NET application:
#
#   bench/startup.sh [--rounds 10]
#
# Both are published Release and started alternately; the server on PostgreSQL and on SQLite, with tables that exist.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"
rounds=10
[ "${1:-}" = --rounds ] && rounds=$2

build_patchlog
dotnet publish -c Release -v quiet -nologo "$here/Patchlog.Bench.Empty" >&2
EMPTY_BINARY=$root/artifacts/publish/Patchlog.Bench.Empty/release/Patchlog.Bench.Empty
postgres_start
folder=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
trap 'rm -rf "$folder"; postgres_stop' EXIT

now() { date +%s%N; }

# Starts a program on a free port and asks a path until it answers.
# usage: start_once <path> <program> [argument …]   prints milliseconds until then, and MB after 3 s without work
start_once() {
    local path=$1 port started answered memory
    shift
    port=$(free_port)
    started=$(now)
    (cd "$folder" && PORT=$port ASPNETCORE_URLS=http://127.0.0.1:$port LOG_LEVEL=warn exec "$@" >out.log 2>error.log) &
    local pid=$!
    until curl -sf -o /dev/null "http://127.0.0.1:$port$path"; do
        kill -0 $pid 2>/dev/null || { cat "$folder/error.log" >&2; return 1; }
        sleep 0.005
    done
    answered=$(now)
    sleep 3
    memory=$(awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$pid/status")
    kill $pid && wait $pid 2>/dev/null || true
    echo "$(((answered - started) / 1000000)) $memory"
}

declare -A times=() memories=()
measure() {
    local name=$1 figures
    shift
    figures=$(start_once "$@")
    times[$name]+="${figures% *} "
    memories[$name]+="${figures#* } "
}

for round in $(seq 0 "$rounds"); do
    [ "$round" = 1 ] && times=() memories=()   # round 0 fills caches and makes tables
    measure empty / "$EMPTY_BINARY"
    DATABASE_URL=$DATABASE_URL measure postgres /healthz "$PATCHLOG_BINARY" serve
    DATABASE_URL=sqlite:///./data/patchlog.db measure sqlite /healthz "$PATCHLOG_BINARY" serve
done

printf '%s, medians of %s rounds\n\n' "$(machine)" "$rounds"
row() { printf '| %-24s | %15s | %8s | %12s | %8s |\n' "$@"; }
row 'application' 'first answer ms' '/ empty' 'idle MB' '/ empty'
row '---' '---:' '---:' '---:' '---:'
empty_time=$(median ${times[empty]}) empty_memory=$(median ${memories[empty]})
for name in empty postgres sqlite; do
    answer=$(median ${times[$name]}) memory=$(median ${memories[$name]})
    row "$name" "$answer" "$(ratio "$answer" "$empty_time")" \
        "$(round_to 0 "$memory")" "$(ratio "$memory" "$empty_memory")"
done
