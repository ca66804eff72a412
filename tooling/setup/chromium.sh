#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or installs one where it can, and prints its path.
#   --find   only look
# What was found is kept in .venv/chromium-path; TILTAK_CHROMIUM overrides it.
set -euo pipefail
cd "$(dirname "$0")/../.."
kept=.venv/chromium-path

found() {
    [ ! -d .venv ] || [ "${TILTAK_CHROMIUM:-}" = "$1" ] || printf '%s\n' "$1" >"$kept"
    printf '%s\n' "$1"
    exit 0
}

look() {
    local name path
    if [ -n "${TILTAK_CHROMIUM:-}" ]; then
        [ -x "$TILTAK_CHROMIUM" ] && found "$TILTAK_CHROMIUM"
        echo "TILTAK_CHROMIUM says $TILTAK_CHROMIUM, which cannot be run." >&2
        exit 1
    fi
    [ -f "$kept" ] && path=$(cat "$kept") && [ -x "$path" ] && found "$path"
    for name in chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        path=$(command -v "$name" 2>/dev/null) && found "$path"
    done
    # What `playwright install chromium` leaves behind.
    for path in "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome \
        "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*; do
        [ -x "$path" ] && found "$path"
    done
    return 0
}

look
[ "${1:-}" != --find ] || exit 1

if tooling/setup/apt.sh chromium chromium fonts-liberation fonts-dejavu-core; then
    look
fi

cat >&2 <<'HELP'

  No Chromium or Chrome was found: the tests in tests/browser will be skipped.
  Debian/Ubuntu:  sudo apt install chromium         Fedora:  sudo dnf install chromium
  macOS:          brew install --cask chromium      anywhere: .venv/bin/playwright install chromium
  Elsewhere?      TILTAK_CHROMIUM=/path/to/chromium make test

HELP
exit 1
