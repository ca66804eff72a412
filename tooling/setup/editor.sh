#!/usr/bin/env bash
# Builds what /rediger/ loads (tooling/tiltak/forms/static) from tooling/editor and the npm packages it pins.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH="$PWD/.venv/bin:$PATH"

echo "• installing what tooling/editor/package-lock.json pins"
mkdir -p .venv/editor
cp tooling/editor/package.json tooling/editor/package-lock.json tooling/editor/.npmrc .venv/editor/
npm ci --prefix .venv/editor --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null

echo "• building tooling/tiltak/forms/static"
root=$PWD
cd .venv/editor
node "$root/tooling/editor/build.mjs" "$root/tooling/tiltak/forms/static"
