#!/usr/bin/env bash
# Makes .venv with what a lock file pins, and tiltak itself as an editable package.
# usage: tooling/setup/venv.sh LOCKFILE
set -euo pipefail
cd "$(dirname "$0")/../.."
lock=$1

fail() { printf '\n  %s\n' "$@" >&2; printf '\n' >&2; exit 1; }

command -v git >/dev/null || fail "git is missing. Tiltak reads its history through git." \
    "Debian/Ubuntu: apt install git     macOS: xcode-select --install"

works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if works "$name"; then python=$name; break; fi
done
[ -n "$python" ] || fail \
    "Tiltak needs Python 3.11 or newer; found $("${PYTHON:-python3}" --version 2>&1 || true)." \
    "If a newer one has another name: make PYTHON=/path/to/python3.12 …"

# A .venv that was made in another folder, or whose Python is gone, is made again.
if ! { works .venv/bin/python && grep -qF "$PWD/.venv/" .venv/bin/pip; } 2>/dev/null; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
        "This Python ($("$python" --version)) cannot make virtual environments." \
        "Debian/Ubuntu: apt install python3-venv     then run make again."
    echo "• making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

pip() {
    .venv/bin/python -m pip -qq --disable-pip-version-check --no-input "$@"
}

echo "• installing what $lock pins"
pip install --require-hashes --requirement "$lock"
pip install --no-deps --no-build-isolation --editable .
