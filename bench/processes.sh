#!/usr/bin/env bash
# Long-running processes, on PostgreSQL.
#   bench/processes.sh timers [COUNT]           so many waiting instances: what they cost while nothing is due, and how
#                                               late a timer fires among them (100000)
#   bench/processes.sh crowd [COUNT]            a tenant with so many due timers, beside one with a single one (1000000)
#   bench/processes.sh correlate [COUNT]        events of which each feeds one instance of ten, and of so many (1000000)
#   bench/processes.sh writes [SECONDS] [ROUNDS]
#                                               plain writes, with a bundle that has processes and with one that has
#                                               none (5, 6)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

query() { PGOPTIONS='-c client_min_messages=warning' psql -qAtX -c "$1"; }

# usage: start_instances <tenant> <first> <last> <process> <input>   the input may contain {n}; 100 commands a request
start_instances() {
    local tenant=$1 process=$4 input=$5 from
    for ((from = $2; from <= $3; from += 100)); do
        seq "$from" $((from + 99 < $3 ? from + 99 : $3)) | awk -v process="$process" -v input="$input" -v tenant="$tenant" '
            { text = input; gsub(/\{n\}/, $1, text)
              printf "%s{\"type\":\"orchestration\",\"tenant\":\"%s\",\"targetName\":\"%s\",\"targetId\":\"%s\",\"body\":{\"start\":%s}}",
                  NR == 1 ? "[" : ",", tenant, process, $1, text }
            END { print "]" }' |
            curl -sSf -o /dev/null -H 'Content-Type: application/json' --data-binary @- \
                "$PATCHLOG_HTTP/v1/$tenant/commands"
    done
}

# Seconds of processor time that the server and the database have used.
used() {
    local postmaster ticks=0 pid
    postmaster=$(head -n 1 "$POSTGRES_FOLDER/data/postmaster.pid")
    for pid in "$PATCHLOG_PID" "$postmaster" $(pgrep -P "$postmaster"); do
        ticks=$((ticks + $(awk '{ print $14 + $15 }' "/proc/$pid/stat" 2>/dev/null || echo 0)))
    done
    awk -v ticks="$ticks" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", ticks / hz }'
}

# usage: idle <seconds>   prints processor time and transactions of the database per second while nothing happens
idle() {
    local before count
    sleep 5
    before=$(used) count=$(query "select xact_commit from pg_stat_database where datname = current_database()")
    sleep "$1"
    awk -v a="$before" -v b="$(used)" -v n="$count" -v s="$1" \
        -v m="$(query "select xact_commit from pg_stat_database where datname = current_database()")" \
        'BEGIN { printf "%.1f %.1f\n", (b - a) * 1000 / s, (m - n) / s }'
}

# usage: lateness <tenant> <count>   prints median and maximum of milliseconds, of timers of one second
lateness() {
    local tenant=$1 count=$2 number
    for ((number = 1; number <= count; number++)); do
        start_instances "$tenant" "2$number" "2$number" waiter '{"delay":1000}'
        sleep 0.6
    done
    sleep 5
    query "select round(percentile_cont(0.5) within group (order by late)), round(max(late)), count(*)
        from (select extract(epoch from b.received_at - a.received_at) * 1000 - 1000 as late
            from patchlog.events a join patchlog.events b
                on b.tenant = a.tenant and b.target_name = a.target_name and b.target_id = a.target_id and b.version = 2
            where a.tenant = '$tenant' and a.target_name = 'process.waiter' and a.version = 1) as timers"
}

begin() {
    build_patchlog
    postgres_start
    export ARTIFACTS_DIR=$here/bundles/processes
    patchlog_start
}

timers() {
    local count=$1 began
    begin
    read -r cpu queries <<<"$(idle 20)"
    printf 'no instance: %s ms of processor time and %s transactions of the database each second\n' "$cpu" "$queries"
    began=$(date +%s.%N)
    start_instances many 1000001 $((1000000 + count)) waiter '{"delay":86400000}'
    awk -v a="$began" -v b="$(date +%s.%N)" -v n="$count" 'BEGIN { printf "started %d instances, %d each second\n", n, n / (b - a) }'
    query 'analyze' && sleep 10
    read -r cpu queries <<<"$(idle 20)"
    printf '%s instances: %s ms of processor time and %s transactions of the database each second\n' "$count" "$cpu" "$queries"
    IFS='|' read -r middle most fired <<<"$(lateness many 20)"
    printf '%s timers of a second among them: %s ms late, at most %s ms\n%s\n' "$fired" "$middle" "$most" "$(machine)"
}

