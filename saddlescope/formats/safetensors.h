// safetensors: tensors after a JSON header.
//
//   bytes 0–7    length n of the header, unsigned, little-endian
//   bytes 8–7+n  JSON: {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, …,
//                "__metadata__": {"key": "text", …}}, beginning with '{', padded with spaces behind
//   then         the data; offsets count from here; row-major, little-endian
//
// The tensors cover the data exactly: no overlap, no hole, nothing behind. They need no alignment (we copy).
// Dtypes: F64 F32 F16 BF16 I64 I32 I16 I8 U64 U32 U16 U8 BOOL; F8_E4M3, F8_E5M2, C64 and others of whole bytes are
// carried as Dtype::other and refused when numbers are asked of them.
//
// Limits: header ≤ 100 MB (the format's own), data ≤ the file. Nothing is allocated before it was compared with these.
//
// Attacks, each with its message and its test (tests/formats/safetensors_test.cpp):
//   1 header longer than the file, or than 100 MB      6 end − begin ≠ elements · element size
//   2 a header that isn't JSON of this form            7 shape whose product overflows
//   3 JSON nested without end (the form has 3 levels)  8 tensors that overlap
//   4 a name, or a member of a tensor, there twice     9 a hole between tensors, or data behind the last
//   5 offsets backwards or beyond the file            10 numbers that are negative, fractional or beyond 64 bits
#pragma once

#include <string>

#include "saddlescope/formats/file.h"

namespace saddlescope {

/// A plausible length and a '{' behind it.
bool is_safetensors(ByteView bytes);

/// Tensors in the header's order. `path` is for messages alone.
ArrayFile parse_safetensors(ByteView bytes, const std::string& path, const ReadLimits& limits = {});

/// Order of tensors kept, except that wider element types come first where needed for alignment; metadata kept.
/// Throws Error(bad input) for an `other` array that came from another format, or for names that aren't UTF-8.
Bytes safetensors_bytes(std::span<const NamedArray> arrays,
                        std::span<const std::pair<std::string, std::string>> metadata = {});

}  // namespace saddlescope
