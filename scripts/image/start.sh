#!/usr/bin/env bash
# The entry point of the image: starts the server, with the baked bundle unless the settings name another source.
# Usage: start.sh APP BUNDLE, the folders of the published server and of the baked bundle.
set -euo pipefail

if [[ -z "${ARTIFACTS_GITHUB_REPO:-}${ARTIFACTS_DIR:-}" && -e "$2/bundle.lock.json" ]]; then
    export ARTIFACTS_DIR="$2"
fi

exec "$1/Patchlog.Server" serve
