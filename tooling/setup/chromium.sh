#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or installs one where it can, and prints its path.
#   --find   only look
# TILTAK_CHROMIUM overrides what is found. The shell without windows comes first: the pages are the same in it,
# and a test takes less than half of the processor time.
set -euo pipefail
cd "$(dirname "$0")/../.."

found() {
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
    for name in chromium-headless-shell chrome-headless-shell chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        path=$(command -v "$name" 2>/dev/null) && found "$path"
    done
    # What `playwright install chromium` leaves behind.
    for path in "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium_headless_shell-*/chrome-*/*headless*shell \
        "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome \
        "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*; do
        [ -x "$path" ] && found "$path"
    done
    return 0
}

look
[ "${1:-}" != --find ] || exit 1

fonts=(fonts-liberation fonts-dejavu-core)
if tooling/setup/apt.sh chromium chromium-headless-shell "${fonts[@]}" 2>/dev/null ||
    tooling/setup/apt.sh chromium chromium "${fonts[@]}"; then
    look
fi

cat >&2 <<'HELP'

  No Chromium or Chrome was found: the tests in tests/browser will be skipped.
  Debian/Ubuntu:  sudo apt install chromium         Fedora:  sudo dnf install chromium
  macOS:          brew install --cask chromium      anywhere: .venv/bin/playwright install chromium
  Elsewhere?      TILTAK_CHROMIUM=/path/to/chromium make test

HELP
exit 1
