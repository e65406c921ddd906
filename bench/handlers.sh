#!/usr/bin/env bash
# Handlers in JavaScript.
#   bench/handlers.sh calls [COUNT]            calls per second on one core, garbage, live memory (1000000)
#   bench/handlers.sh tenants [SECONDS] [ROUNDS]
#       a tenant with quick handlers, alone and beside sixteen tenants whose handlers take 20 ms; PostgreSQL (8, 3)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

calls() {
    dotnet build "$here/Patchlog.Bench.Handlers" -c Release --nologo -v quiet >&2
    dotnet "$root/artifacts/bin/Patchlog.Bench.Handlers/release/Patchlog.Bench.Handlers.dll" "$1"
}

# usage: quick <seconds>   sets p50, p99 and rate
quick() {
    local said
    said=$(patchlog bench --url "$PATCHLOG_URL" --tenant quick --workload patch --in-flight 8 --connections 2 \
        --seconds "$1" --warm-up 2 --json)
    rate=$(json commandsPerSecond <<<"$said") p50=$(json p50 <<<"$said") p99=$(json p99 <<<"$said")
}

tenants() {
    local seconds=$1 rounds=$2 slow=() alone=() beside=()
    build_patchlog
    postgres_start
    export ARTIFACTS_DIR=$here/bundles/tenants
    patchlog_start

    printf '| %-24s | %10s | %8s | %8s |\n| --- | ---: | ---: | ---: |\n' 'the quick tenant' 'per second' 'p50 ms' 'p99 ms'
    for round in $(seq "$rounds"); do
        quick "$seconds"
        alone+=("$p99")
        printf '| %-24s | %10.0f | %8.1f | %8.1f |\n' alone "$rate" "$p50" "$p99"

        slow=()
        for number in $(seq 16); do
            patchlog bench --url "$PATCHLOG_URL" --tenant "slow$number" --workload patch --in-flight 8 --connections 1 \
                --aggregates 50 --seconds $((seconds + 6)) --warm-up 1 --json >/dev/null 2>&1 &
            slow+=($!)
        done
        sleep 3
        quick "$seconds"
        beside+=("$p99")
        printf '| %-24s | %10.0f | %8.1f | %8.1f |\n' 'beside sixteen slow ones' "$rate" "$p50" "$p99"
        wait "${slow[@]}" || true
    done

    printf '\n%s; p99 beside / alone: %s\n' "$(machine)" "$(ratio "$(median "${beside[@]}")" "$(median "${alone[@]}")")"
}

case "${1:-}" in
    calls) calls "${2:-1000000}" ;;
    tenants) tenants "${2:-8}" "${3:-3}" ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac
