#!/usr/bin/env bash
# ./dev lint: what a reader shouldn't have to check by eye. clang-tidy, which takes a second a file, reads those that differ
# from the last commit, in CI those that changed lately or include what did, and all with --all.
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

# The sources that differ from a commit, and with --including those that include a header which does.
changed_sources() {  # COMMIT [--including]
  local header
  git diff --name-only --diff-filter=d "$1" -- 'saddlescope/*.cpp'
  [ "${2-}" = --including ] || return 0
  git diff --name-only --diff-filter=d "$1" -- 'saddlescope/*.h' | while read -r header; do
    git grep -lF "#include \"$header\"" -- 'saddlescope/*.cpp' || true
  done
}

sources_to_tidy() {  # [--all]
  local base
  if [ "${1-}" != --all ] && [ -z "${CI-}" ]; then
    changed_sources HEAD
  elif [ "${1-}" != --all ] && base=$(half_a_day_ago) &&
    git diff --quiet "$base" -- .clang-tidy tools/lint-requirements.txt; then
    changed_sources "$base" --including
  else
    git ls-files 'saddlescope/*.cpp'
  fi
}

tidy() {
  local files
  files=$(sources_to_tidy "$@" | sort -u)
  [ -n "$files" ] || return 0
  # One file at a time, as it stands: Clang can't use g++'s precompiled headers, and a file has what it includes itself.
  quietly configure-lint cmake --fresh --preset release -B build/lint -DSADDLESCOPE_TESTS=OFF -DSADDLESCOPE_TOGETHER=OFF || return 1
  # Tests are held to the compiler's warnings and to their claims; clang-tidy reads what ships. Clang doesn't know all
  # of g++'s warnings, finds omp.h where g++ keeps it, and dislikes parts of g++'s own headers.
  xargs -n 2 -P "$(nproc)" build/venv-lint/bin/clang-tidy -p build/lint --quiet --warnings-as-errors='*' \
    --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-deprecated-declarations \
    --extra-arg="-idirafter$(g++ -print-file-name=include)" <<<"$files"
}

scripts() {
  git ls-files dev .ci/run '*.sh' | xargs build/venv-lint/bin/shellcheck
}

formatting() {  # the first places
  git ls-files '*.h' '*.cpp' | xargs -n 40 -P "$(nproc)" build/venv-lint/bin/clang-format --dry-run --Werror --ferror-limit=1
}

main() {
  need_packages build test
  venv build/venv-lint tools/lint-requirements.txt
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
