#!/usr/bin/env bash
# What has to work on a bare Debian: the demo, and the installed library as that release's compiler and CMake see it.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
./dev demo
source tools/packages.sh
source tools/build.sh
need_packages install
tools/install_test.py
