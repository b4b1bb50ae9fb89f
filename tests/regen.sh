#!/bin/sh
# Writes tests/golden anew from what the program gives now. Read the difference before you commit it.
#     tests/regen.sh [BUILD FOLDER]
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
GLACIS_REGEN=1 meson test -C "$build" --suite golden >/dev/null
git --no-pager diff --stat -- tests/golden
