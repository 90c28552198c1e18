#!/usr/bin/env bash
# ./dev bench: builds the benchmarks and prints the table of bench/README.md; arguments are bench/run.py's. Without Python
# the benchmarks print their rows themselves, from one process each and without the peers.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
source tools/packages.sh
source tools/build.sh

wants() {  # FLAG ARGUMENTS…
  local flag=$1 word
  shift
  for word in "$@"; do
    [ "$word" != "$flag" ] || return 0
  done
  return 1
}

without_python() {  # ARGUMENTS…: of bench/run.py's it takes --threads alone
  say "there is no python3 here: each benchmark once instead of medians over processes, and no peers"
  local threads=2 name
  while [ $# -gt 0 ]; do
    case "$1" in
      --threads) threads=${2-2} ;;
      --threads=*) threads=${1#--threads=} ;;
    esac
    shift
  done
  for name in problems derivatives surface inertia census verdict memory growth; do
    "build/release/bench/bench_$name" --threads "$threads"
  done
}

main() {
  need_packages build
  configure release -DSADDLESCOPE_BENCH=ON
  say "building the benchmarks"
  build release saddlescope bench/all
  if ! command -v python3 >/dev/null; then
    without_python "$@"
    return
  fi
  if wants --peers "$@"; then
    venv build/bench-venv bench/peers/requirements.txt ||
      { rm -rf build/bench-venv && say "the peers couldn't be installed (offline?): the table goes without them"; }
  fi
  exec bench/run.py "$@"
}

main "$@"
