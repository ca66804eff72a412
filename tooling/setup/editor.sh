#!/usr/bin/env bash
# Builds what /rediger/ loads.
exec "$(dirname "$0")/program.sh" editor tooling/tiltak/forms/static
