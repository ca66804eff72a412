#!/usr/bin/env bash
# Finds a LibreOffice to open the Word and Excel reports with, or installs one where it can, and prints its path.
#   --find   only look
# TILTAK_SOFFICE overrides what is found.
set -euo pipefail

look() {
    local name path
    if [ -n "${TILTAK_SOFFICE:-}" ]; then
        [ -x "$TILTAK_SOFFICE" ] && { printf '%s\n' "$TILTAK_SOFFICE"; exit 0; }
        echo "TILTAK_SOFFICE says $TILTAK_SOFFICE, which cannot be run." >&2
        exit 1
    fi
    for name in soffice libreoffice /Applications/LibreOffice.app/Contents/MacOS/soffice; do
        path=$(command -v "$name" 2>/dev/null) && { printf '%s\n' "$path"; exit 0; }
    done
    return 0
}

look
[ "${1:-}" != --find ] || exit 1

# Carlito has the same measures as Calibri, which the Word report asks for.
if "$(dirname "$0")/apt.sh" office \
    libreoffice-writer-nogui libreoffice-calc-nogui fonts-crosextra-carlito fonts-dejavu-core; then
    look
fi

cat >&2 <<'HELP'

  No LibreOffice was found: the tests that open the Word and Excel reports in it will be skipped.
  Debian/Ubuntu:  sudo apt install libreoffice-writer-nogui libreoffice-calc-nogui fonts-crosextra-carlito
  macOS:          brew install --cask libreoffice
  Elsewhere?      TILTAK_SOFFICE=/path/to/soffice make test

HELP
exit 1