crowd() {
    local count=$1 before left
    begin
    start_instances crowd 1 1 waiter '{"delay":86400000}'
    sleep 3
    IFS='|' read -r middle most fired <<<"$(lateness alone 20)"
    printf '%s timers of a second, alone: %s ms late, at most %s ms\n' "$fired" "$middle" "$most"
    query "insert into patchlog.timers (tenant, process, instance, name, entry, due_at)
        select 'crowd', 'waiter', 'i' || n, 'after.asked', 1, now() from generate_series(1, $count) as n"
    query "update patchlog.process_readers set next_due = now() - interval '1 minute' where tenant = 'crowd'"
    sleep 5
    before=$(query "select count(*) from patchlog.timers where tenant = 'crowd'")
    IFS='|' read -r middle most fired <<<"$(lateness single 20)"
    left=$(query "select count(*) from patchlog.timers where tenant = 'crowd'")
    printf '%s, beside %s due ones of another tenant: %s ms late, at most %s ms; %s of those fired meanwhile\n%s\n' \
        "$fired" "$before" "$middle" "$most" $((before - left)) "$(machine)"
}

# usage: feed <round>   prints how many events each second feed one instance each
feed() {
    local began count=3000 last
    began=$(date +%s.%N)
    for from in $(seq 1 100 $count); do
        seq "$from" $((from + 99)) | awk -v round="$1" '
            { printf "%s{\"type\":\"create\",\"tenant\":\"t\",\"targetName\":\"signals\",\"body\":{\"topic\":\"%d\"}}",
                  NR == 1 ? "[" : ",", 1 + $1 % 10 }
            END { print "]" }' |
            curl -sSf -o /dev/null -H 'Content-Type: application/json' --data-binary @- "$PATCHLOG_HTTP/v1/t/commands"
    done
    last=$((count * $1))
    until [ "$(query "select sum((body -> 'context' ->> 'seen')::bigint) from patchlog.aggregates
        where tenant = 't' and target_name = 'process.watcher'")" -ge "$last" ]; do sleep 0.05; done
    awk -v a="$began" -v b="$(date +%s.%N)" -v n="$count" 'BEGIN { printf "%.0f\n", n / (b - a) }'
}

correlate() {
    local count=$1 few=() many=() round=0
    begin
    start_instances t 1 10 watcher '{"topic":"{n}"}'
    feed $((++round)) >/dev/null
    for _ in 1 2 3; do
        few+=("$(feed $((++round)))")
        query "insert into patchlog.process_keys (tenant, process, correlation, key, instance)
            select 't', 'watcher', 'topic', decode(md5('other' || n), 'hex'), 'other-' || n from generate_series(1, $count) as n"
        query 'analyze patchlog.process_keys'
        many+=("$(feed $((++round)))")
        query "delete from patchlog.process_keys where instance like 'other-%'"
        query 'vacuum patchlog.process_keys'
    done
    printf 'events each second that feed one instance: of ten %s, of %s %s, ratio %s\n%s\n' "$(median "${few[@]}")" \
        "$count" "$(median "${many[@]}")" "$(ratio "$(median "${many[@]}")" "$(median "${few[@]}")")" "$(machine)"
}

writes() {
    local seconds=$1 rounds=$2 with=() without=() kind round
    build_patchlog
    postgres_start
    for ((round = 0; round < rounds; round++)); do
        for kind in $([ $((round % 2)) = 0 ] && echo plain processes || echo processes plain); do
            query 'drop schema if exists patchlog cascade'
            export ARTIFACTS_DIR=$here/bundles/$kind
            patchlog_start
            rate=$(patchlog bench --url "$PATCHLOG_URL" --workload create --seconds "$seconds" --in-flight 64 --json |
                json commandsPerSecond)
            patchlog_stop
            if [ "$kind" = plain ]; then without+=("$rate"); else with+=("$rate"); fi
        done
    done
    printf 'creates each second: %.0f, with a bundle that has processes %.0f, ratio %s\n%s\n' "$(median "${without[@]}")" \
        "$(median "${with[@]}")" "$(ratio "$(median "${with[@]}")" "$(median "${without[@]}")")" "$(machine)"
}

case "${1:-}" in
    timers) timers "${2:-100000}" ;;
    crowd) crowd "${2:-1000000}" ;;
    correlate) correlate "${2:-1000000}" ;;
    writes) writes "${2:-5}" "${3:-6}" ;;
    *) sed -n '2,10p' "$0" >&2; exit 2 ;;
esac
