#!/usr/bin/env bash
# ./dev test [--all]: builds and runs the tests; says one line a stage, and what went wrong in full.
#   release     every test of every room, warnings as errors in CI; with --all also those of ctest's label "slow" and the
#               comparisons with PyTorch and the pages in Chromium, which are skipped where those are missing
#               (SADDLESCOPE_REQUIRE_PYTORCH, SADDLESCOPE_REQUIRE_CHROMIUM make a skip a failure)
#   docs        the snippets of README.md and docs/, run as they stand
#   install     (--all) an installed copy as a C++ user has it: examples/, the snippets of docs/cpp.md, every header
#   sanitize    (--all) the tests but the slow ones under the address and undefined-behaviour sanitizers
#   fuzz        (--all) each reader against random bytes, briefly
#   fresh       (--all) from a bare Debian of the other release to `./dev demo`, when build or install files changed, and
#               to the installed library
# Ends with the sum over all stages, "N passed, N failed".
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
source tools/packages.sh
source tools/build.sh

passed=0 failed=0
all=
fuzz_seconds=5  # each target
selection=(-LE slow)
jobs=$(nproc)

# count NAME PASSED FAILED SECONDS
count() {
  passed=$((passed + $2)) failed=$((failed + $3))
  say "$1: $2 passed, $3 failed ($4 s)"
}

# single NAME COMMAND…: a stage that counts as one test.
single() {
  local name=$1 start=$SECONDS
  shift
  if quietly "${name//[ \/]/-}" "$@"; then count "$name" 1 0 $((SECONDS - start)); else count "$name" 0 1 $((SECONDS - start)); fi
}

# suite PRESET -DNAME=VALUE…: build everything, run ctest, count by test.
suite() {
  local preset=$1 start=$SECONDS
  shift
  if ! { configure "$preset" -DSADDLESCOPE_TESTS=ON "$@" && build "$preset" all; }; then
    count "$preset build" 0 1 $((SECONDS - start))
    return
  fi
  count "$preset build" 1 0 $((SECONDS - start))
  use_known_blas_core "$preset"
  start=$SECONDS
  quietly "ctest-$preset" ctest --test-dir "build/$preset" -j "$jobs" "${selection[@]}" --output-on-failure --no-tests=error || true
  local summary bad total
  # "97% tests passed, 1 tests failed out of 40"
  summary=$(grep -E 'tests passed, [0-9]+ tests? failed out of [0-9]+' "build/log/ctest-$preset.txt" || echo "none, 1 failed out of 1")
  bad=$(sed -E 's/.*, ([0-9]+) (tests? )?failed.*/\1/' <<<"$summary")
  total=${summary##* }
  count "$preset tests" $((total - bad)) "$bad" $((SECONDS - start))
}

# Whether a file that building or installing reads changed lately, as far as can be told.
install_files_changed() {
  local base
  base=$(half_a_day_ago) || return 0
  ! git diff --quiet "$base" HEAD -- dev tools .ci cmake CMakePresets.json ':(glob)**/CMakeLists.txt'
}

fresh() {
  if ! install_files_changed; then
    say "fresh Debian: build and install files are as they were, nothing to prove"
    return
  fi
  need_packages chroot
  single "fresh Debian ($(tools/chroot_test.sh --other))" tools/chroot_test.sh "$(tools/chroot_test.sh --other)" tools/fresh.sh
}

main() {
  case "${1-}" in
    --all) all=yes ;;
    "") ;;
    *) echo "./dev test takes --all or nothing, not \"$1\"." >&2 && exit 2 ;;
  esac
  need_packages build test
  local python=() benchmarks=()
  if [ -n "$all" ]; then
    need_packages page
    export SADDLESCOPE_REQUIRE_CHROMIUM=1
    single "Python environment" venv build/venv tools/test-requirements.txt
    export SADDLESCOPE_REQUIRE_PYTORCH=1
    python=("-DSADDLESCOPE_PYTHON=$root/build/venv/bin/python")
    benchmarks=(-DSADDLESCOPE_BENCH=ON)  # built, so that none falls behind what it measures; not run
    selection=()
  fi
  suite release "${python[@]}" "${benchmarks[@]}"
  selection=(-LE slow)
  single docs python3 tools/check_docs.py
  if [ -n "$all" ]; then
    single install tools/install_test.py
    suite sanitize "${python[@]}"
    if [ -d fuzz ]; then
      need_packages fuzz
      single fuzz fuzz/run.sh "$fuzz_seconds"
    fi
    fresh
  fi
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

main "$@"
