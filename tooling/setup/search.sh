#!/usr/bin/env bash
# Builds what the search page loads.
exec "$(dirname "$0")/program.sh" search tooling/tiltak/site/assets/sok.js
