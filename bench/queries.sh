#!/usr/bin/env bash
# Queries by a declared index against the same queries on plain columns of a side table, on a PostgreSQL of its own:
#
#   bench/queries.sh [--documents 1000000] [--rounds 5]
#
# Medians in milliseconds, as the database logs them for parsing, planning and running, in warm connections. The plain
# ones are prepared statements with parameters: planned each time, and with the plans that PostgreSQL chooses to keep. The
# last column is the whole request over HTTP.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

documents=1000000 rounds=5
while [ $# -gt 0 ]; do
    case $1 in
        --documents) documents=$2 ;;
        --rounds) rounds=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
postgres_start
patchlog migrate >&2
sql() { psql --quiet --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"; }
echo "Loading $documents documents ..." >&2
sql --set documents="$documents" --file "$here/queries.sql"
patchlog index create orders /number /total >&2
patchlog_start

middle=$((documents / 20 * 10 + 1))
number="A-$(printf '%s' "$middle" | md5sum | cut -d' ' -f1)"
list=$(for n in 1 11 21 31 41 51 61 71 81 91; do printf 'A-%s,' "$(printf '%s' $((middle + n)) | md5sum | cut -d' ' -f1)"; done)
list=${list%,}

# What is asked over HTTP, and the same of plain columns.
names=(equal several range prefix sorted)
declare -A query=(
    [equal]="filter[number]=$number"
    [several]="filter[number][in]=$list"
    [range]='filter[total][gte]=5000&filter[total][lt]=5000.5&limit=1000'
    [prefix]='filter[number][prefix]=A-00ff&limit=1000'
    [sorted]='sort=-total&limit=100'
)
declare -A condition=(
    [equal]='number = $1 order by target_id limit 101'
    [several]='number = any($1) order by target_id limit 101'
    [range]='total >= $1 and total < $2 order by target_id limit 1001'
    [prefix]='number >= $1 and number < $2 order by target_id limit 1001'
    [sorted]='true order by total desc, target_id desc limit 101'
)
declare -A arguments=(
    [equal]="('$number')" [several]="('{$list}')" [range]='(5000, 5000.5)' [prefix]="('A-00ff', 'A-00fg')" [sorted]=''
)
columns='target_id, version, created_at, updated_at'

sql --command "alter system set log_min_duration_statement = 0" --command "select pg_reload_conf()" >/dev/null
sleep 1

# Milliseconds that the database says it took for the last search that a command makes: parsing, planning, running.
logged() {
    local lines
    lines=$(wc -l <"$POSTGRES_FOLDER/postgres.log")
    "$@" >/dev/null
    tail -n "+$((lines + 1))" "$POSTGRES_FOLDER/postgres.log" |
        awk "/duration: .*: (select $columns, case|execute again)/"' {
                for (i = 1; i < NF; i++) if ($i == "duration:") took = $(i + 1)
                sum = / execute _/ ? sum + took : took
            }
            END { printf "%.3f\n", sum }'
}
ask() {
    curl --silent --show-error --fail --globoff --write-out '%{time_total}\n' \
        "$PATCHLOG_HTTP/v1/bench/orders?$1" --output /dev/null "${@:2}"
}
# Four times over one connection: the last one has warm caches.
ask_again() {
    local once=("$PATCHLOG_HTTP/v1/bench/orders?$1" --output /dev/null)
    ask "$1" "${once[@]}" "${once[@]}" "${once[@]}"
}

# Until plans are kept where that pays: PostgreSQL decides after five runs.
for name in "${names[@]}"; do
    for _ in $(seq 10); do ask "${query[$name]}" >/dev/null; done
done

declare -A indexed=() plain=() prepared=() whole=()
for _ in $(seq "$rounds"); do
    for name in "${names[@]}"; do
        indexed[$name]+="$(logged ask_again "${query[$name]}") "
        # Several times: the first ones fill the caches of their connection, which the server's has had for long.
        again="select $columns, body from plain
            where tenant = 'bench' and target_name = 'orders' and body is not null and ${condition[$name]}"
        execute=(--command "execute again ${arguments[$name]}")
        plain[$name]+="$(logged sql --command 'set plan_cache_mode = force_custom_plan' \
            --command "prepare again as $again" "${execute[@]}" "${execute[@]}" "${execute[@]}") "
        prepared[$name]+="$(logged sql --command "prepare again as $again" \
            "${execute[@]}" "${execute[@]}" "${execute[@]}" "${execute[@]}" \
            "${execute[@]}" "${execute[@]}" "${execute[@]}" "${execute[@]}") "
        whole[$name]+="$(ask "${query[$name]}" | awk '{ print $1 * 1000 }') "
    done
done

printf '\n%s, %s documents, medians of %s rounds, ms\n\n' "$(machine)" "$documents" "$rounds"
row() { printf '| %-8s | %12s | %12s | %5s | %14s | %5s | %12s |\n' "$@"; }
row query 'declared' 'plain column' ratio 'plans kept' ratio 'over HTTP'
row --- ---: ---: ---: ---: ---: ---:
for name in "${names[@]}"; do
    d=$(median ${indexed[$name]}) p=$(median ${plain[$name]}) r=$(median ${prepared[$name]}) w=$(median ${whole[$name]})
    row "$name" "$(round_to 2 "$d")" "$(round_to 2 "$p")" "$(ratio "$d" "$p")" "$(round_to 3 "$r")" "$(ratio "$d" "$r")" \
        "$(round_to 2 "$w")"
done
