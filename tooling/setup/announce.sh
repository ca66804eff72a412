#!/usr/bin/env bash
# Says what `make test` will put on this machine, before it does: what lies outside this folder.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
./chromium.sh --find >/dev/null 2>&1 || missing+=(Chromium)
./office.sh --find >/dev/null 2>&1 || missing+=("LibreOffice's Writer and Calc")
[ ${#missing[@]} -gt 0 ] || exit 0

printf '• missing:'
printf ' %s;' "${missing[@]}"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo " apt-get will install this as root. Everything else goes into this folder."
else
    echo " without root this is not installed, and its tests are skipped."
fi
