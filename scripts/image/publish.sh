#!/usr/bin/env bash
# Step of the Dockerfile: publishes the server for this platform.
# Usage: publish.sh APP, the folder to write.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/../sdk.sh"

require_sdk
quietly_at_home
dotnet publish "$root/src/Patchlog.Server" --configuration Release --runtime "$(platform)" --self-contained false \
    -p:PublishReadyToRun=true --disable-build-servers --verbosity quiet --output "$1"
