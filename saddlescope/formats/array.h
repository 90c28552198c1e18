// A named array as a file holds it: shape, element type and the very bytes, so that it can be written back unchanged,
// with conversion to f64 and back (rounding to nearest, ties to even).
//
// Invariant: unless dtype is `other`, bytes.size() == element_count(shape)·size_of(dtype), row-major, little-endian,
// whatever order the file had.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/base/shape.h"

namespace saddlescope {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

/// bf16: the upper half of an f32. `other`: an element type we can carry but not compute with (Python objects, text,
/// complex numbers, 8-bit floats).
enum class Dtype { f64, f32, f16, bf16, i64, i32, i16, i8, u64, u32, u16, u8, boolean, other };

/// Bytes of an element; 0 for `other`.
std::size_t size_of(Dtype dtype);
/// "f64", "bf16", "bool", …
std::string_view name_of(Dtype dtype);
bool is_float(Dtype dtype);
/// Signed or unsigned; not bool.
bool is_integer(Dtype dtype);

struct NamedArray {
  std::string name;
  Shape shape;
  Dtype dtype = Dtype::f64;
  Bytes bytes;
  // Where dtype is `other`:
  std::string other_dtype;  ///< as the file spells it: "|O", "F8_E4M3"
  std::string refusal;      ///< why no numbers can be had from it
  std::string remedy;       ///< what to do instead

  std::string dtype_text() const { return dtype == Dtype::other ? other_dtype : std::string(name_of(dtype)); }
};

/// Element count and bytes of a shape from a stranger's file; throws Error(bad input) at `where` if they overflow.
std::size_t checked_byte_count(const Shape& shape, std::size_t element_size, const std::string& where);

/// Elements as f64. Exact but for integers beyond 2⁵³, which are rounded. Throws Error(bad input) at `where` for
/// `other`.
Vector to_f64(const NamedArray& array, const std::string& where);

/// Array of the given type nearest to the values (ties to even; beyond the largest: infinity). Floating types only.
NamedArray from_f64(std::string name, Shape shape, std::span<const double> values, Dtype dtype);

/// The value of the given floating type nearest to x, ties to even, as f64; infinity where it overflows. NaN stays NaN.
double round_to(Dtype dtype, double x);

/// Half precision and its wider-ranged cousin, bit patterns to values and back (nearest, ties to even).
double decode_f16(unsigned bits);
double decode_bf16(unsigned bits);
unsigned encode_f16(double x);
unsigned encode_bf16(double x);

/// What a file of named arrays holds, in the file's order.
struct ArrayFile {
  std::string path;  ///< as the user named it, for messages
  std::vector<NamedArray> arrays;
  std::vector<std::pair<std::string, std::string>> metadata;  ///< safetensors' __metadata__

  const NamedArray* find(std::string_view name) const;
  /// `run.npz, array "y"`
  std::string where(const NamedArray& array) const { return path + ", array \"" + array.name + "\""; }
};

}  // namespace saddlescope
