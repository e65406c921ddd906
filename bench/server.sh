#!/usr/bin/env bash
# Measures the server against bare clients, all in one run, interleaved, on a PostgreSQL of its own:
#
#   bench/server.sh [--seconds 5] [--rounds 5] [--in-flight 64] [--document-bytes 1024]
#
# Prints medians, and the ratios that matter: everything shares this machine, so only they mean something elsewhere.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

seconds=5 rounds=5 in_flight=64 bytes=1024
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        --in-flight) in_flight=$2 ;;
        --document-bytes) bytes=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
dotnet build -c Release -v quiet -nologo "$here/Patchlog.Bench.Reference" >&2
reference() {
    dotnet "$here/../artifacts/bin/Patchlog.Bench.Reference/release/Patchlog.Bench.Reference.dll" "$1" \
        --seconds "$seconds" --document-bytes "$bytes" --json | json documentsPerSecond
}
load() {
    patchlog bench --url "$PATCHLOG_URL" --workload "$1" --seconds "$seconds" --in-flight "$in_flight" \
        --document-bytes "$bytes" --json | json commandsPerSecond
}

postgres_start
patchlog_start

names=(stepwise singles batches create patch)
declare -A results=()
for round in $(seq "$rounds"); do
    for name in "${names[@]}"; do
        case $name in stepwise | singles | batches) value=$(reference "$name") ;; *) value=$(load "$name") ;; esac
        results[$name]+="$value "
        printf 'round %s: %-8s %8.0f/s\n' "$round" "$name" "$value" >&2
    done
done

stepwise=$(median ${results[stepwise]})
single=$(median ${results[singles]})
batch=$(median ${results[batches]})
printf '\n%s, %s bytes, %s in flight, medians of %s rounds of %s s\n\n' \
    "$(machine)" "$bytes" "$in_flight" "$rounds" "$seconds"
row() { printf '| %-66s | %9s | %10s | %10s | %10s |\n' "$@"; }
row 'what' 'per s' '/ stepwise' '/ singles' '/ batches'
row '---' '---:' '---:' '---:' '---:'
report() {
    row "$1" "$(round_to 0 "$2")" "$(ratio "$2" "$stepwise")" "$(ratio "$2" "$single")" "$(ratio "$2" "$batch")"
}
report 'stepwise: bare client, one document per transaction, statement by statement' "$stepwise"
report 'singles: the same in one round trip' "$single"
report 'batches: bare client, 64 documents per transaction' "$batch"
report 'create over WebSocket' "$(median ${results[create]})"
report 'patch over WebSocket' "$(median ${results[patch]})"
