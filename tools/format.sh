#!/usr/bin/env bash
# ./dev format: formats the sources in place with the pinned clang-format.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
source tools/packages.sh
source tools/build.sh
venv build/venv-lint tools/lint-requirements.txt
git ls-files --cached --others --exclude-standard '*.h' '*.cpp' | xargs build/venv-lint/bin/clang-format -i
