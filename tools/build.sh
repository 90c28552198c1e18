# shellcheck shell=bash
# Configuring and building, and saying little about it. Sourced, with $root set; messages go to standard error.

binary=$root/build/release/saddlescope
# Objects are the same wherever the tree lies, so that a fresh clone can reuse what was compiled elsewhere.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

say() { echo "── $*" >&2; }

# quietly NAME COMMAND…: nothing but the command's exit status where it succeeds; all it said where it fails.
quietly() {
  local log=build/log/$1.txt status=0
  shift
  mkdir -p build/log
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ $status -ne 0 ]; then
    cat "$log" >&2
    echo "failed (exit $status): $*" >&2
    return $status
  fi
}

# Every compilation of CI is a first one, which precompiled headers make faster and a cache doesn't.
use_ccache() { [ -z "${CI-}" ] && command -v ccache >/dev/null; }

# The newest commit that is half a day old, to ask what changed lately: a landing may be many commits, and nothing in a
# clone says where the last one ended. Fails where there is none.
half_a_day_ago() {
  local commit
  commit=$(git rev-list -1 --before='12 hours ago' HEAD 2>/dev/null) && [ -n "$commit" ] && echo "$commit"
}

cached() {  # PRESET VARIABLE → its value in that build folder
  sed -n "s/^$2:[A-Z]*=//p" "build/$1/CMakeCache.txt" 2>/dev/null || true
}

# configure PRESET -DNAME=VALUE…: runs CMake only where the folder isn't configured like that yet.
configure() {
  local preset=$1 flag name changed=
  shift
  local flags=("$@")
  [ -z "${CI-}" ] || flags+=(-DSADDLESCOPE_WERROR=ON)
  for flag in "${flags[@]}"; do
    name=${flag#-D}
    [ "$(cached "$preset" "${name%%=*}")" = "${name#*=}" ] || changed=yes
  done
  # A folder copied from elsewhere, or one whose first configuration failed, starts anew.
  if [ "$(cached "$preset" CMAKE_HOME_DIRECTORY)" != "$root" ] || [ ! -f "build/$preset/build.ninja" ]; then
    rm -rf "build/$preset/CMakeCache.txt" "build/$preset/CMakeFiles"
    if use_ccache; then flags+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
    changed=yes
  fi
  [ -z "$changed" ] || quietly "configure-$preset" cmake --preset "$preset" "${flags[@]}"
}

# tell_steps PRESET: a line a minute of a build that is otherwise silent, which who waits for it would take for stuck.
tell_steps() {
  local never
  exec {never}<> <(:)  # read waits there: a sleep would outlive this, and hold the pipe that it writes to open
  until read -rt 60 -u "$never"; do
    kill -0 $$ 2>/dev/null || return 0  # interrupted: a background job is told of no Ctrl-C
    say "building ($1) $(grep -o '^\[[0-9]*/[0-9]*\]' "build/log/build-$1.txt" | tail -n 1 | tr -d '[]')"
  done
}

# build PRESET TARGET…: with a progress line on a terminal, a line a minute elsewhere, silent in CI.
build() {
  local preset=$1 teller='' status=0
  shift
  if [ -t 2 ] && ! (cd "build/$preset" && ninja -n "$@" | grep -q "no work to do"); then
    (cd "build/$preset" && NINJA_STATUS="── building ($preset) %f/%t " ninja "$@" >&2)
  else
    if [ -z "${CI-}" ]; then
      tell_steps "$preset" &
      teller=$!
    fi
    quietly "build-$preset" ninja -C "build/$preset" "$@" || status=$?
    [ -z "$teller" ] || kill "$teller" 2>/dev/null || true
    return $status
  fi
}

# A release of OpenBLAS older than the processor may take the kernels of 2004 for it, some of which read beyond their
# matrix: then tests run on the newest kernels that both know.
use_known_blas_core() {  # PRESET, configured
  local core
  if [ -n "${OPENBLAS_CORETYPE-}" ] || [ ! -r /proc/cpuinfo ]; then return; fi
  core=$(python3 -c 'import ctypes, sys
name = ctypes.CDLL(sys.argv[1]).openblas_get_corename
name.restype = ctypes.c_char_p
print(name().decode())' "$(cached "$1" SADDLESCOPE_OPENBLAS)") || return 0
  [ "$core" = Prescott ] || return 0
  if grep -q avx512bw /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=SkylakeX
  elif grep -q avx2 /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=Haswell
  fi
}

# venv FOLDER REQUIREMENTS: a virtual environment with those packages, made anew when the list changes.
venv() {
  local folder=$1 requirements=$2
  if cmp -s "$requirements" "$folder/requirements.txt"; then return; fi
  python3 -c 'import ensurepip, venv' 2>/dev/null || need_packages venv
  say "installing $(grep -v '^#' "$requirements" | tr '\n' ' ')into $folder"
  rm -rf "$folder"
  # Chained: where a caller asks for the status, `set -e` is off in here.
  quietly "venv-$(basename "$folder")" python3 -m venv "$folder" &&
    quietly "venv-$(basename "$folder")" "$folder/bin/python" -m pip install --quiet -r "$requirements" &&
    cp "$requirements" "$folder/requirements.txt"
}

# The program alone: no tests, no test libraries. A folder already configured with tests keeps them.
build_program() {
  if [ -f build/release/build.ninja ]; then configure release; else configure release -DSADDLESCOPE_TESTS=OFF; fi
  [ -x "$binary" ] || say "building build/release/saddlescope (some minutes the first time)"
  build release saddlescope
}
