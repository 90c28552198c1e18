// What every fuzz target shares. A reader may refuse its input (Error: bad input, memory, numerical); it may not crash,
// hang, allocate beyond its limit, report a fault of ours, or read two ways to two answers.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/array.h"
#include "saddlescope/formats/file.h"

namespace saddlescope::fuzz {

inline constexpr ReadLimits kLimits{std::size_t{16} << 20};

inline void require(bool claim, const char* text) {
  if (claim) return;
  std::fprintf(stderr, "two ways to two answers: %s\n", text);
  std::abort();
}

/// Runs `body`; refusals are fine, faults of ours aren't.
template <class Body>
int run(Body body) {
  try {
    body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::internal) {
      std::fprintf(stderr, "%s\n", error.what());
      std::abort();
    }
    require(!error.message().empty() && !error.remedy().empty(), "a refusal says what happened and what to do");
  }
  return 0;
}

inline ByteView view(const std::uint8_t* data, std::size_t size) { return std::as_bytes(std::span(data, size)); }

inline void require_equal(const NamedArray& a, const NamedArray& b) {
  require(a.name == b.name && a.shape == b.shape && a.dtype == b.dtype, "name, shape and type survive writing");
  require(a.bytes == b.bytes, "bytes survive writing");
}

/// Conversion to numbers and back keeps every number.
inline void require_convertible(const NamedArray& array) {
  if (!is_float(array.dtype)) return;
  const Vector values = to_f64(array, "array");
  const Vector again = to_f64(from_f64(array.name, array.shape, values, array.dtype), "array");
  for (std::size_t i = 0; i < values.size(); ++i) {
    require(again[i] == values[i] || (again[i] != again[i] && values[i] != values[i]), "numbers survive conversion");
  }
}

}  // namespace saddlescope::fuzz

#define SADDLESCOPE_FUZZ_TARGET(bytes)                                                     \
  static void fuzz_one(saddlescope::ByteView bytes);                                       \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {      \
    return saddlescope::fuzz::run([&] { fuzz_one(saddlescope::fuzz::view(data, size)); }); \
  }                                                                                        \
  static void fuzz_one(saddlescope::ByteView bytes)
