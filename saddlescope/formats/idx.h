// IDX, the format of MNIST and its successors: one array.
//
//   bytes 0–1   0 0
//   byte 2      element type: 08 u8, 09 i8, 0B i16, 0C i32, 0D f32, 0E f64
//   byte 3      rank r, 1 or more
//   then        r extents, unsigned 32-bit, big-endian
//   data        the elements, big-endian, nothing after them
//
// A file may be packed by gzip as a whole (one member, known by its first bytes 1F 8B).
//
// Limits: the array's bytes ≤ ReadLimits. What the header declares is compared with the bytes at hand before anything
// is allocated: unpacked, exactly that; packed, at most 1,032 times the file, as much as deflate can hold. Unpacking
// stops one byte beyond what was declared.
//
// Attacks, each with its message and its test (tests/formats/idx_test.cpp):
//   1 other first bytes, unknown type, rank 0     6 packed: declares more than the limit
//   2 cut off in the header                       7 packed: declares more than its bytes can hold
//   3 extents whose product overflows             8 packed: holds more than it declares (a bomb)
//   4 fewer elements than declared                9 packed: damaged, or a wrong checksum
//   5 bytes left over                            10 packed: cut off, or bytes after the end
#pragma once

#include <string>

#include "saddlescope/formats/file.h"

namespace saddlescope {

/// By the first four bytes, unpacked.
bool is_idx(ByteView bytes);
bool is_gzip(ByteView bytes);

/// Throws Error(bad input) at `where` on anything the definition above doesn't allow, Error(memory) beyond the limits.
NamedArray parse_idx(ByteView bytes, std::string name, const std::string& where, const ReadLimits& limits = {});

}  // namespace saddlescope
