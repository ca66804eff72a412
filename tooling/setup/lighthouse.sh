#!/usr/bin/env bash
# Puts what tooling/lighthouse/package-lock.json pins into .venv/lighthouse, where it is not there already.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH="$PWD/.venv/bin:$PATH"
source=tooling/lighthouse kept=.venv/lighthouse

cmp -s "$source/package-lock.json" "$kept/installed" && exit 0
echo "• installing what $source/package-lock.json pins" >&2
mkdir -p "$kept"
cp "$source"/package.json "$source"/package-lock.json "$source"/.npmrc "$kept/"
npm ci --prefix "$kept" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
cp "$source/package-lock.json" "$kept/installed"
