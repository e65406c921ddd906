# A PostgreSQL of one's own, for the scripts here to source: temporary folder, free port, fsync on.
#
#   . "$(dirname "$0")/postgres.sh"
#   postgres_start            # sets PGHOST, PGPORT, PGUSER, DATABASE_URL; stopped and removed when the script ends
#   postgres_start -c wal_level=minimal …   # further settings

postgres_bin() {
    local bin
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$bin/initdb" ] || bin=$(pg_config --bindir 2>/dev/null)
    if [ ! -x "$bin/initdb" ]; then
        echo "PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)." >&2
        return 1
    fi
    echo "$bin"
}

# initdb and postgres refuse to run as root, and rightly so.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# A port where nobody answers.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

postgres_start() {
    local bin
    bin=$(postgres_bin) || return 1
    POSTGRES_FOLDER=$(mktemp -d /tmp/patchlog-bench.XXXXXX)
    [ "$(id -u)" = 0 ] && chown postgres "$POSTGRES_FOLDER"
    trap postgres_stop EXIT
    trap 'exit 130' INT TERM
    export PGHOST=127.0.0.1 PGPORT PGUSER=postgres PGDATABASE=postgres
    PGPORT=$(free_port)
    as_postgres "$bin/initdb" -D "$POSTGRES_FOLDER/data" -U postgres -A trust -E UTF8 --locale=C \
        >"$POSTGRES_FOLDER/initdb.log"
    # What an operator with 2 cores would set, and nothing that trades durability for speed.
    as_postgres "$bin/pg_ctl" -D "$POSTGRES_FOLDER/data" -l "$POSTGRES_FOLDER/postgres.log" -w -s start -o "\
        -p $PGPORT -k $POSTGRES_FOLDER -c listen_addresses=127.0.0.1 -c max_connections=200 \
        -c fsync=on -c synchronous_commit=on -c full_page_writes=on \
        -c shared_buffers=512MB -c max_wal_size=8GB -c checkpoint_timeout=15min $*"
    export DATABASE_URL="postgres://postgres@127.0.0.1:$PGPORT/postgres"
}

postgres_stop() {
    [ -n "${POSTGRES_FOLDER:-}" ] || return 0
    as_postgres "$(postgres_bin)/pg_ctl" -D "$POSTGRES_FOLDER/data" -m immediate -s stop || true
    rm -rf "$POSTGRES_FOLDER"
    POSTGRES_FOLDER=
}
