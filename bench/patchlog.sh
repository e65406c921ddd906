# The server under measurement, and a little arithmetic, for the scripts here to source after postgres.sh.

source "$(dirname "${BASH_SOURCE[0]}")/../scripts/sdk.sh"
require_sdk
PATCHLOG_BINARY=$(published_binary)

# The verb publishes what it runs.
build_patchlog() { "$root/patchlog" --help >/dev/null; }

# The load program of those who read the feed; sets SUBSCRIBERS.
build_subscribers() {
    dotnet build -c Release -v quiet -nologo "$root/bench/Patchlog.Bench.Subscribers" >&2
    SUBSCRIBERS=$root/artifacts/bin/Patchlog.Bench.Subscribers/release/Patchlog.Bench.Subscribers
}

patchlog() { "$PATCHLOG_BINARY" "$@"; }

# Starts a server on $DATABASE_URL; sets PATCHLOG_URL, PATCHLOG_HTTP and PATCHLOG_PID. Stopped when the script ends.
patchlog_start() {
    PATCHLOG_FOLDER=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
    trap 'patchlog_stop; postgres_stop' EXIT
    (cd "$PATCHLOG_FOLDER" && PORT=0 HOST=127.0.0.1 LOG_LEVEL=warn exec "$PATCHLOG_BINARY" serve \
        >"$PATCHLOG_FOLDER/out.log" 2>"$PATCHLOG_FOLDER/error.log") &
    PATCHLOG_PID=$!
    PATCHLOG_HTTP=$(until_says "$PATCHLOG_FOLDER/out.log" 'listening on \(http:[^ ]*\)') || {
        cat "$PATCHLOG_FOLDER/error.log" >&2
        return 1
    }
    PATCHLOG_URL=${PATCHLOG_HTTP/http:/ws:}
}

patchlog_stop() {
    [ -n "${PATCHLOG_FOLDER:-}" ] || return 0
    kill "$PATCHLOG_PID" 2>/dev/null && wait "$PATCHLOG_PID" 2>/dev/null || true
    rm -rf "$PATCHLOG_FOLDER"
    PATCHLOG_FOLDER=
}

# The first match of a pattern's group in a file that a process is still writing; fails after 30 s.
until_says() {
    local said deadline=$((SECONDS + 30))
    until said=$(sed -n "s/.*$2.*/\1/Ip" "$1" 2>/dev/null | head -n 1) && [ -n "$said" ]; do
        [ $SECONDS -lt $deadline ] || { echo "Nothing listens after 30 s." >&2; return 1; }
        sleep 0.01
    done
    echo "$said"
}

machine() {
    . /etc/os-release
    echo "$(nproc) cores, $PRETTY_NAME, PostgreSQL $("$(postgres_bin)/postgres" --version | cut -d' ' -f3)"
}

json() { sed "s/.*\"$1\":\([0-9.]*\).*/\1/"; }
median() {
    printf '%s\n' "$@" | sort -g |
        awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
round_to() { printf "%.$1f" "$2"; }
