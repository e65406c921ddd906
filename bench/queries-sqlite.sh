#!/usr/bin/env bash
# Queries by a declared index against the same queries without one, on a SQLite file of its own:
#
#   bench/queries-sqlite.sh [--documents 1000000] [--rounds 9]
#
# Milliseconds of the whole request over HTTP: with indexes the medians of the rounds; without, where each query reads all
# documents of its type, of one. Needs the program sqlite3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/patchlog.sh"
. "$here/sqlite.sh"
postgres_stop() { :; }

documents=1000000 rounds=9
while [ $# -gt 0 ]; do
    case $1 in
        --documents) documents=$2 ;;
        --rounds) rounds=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
folder=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
export DATABASE_URL=sqlite://$folder/bench.db
echo "Loading $documents documents ..." >&2
sqlite_load "$folder/bench.db" "$PATCHLOG_BINARY" "$documents"

middle=$((documents / 20 * 10 + 1))
number() { printf 'A-%08x' $(($1 * 2654435761 % 4294967296)); }
list=$(for n in 0 10 20 30 40 50 60 70 80 90; do printf '%s,' "$(number $((middle + n)))"; done)

names=(equal several range prefix sorted 'last page')
declare -A query=(
    [equal]="filter[number]=$(number "$middle")"
    [several]="filter[number][in]=${list%,}"
    [range]='filter[total][gte]=5000&filter[total][lt]=5000.5&limit=1000'
    [prefix]='filter[number][prefix]=A-00ff&limit=1000'
    [sorted]='sort=-total&limit=100'
    ['last page']='filter[total][gte]=9990&sort=total&limit=1000'
)
ask() {
    curl --silent --show-error --fail --globoff --write-out '%{time_total}\n' --output /dev/null \
        "$PATCHLOG_HTTP/v1/bench/orders?$1" | awk '{ print $1 * 1000 }'
}

# usage: measure <rounds>   prints a line of medians, one for each query
measure() {
    local name values
    for name in "${names[@]}"; do
        values=()
        for _ in $(seq "$1"); do values+=("$(ask "${query[$name]}")"); done
        printf '%s ' "$(median "${values[@]}")"
    done
}

patchlog_start
trap 'patchlog_stop; rm -rf "$folder"' EXIT
read -ra scanned <<<"$(measure 1)"
patchlog_stop
started=$(date +%s%N)
patchlog index create orders /number /total >&2
built=$(awk -v ns=$(($(date +%s%N) - started)) 'BEGIN { printf "%.1f", ns / 2e9 }')
patchlog_start
trap 'patchlog_stop; rm -rf "$folder"' EXIT
read -ra indexed <<<"$(measure "$rounds")"

# What a request costs that asks for nothing.
nothing=()
for _ in $(seq "$rounds"); do
    nothing+=("$(curl --silent --output /dev/null --write-out '%{time_total}\n' "$PATCHLOG_HTTP/healthz" |
        awk '{ print $1 * 1000 }')")
done

printf '\n%s cores, SQLite, %s documents, medians of %s rounds, ms over HTTP (/healthz: %s); both indexes took %s s\n\n' \
    "$(nproc)" "$documents" "$rounds" "$(round_to 1 "$(median "${nothing[@]}")")" "$built"
row() { printf '| %-9s | %12s | %12s | %8s |\n' "$@"; }
row query 'declared' 'without' ratio
row --- ---: ---: ---:
for i in "${!names[@]}"; do
    row "${names[i]}" "$(round_to 1 "${indexed[i]}")" "$(round_to 0 "${scanned[i]}")" \
        "$(awk -v a="${scanned[i]}" -v b="${indexed[i]}" 'BEGIN { printf "%.0f", a / b }')"
done
