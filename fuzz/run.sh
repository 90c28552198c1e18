#!/usr/bin/env bash
# Runs every fuzz target for SECONDS (default 10) each. Fails where one crashes; its input is kept and named.
# Seeds: fuzz/corpus/TARGET and the files that the readers' tests use. What is found goes to build/fuzz/found, no further.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
build=build/fuzz
compiler=${CXX:-}
for candidate in clang++ clang++-{20,19,18,17,16,15,14}; do
  if [[ $compiler != *clang* ]] && command -v "$candidate" > /dev/null; then compiler=$candidate; fi
done
if [[ $compiler != *clang* ]]; then
  echo "fuzz/run.sh needs Clang with libFuzzer; on Debian: apt-get install clang" >&2
  exit 1
fi
launcher=()
if [[ -z ${CI-} ]] && command -v ccache > /dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake -S fuzz -B $build -G Ninja -DCMAKE_CXX_COMPILER="$compiler" "${launcher[@]}" > /dev/null
cmake --build $build

fuzz() {  # TARGET
  local target=$1 found=$build/found/$1 file
  mkdir -p "$found" "$build/seeds/$target"
  local seeds=() kept=()
  [[ -d fuzz/corpus/$target ]] && seeds+=("fuzz/corpus/$target")
  [[ $target == document ]] && kept=(tests/results/golden/*.json)
  for file in tests/formats/files/*."$target" "${kept[@]}"; do
    if [[ -f $file ]]; then cp "$file" "$build/seeds/$target"; fi
  done
  seeds+=("$build/seeds/$target")
  echo "fuzz_$target, $seconds s"
  "$build/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=16384 -verbosity=0 \
    -artifact_prefix="$build/failures/$target-" "$found" "${seeds[@]}" > "$build/$target.log" 2>&1 ||
    { cat "$build/$target.log" >&2; return 1; }
}

# As many at once as there are processors.
mkdir -p $build/failures
running=0 failed=0 targets=0
for source in fuzz/*.cpp; do
  if ((running == $(nproc))); then wait -n || failed=1; else running=$((running + 1)); fi
  fuzz "$(basename "$source" .cpp)" &
  targets=$((targets + 1))
done
while ((running-- > 0)); do wait -n || failed=1; done
((failed == 0))
echo "no failures in $targets targets"
