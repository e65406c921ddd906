#!/usr/bin/env bash
# What scans of a SQLite file cost those who write beside them, in two builds of the server, in one run:
#
#   bench/scans.sh BEFORE AFTER [--seconds 10] [--documents 300000] [--scans 4]
#
# BEFORE and AFTER are folders of two clones in which `./patchlog --version` has been run. First a writer is alone, then
# some clients scan all documents over and over: writes per second, the worst of /healthz, how many scans there were, and
# how long the log grew. Needs the program sqlite3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/patchlog.sh"
. "$here/sqlite.sh"

[ $# -ge 2 ] || { echo "Give two folders; see the first lines of $0." >&2; exit 2; }
before=$1 after=$2 seconds=10 documents=300000 scans=4
shift 2
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2 ;;
        --documents) documents=$2 ;;
        --scans) scans=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

folder=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
generator=$after/${PATCHLOG_BINARY#"$root"/}

# Milliseconds of /healthz, one a line, until the file "over" is there.
probe() {
    while [ ! -e "$folder/over" ]; do
        curl --silent --output /dev/null --write-out '%{time_total}\n' "$1/healthz" | awk '{ print $1 * 1000 }'
        sleep 0.02
    done
}
scan() {
    while [ ! -e "$folder/over" ]; do
        curl --silent --globoff --output /dev/null --write-out '%{http_code}\n' \
            "$1/v1/bench/orders?filter[note]=nothing&sort=-status&count=exact"
    done
}
watch_log() {
    while [ ! -e "$folder/over" ]; do
        stat --format %s "$folder/$1.db-wal" 2>/dev/null || true
        sleep 0.1
    done
}
worst() { sort -g | awk '{ v[NR] = $1 } END { print v[int(NR * 0.99) + (NR * 0.99 > int(NR * 0.99))] }'; }

# usage: measure <build> <url> <scans>   sets writes, health, scanned and log
measure() {
    local jobs=() i
    rm -f "$folder"/over "$folder"/scans.*
    probe "$2" >"$folder/health" & jobs+=($!)
    watch_log "$1" >"$folder/log" & jobs+=($!)
    for i in $(seq "$3"); do scan "$2" >"$folder/scans.$i" & jobs+=($!); done
    sleep 1
    writes=$("$generator" bench --url "${2/http:/ws:}" --workload create --seconds "$seconds" --in-flight 64 --json |
        json commandsPerSecond)
    touch "$folder/over"
    wait "${jobs[@]}"
    health=$(worst <"$folder/health")
    log=$(sort -g "$folder/log" | tail -n 1 | awk '{ printf "%.0f", $1 / 1048576 }')
    scanned=$(cat /dev/null "$folder"/scans.* 2>/dev/null | grep -c '^200' || true)
}

row() { printf '| %-22s | %9s | %9s | %20s | %7s | %9s |\n' "$@"; }
{
    row build 'writes/s' ratio '`/healthz` p99, ms' scans 'log, MiB'
    row --- ---: ---: ---: ---: ---:
} >"$folder/table"
for build in before after; do
    binary=${!build}/${PATCHLOG_BINARY#"$root"/}
    echo "Loading $documents documents for $build ..." >&2
    sqlite_load "$folder/$build.db" "$binary" "$documents"
    (cd "$folder" && DATABASE_URL=sqlite://$folder/$build.db PORT=0 HOST=127.0.0.1 LOG_LEVEL=warn exec "$binary" serve \
        >"$folder/$build.log" 2>&1) &
    server=$!
    url=$(until_says "$folder/$build.log" 'listening on \(http:[^ ]*\)')
    measure "$build" "$url" 0
    alone=$writes
    row "$build, alone" "$(round_to 0 "$writes")" 1.00 "$(round_to 1 "$health")" 0 "$log" >>"$folder/table"
    measure "$build" "$url" "$scans"
    row "$build, $scans scanning" "$(round_to 0 "$writes")" "$(ratio "$writes" "$alone")" "$(round_to 1 "$health")" \
        "$scanned" "$log" >>"$folder/table"
    kill "$server" && wait "$server" || true
    server=
done

printf '\n%s cores, SQLite, %s documents, %s s each\n\n' "$(nproc)" "$documents" "$seconds"
cat "$folder/table"
