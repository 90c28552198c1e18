// .npz: what is read, written and read again are the same arrays.
#include "saddlescope/formats/npz.h"

#include "fuzz/harness.h"

using namespace saddlescope;

SADDLESCOPE_FUZZ_TARGET(bytes) {
  zip_member_names(bytes);
  const ArrayFile file = parse_npz(bytes, "a.npz", fuzz::kLimits);
  const ArrayFile back = parse_npz(npz_bytes(file.arrays), "a.npz");
  fuzz::require(back.arrays.size() == file.arrays.size(), "every array survives writing");
  for (std::size_t i = 0; i < file.arrays.size(); ++i) fuzz::require_equal(file.arrays[i], back.arrays[i]);
}
