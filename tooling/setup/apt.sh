#!/usr/bin/env bash
# Installs packages with apt-get where we are root and it is there. What it says goes to build/NAME.log.
# usage: tooling/setup/apt.sh NAME PACKAGE…
set -euo pipefail
cd "$(dirname "$0")/../.."
log=build/$1.log
shift

[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 1
mkdir -p build
[ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID" build # the one who asked writes there too
echo "• installing $* with apt-get; what it says goes to $log" >&2
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -qq -y --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "  The installation failed; $log has all that apt-get said." >&2
    exit 1
fi
