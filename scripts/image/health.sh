#!/usr/bin/env bash
# The health check of the image, which has no curl: whether the server in this container lives.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${PORT:-3000}"

# There is nothing that speaks TLS here: that the port is open has to do.
if [[ -n "${TLS_CERT_FILE:-}" ]]; then exit; fi

printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 5 _ status _ <&3
[[ "$status" == 200 ]]
