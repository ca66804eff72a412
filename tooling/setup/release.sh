#!/usr/bin/env bash
# Builds what a release consists of into a folder: wheel, sdist, the locked libraries, SHA256SUMS, and notes.md
# from the changelog.
# release.sh TAG FOLDER; stops where the tag, the version and the changelog do not agree.
set -euo pipefail
tag=$1 folder=$2
cd "$(dirname "$0")/../.."
version=$(.venv/bin/tiltak --version | cut -d ' ' -f 2)

if [ "$tag" != "v$version" ]; then
    echo "The tag is $tag, and tooling/tiltak/__init__.py says $version." >&2
    exit 1
fi

mkdir -p "$folder"
# From the heading of the version to the next one.
awk -v heading="## [$version] - " 'index($0, "## [") == 1 { inside = index($0, heading) == 1; next } inside' \
    CHANGELOG.md >"$folder/notes.md"
if ! grep -q '^- ' "$folder/notes.md"; then
    echo "CHANGELOG.md has no section «## [$version] - DATE» with a line in it." >&2
    exit 1
fi

# Times inside the files are those of the commit: the same commit gives the same bytes.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
.venv/bin/hatchling build --directory "$folder" >&2
cp requirements.lock "$folder"
cd "$folder"
sha256sum -- *.whl *.tar.gz requirements.lock >SHA256SUMS
