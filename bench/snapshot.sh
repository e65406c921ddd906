#!/usr/bin/env bash
# What an append costs while somebody keeps a snapshot open, as a long backup does, on a PostgreSQL of its own:
#
#   bench/snapshot.sh [--seconds 8] [--turns 12]
#
# Patches of the same documents in turns of so many seconds: one before the snapshot is taken, the others while it is open,
# and one after it has been closed. Patches leave dead versions of states behind, which nobody may clear away meanwhile.
# Prints the median latency of each turn, in milliseconds, and the last over the first of those beside the snapshot.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

seconds=8 turns=12
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2 ;;
        --turns) turns=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
postgres_start
patchlog_start
machine

# usage: turn   prints the median latency, in milliseconds; each turn has documents of its own
turn() {
    patchlog bench --url "$PATCHLOG_URL" --workload patch --in-flight 1 --connections 1 --warm-up 1 --seconds "$seconds" \
        --aggregates 100 --json | json p50
}

turn >/dev/null     # compiled, and caches filled
echo "before: $(turn)"

psql -qX >/dev/null <<SQL &
begin isolation level repeatable read;
select count(*) from patchlog.events;
select pg_sleep(36000);
SQL

first=
for ((i = 1; i <= turns; i++)); do
    beside=$(turn)
    first=${first:-$beside}
    echo "beside the snapshot, turn $i: $beside"
done

psql -qX -c "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(36000)%' and pid <> pg_backend_pid()" \
    >/dev/null
echo "after: $(turn)"
echo "last turn beside it over the first: $(ratio "$beside" "$first")"
