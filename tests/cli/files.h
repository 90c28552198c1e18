// The data files of the bad-input tests: x is 3 × 2, y has 3 entries, unless the name says what is wrong with them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/formats/array.h"
#include "saddlescope/formats/arrays.h"

namespace saddlescope::cli {

inline const Vector kX{0, 1, 2, 3, 4, 5}, kY{1, 2, 4};

inline NamedArray integers(std::string name, Shape shape, const std::vector<std::int64_t>& values) {
  NamedArray array{std::move(name), std::move(shape), Dtype::i64, Bytes(8 * values.size()), {}, {}, {}};
  std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}

inline Bytes npz(std::vector<NamedArray> arrays) {
  ArrayFile file;
  file.arrays = std::move(arrays);
  return arrays_bytes(Format::npz, file);
}

inline Bytes good_npz() { return npz({from_f64("x", {3, 2}, kX, Dtype::f64), from_f64("y", {3}, kY, Dtype::f64)}); }

/// A .npy written by hand: `elements` are the bytes in the order they stand in the file.
inline std::string npy(const std::string& descr, bool fortran, const std::string& shape, const std::string& elements) {
  std::string header =
      "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
  header.resize((header.size() + 11 + 63) / 64 * 64 - 11, ' ');
  header += '\n';
  const auto length = static_cast<unsigned>(header.size());
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(length & 255) + static_cast<char>(length >> 8) +
         header + elements;
}

/// Bytes of doubles, most significant first where `big`.
inline std::string doubles(const Vector& values, bool big) {
  std::string text;
  for (const double value : values) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i) text += static_cast<char>(bits >> (8 * (big ? 7 - i : i)) & 255);
  }
  return text;
}

}  // namespace saddlescope::cli
