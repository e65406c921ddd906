#!/usr/bin/env bash
# What a WebSocket costs that has nothing to say: resident memory of the server before and after many connect, and after
# as many that subscribe as well.
#
#   bench/idle.sh [--connections 5000] [--database sqlite|postgres]
#
# Taken a while after the last one connected, when two heartbeats have passed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

connections=5000 database=postgres
while [ $# -gt 0 ]; do
    case $1 in
        --connections) connections=$2 ;;
        --database) database=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done
ulimit -n "$(ulimit -H -n)"

build_patchlog
build_subscribers
if [ "$database" = postgres ]; then postgres_start; else export DATABASE_URL=sqlite:///./patchlog.db; fi

resident() { awk '/^VmRSS/ { print $2 }' "/proc/$PATCHLOG_PID/status"; }

# Sets figures[name]: KiB of resident memory without connections, and with them.
declare -A figures=()
measure() {
    local name=$1 before
    shift
    patchlog_start
    # What the first few cost is compiled code.
    echo | "$SUBSCRIBERS" idle --url "$PATCHLOG_HTTP" --connections 50 "$@" >/dev/null
    sleep 35
    before=$(resident)
    coproc holder { exec "$SUBSCRIBERS" idle --url "$PATCHLOG_HTTP" --connections "$connections" "$@"; }
    read -r _ <&"${holder[0]}"
    sleep 35
    figures[$name]="$before $(resident)"
    kill "$holder_PID"
    wait "$holder_PID" 2>/dev/null || true
    patchlog_stop
}

measure connected
measure subscribed --subscribe
printf '\n%s, %s connections\n\n' "$(machine)" "$connections"
row() { printf '| %-30s | %10s | %10s | %8s |\n' "$@"; }
row 'idle WebSockets' 'before MB' 'after MB' 'KB each'
row '---' '---:' '---:' '---:'
report() {
    row "$1" "$(round_to 1 "$(awk -v a="$2" 'BEGIN { print a / 1024 }')")" \
        "$(round_to 1 "$(awk -v a="$3" 'BEGIN { print a / 1024 }')")" \
        "$(awk -v a="$2" -v b="$3" -v n="$connections" 'BEGIN { printf "%.1f", (b - a) * 1.024 / n }')"
}
report 'connected' ${figures[connected]}
report 'with a subscription each' ${figures[subscribed]}
