#!/usr/bin/env bash
# Step of the Dockerfile: makes the folder of the data, which belongs to the user that the server runs as.
# Usage: data.sh DATA, the folder to make; the user is APP_UID, as .NET's images name it.
set -euo pipefail

install --directory --mode=700 --owner="${APP_UID:-$(id -u)}" "$1"
