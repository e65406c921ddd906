#!/usr/bin/env bash
# Measures how documents are best kept on PostgreSQL; docs/decisions/0001 and 0002 quote the results.
#
#   bench/storage/run.sh [columns] [scans] [appends] [fillfactors] [toasts]       all but toasts by default
#   BYTES=4096 bench/storage/run.sh toasts                                        documents that are compressed
#
# SECONDS_EACH=2 ROUNDS=5 BYTES=1024 may be set.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../postgres.sh"
[ $# -gt 0 ] || set -- columns scans appends fillfactors

dotnet build -c Release -v quiet -nologo "$here" >&2
postgres_start
for part in "$@"; do
    printf '\n### %s\n\n' "$part"
    dotnet "$here/../../artifacts/bin/Patchlog.Bench.Storage/release/Patchlog.Bench.Storage.dll" \
        "Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Database=$PGDATABASE" "$part" \
        "${SECONDS_EACH:-2}" "${ROUNDS:-5}" "${BYTES:-1024}"
done
