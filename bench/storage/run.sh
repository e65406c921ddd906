#!/usr/bin/env bash
# Measures how documents are best kept on PostgreSQL: bench/storage/run.sh [columns|scans|appends|fillfactors|toasts …]
# SECONDS_EACH=2 ROUNDS=3 BYTES=1024 may be set. docs/decisions/0001 quotes the result.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../postgres.sh"
dotnet build -c Release -v quiet -nologo "$here"
postgres_start
for part in "${@:-columns scans appends fillfactors}"; do
    for one in $part; do
        printf '\n### %s\n\n' "$one"
        dotnet "$here/../../artifacts/bin/Patchlog.Bench.Storage/release/Patchlog.Bench.Storage.dll" \
            "Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Database=$PGDATABASE" "$one" \
            "${SECONDS_EACH:-2}" "${ROUNDS:-3}" "${BYTES:-1024}"
    done
done
