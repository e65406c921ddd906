#!/usr/bin/env bash
# Resident memory of the server under ten minutes of load, every ten seconds:
#
#   bench/memory.sh [--minutes 10] [--workload mixed] [--database sqlite|postgres]
#
# Prints a table, and the slope of a straight line through its second half: flat, if nothing is kept that should go.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/postgres.sh"
. "$here/patchlog.sh"

minutes=10 workload=mixed database=postgres
while [ $# -gt 0 ]; do
    case $1 in
        --minutes) minutes=$2 ;;
        --workload) workload=$2 ;;
        --database) database=$2 ;;
        *) echo "Unknown option $1; see the first lines of $0." >&2; exit 2 ;;
    esac
    shift 2
done

build_patchlog
if [ "$database" = postgres ]; then postgres_start; else export DATABASE_URL=sqlite:///./patchlog.db; fi
patchlog_start
sampled=$PATCHLOG_FOLDER/sampled
patchlog bench --url "$PATCHLOG_URL" --workload "$workload" --seconds $((minutes * 60)) --warm-up 0 \
    >"$PATCHLOG_FOLDER/load.log" &
load=$!

resident() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$PATCHLOG_PID/status"; }
echo "| seconds | resident MB |"
echo "| ---: | ---: |"
started=$SECONDS
while kill -0 $load 2>/dev/null; do
    printf '| %7d | %11s |\n' $((SECONDS - started)) "$(resident)" | tee -a "$sampled"
    sleep 10
done
wait $load || true

printf '\n%s, %s\n' "$(machine)" "$database"
cat "$PATCHLOG_FOLDER/load.log"
awk '{ t[NR] = $2; m[NR] = $4 }
END {
    for (i = int(NR / 2) + 1; i <= NR; i++) { n++; x += t[i]; y += m[i]; xx += t[i] * t[i]; xy += t[i] * m[i] }
    printf("slope of the second half: %.2f MB per minute\n", (n > 1) ? 60 * (n * xy - x * y) / (n * xx - x * x) : 0)
}' "$sampled"
