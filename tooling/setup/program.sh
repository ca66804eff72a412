#!/usr/bin/env bash
# Builds a program for the browser from tooling/NAME and the npm packages it pins.
# usage: tooling/setup/program.sh NAME OUTPUT
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH="$PWD/.venv/bin:$PATH"
name=$1 output=$PWD/$2 source=$PWD/tooling/$1

echo "• installing what tooling/$name/package-lock.json pins"
mkdir -p ".venv/$name"
cp "$source"/package.json "$source"/package-lock.json "$source"/.npmrc ".venv/$name/"
npm ci --prefix ".venv/$name" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null

echo "• building $2"
cd ".venv/$name"
node "$source/build.mjs" "$output"
