# shellcheck shell=bash
# Sourced by ./patchlog and ./test: finds a .NET 10 SDK, or says what is missing and where to get it.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Puts `dotnet` on PATH and makes sure that it has a 10.x SDK.
require_sdk() {
    local home
    for home in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet"; do
        if ! command -v dotnet >/dev/null && [[ -x "$home/dotnet" ]]; then
            export PATH="$home:$PATH"
        fi
    done

    if ! command -v dotnet >/dev/null; then
        fail "Patchlog needs the .NET 10 SDK, and there is no 'dotnet' on the PATH." "$(how_to_get_the_sdk)"
    fi
    if ! dotnet --list-sdks | grep -q '^10\.'; then
        fail "Patchlog needs a .NET 10 SDK; this machine has only: $(dotnet --list-sdks | cut -d' ' -f1 | xargs)" \
            "$(how_to_get_the_sdk)"
    fi

    # The published program looks for its runtime here before it looks in the system's usual places.
    export DOTNET_ROOT="${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}"
}

how_to_get_the_sdk() {
    cat <<'TEXT'
Install it from https://dotnet.microsoft.com/download/dotnet/10.0, or into your home directory with
    curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0
TEXT
}

# The SDK, NuGet and npm keep caches in the home directory; without a usable one they get a folder of ours.
quietly_at_home() {
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
    if [[ -z "${HOME:-}" || ! -d "$HOME" || ! -w "$HOME" ]]; then
        export HOME="$root/artifacts/home"
        export DOTNET_CLI_HOME="$HOME"
        mkdir -p "$HOME"
    fi
}

# The name .NET gives to this platform. (`dotnet --info` names the distribution where the SDK was built by one.)
platform() {
    local system processor
    case "$(uname -s)" in
        Linux) if ldd --version 2>&1 | grep -q musl; then system=linux-musl; else system=linux; fi ;;
        Darwin) system=osx ;;
        *) system=win ;;
    esac
    case "$(uname -m)" in
        aarch64 | arm64) processor=arm64 ;;
        *) processor=x64 ;;
    esac
    echo "$system-$processor"
}

published_binary() {
    echo "$root/artifacts/publish/Patchlog.Server/release_$(platform)/Patchlog.Server"
}
