// .npy: what is read, written and read again is the same array.
#include "saddlescope/formats/npy.h"

#include "fuzz/harness.h"

using namespace saddlescope;

SADDLESCOPE_FUZZ_TARGET(bytes) {
  const NamedArray array = parse_npy(bytes, "a", "a.npy");
  fuzz::require_equal(array, parse_npy(npy_bytes(array), "a", "a.npy"));
  fuzz::require_convertible(array);
}
