#!/usr/bin/env bash
# Step of the Dockerfile: bakes the bundle that ARTIFACTS_GITHUB_REPO or ARTIFACTS_DIR names; without one the folder
# stays empty. A secret of the build with the id GITHUB_TOKEN is the token.
# Usage: bake.sh APP BUNDLE, the folder of the published server and the folder to write.
set -euo pipefail

if [[ -z "${ARTIFACTS_GITHUB_REPO:-}${ARTIFACTS_DIR:-}" ]]; then
    mkdir -p "$2"
    echo 'No bundle is baked: neither ARTIFACTS_GITHUB_REPO nor ARTIFACTS_DIR is set.'
    exit
fi

secret=/run/secrets/GITHUB_TOKEN
if [[ -r "$secret" ]]; then export GITHUB_TOKEN_FILE="$secret"; fi
"$1/Patchlog.Server" bake --out "$2"
