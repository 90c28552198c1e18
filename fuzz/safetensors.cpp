// .safetensors: the header as events and the header as a whole document say the same; reading survives writing.
#include "saddlescope/formats/safetensors.h"

#include <nlohmann/json.hpp>

#include "fuzz/harness.h"

using namespace saddlescope;

SADDLESCOPE_FUZZ_TARGET(bytes) {
  const ArrayFile file = parse_safetensors(bytes, "a.safetensors", fuzz::kLimits);
  std::size_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  const char* text = reinterpret_cast<const char*>(bytes.data()) + 8;
  const nlohmann::json document = nlohmann::json::parse(text, text + length, nullptr, false);
  fuzz::require(!document.is_discarded(), "a header that is read is JSON");
  fuzz::require(document.size() == file.arrays.size() + document.count("__metadata__"),
                "every tensor of the header is read");
  for (const NamedArray& array : file.arrays) {
    fuzz::require(document.contains(array.name) && document[array.name]["shape"] == nlohmann::json(array.shape),
                  "a tensor has the header's shape");
  }
  const ArrayFile back = parse_safetensors(safetensors_bytes(file.arrays, file.metadata), "a.safetensors");
  fuzz::require(back.arrays.size() == file.arrays.size() && back.metadata == file.metadata,
                "everything survives writing");
  for (const NamedArray& array : file.arrays) {
    fuzz::require(back.find(array.name) != nullptr, "every name survives writing");
    fuzz::require_equal(array, *back.find(array.name));
    fuzz::require_convertible(array);
  }
}
