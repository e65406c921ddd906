#!/usr/bin/env bash
# A paced writer alone, and then beside hostile clients, on a PostgreSQL of its own:
#
#   bench/soak.sh [--quiet-seconds 60] [--hostile-seconds 1800] [--clients all]
#
# The hostile clients, all or a list with commas: "stale" commands about large events, frames with "ids" of 900 KB, 100
# "unfinished" messages, 40 sockets that fill their share of the "door" with commands for a locked tenant, 24 slow
# "queries" without pause, and 300 "workers" that wait for one name. Prints the writer's latencies and the server's
# largest resident memory, quiet and beside them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

quiet=60 hostile=1800 clients=all
while [ $# -gt 0 ]; do
    case $1 in
        --quiet-seconds) quiet=$2 ;;
        --hostile-seconds) hostile=$2 ;;
        --clients) clients=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
dotnet build -c Release -v quiet -nologo "$here/Patchlog.Bench.Soak" >&2
postgres_start
patchlog_start

soak=$here/../artifacts/bin/Patchlog.Bench.Soak/release/Patchlog.Bench.Soak
"$soak" prepare "$PATCHLOG_HTTP"

before=$("$soak" write "$PATCHLOG_HTTP" "$PATCHLOG_PID" "$quiet")
echo "quiet: $before"

# A tenant that somebody else keeps locked, in turns of 20 s.
curl -sf -o /dev/null -X POST -H 'Content-Type: application/json' -d '{"n":0}' "$PATCHLOG_HTTP/v1/locked/things"
while :; do
    "$(postgres_bin)/psql" -q -c "begin; select pg_advisory_xact_lock(hashtextextended('locked', 7809632213926210407));
        select pg_sleep(20); commit" >/dev/null 2>&1 || sleep 1
done &
locking=$!
# They would have machines of their own: what they compute for themselves gives way.
nice -n 19 "$soak" attack "$PATCHLOG_HTTP" "$clients" &
attack=$!
trap 'kill $locking $attack 2>/dev/null; patchlog_stop; postgres_stop' EXIT

during=$("$soak" write "$PATCHLOG_HTTP" "$PATCHLOG_PID" "$hostile")
echo "beside $clients: $during"
echo "p99: $(ratio "$(json p99 <<<"$during")" "$(json p99 <<<"$before")") of quiet"
