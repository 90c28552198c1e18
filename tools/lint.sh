#!/usr/bin/env bash
# ./dev lint: what a reader shouldn't have to check by eye. CI runs all of it; a contributor gets clang-tidy for the
# files that differ from the last commit, or for all with --all.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
source tools/packages.sh
source tools/build.sh

failed=0

check() {  # NAME COMMAND…
  local name=$1 start=$SECONDS
  shift
  if quietly "$name" "$@"; then say "$name: good ($((SECONDS - start)) s)"; else failed=$((failed + 1)); fi
}

tidy() {
  local files
  if [ -n "${CI-}" ] || [ "${1-}" = --all ]; then
    files=$(git ls-files 'saddlescope/*.cpp')
  else
    files=$(git diff --name-only --diff-filter=d HEAD -- 'saddlescope/*.cpp')
  fi
  [ -n "$files" ] || return 0
  # Tests are held to the compiler's warnings and to their claims; clang-tidy reads what ships. Clang doesn't know all
  # of g++'s warnings, finds omp.h where g++ keeps it, and dislikes parts of g++'s own headers.
  xargs -n 2 -P "$(nproc)" build/venv-lint/bin/clang-tidy -p build/release --quiet --warnings-as-errors='*' \
    --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-deprecated-declarations \
    --extra-arg="-idirafter$(g++ -print-file-name=include)" <<<"$files"
}

scripts() {
  git ls-files dev .ci/run '*.sh' | xargs build/venv-lint/bin/shellcheck
}

formatting() {  # the first place in each file
  git ls-files '*.h' '*.cpp' | xargs -n 1 -P "$(nproc)" build/venv-lint/bin/clang-format --dry-run --Werror --ferror-limit=1
}

main() {
  need_packages build test
  venv build/venv-lint tools/lint-requirements.txt
  configure release -DSADDLESCOPE_TESTS=ON
  check rooms python3 tools/check_rooms.py
  check words python3 tools/check_words.py
  check bench python3 tools/check_bench.py
  check clang-format formatting
  check shellcheck scripts
  check clang-tidy tidy "$@"
  if [ $failed -ne 0 ]; then
    say "$failed checks failed; ./dev format mends the formatting"
    exit 1
  fi
}

main "$@"
