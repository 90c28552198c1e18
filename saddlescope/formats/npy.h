// NumPy's .npy: one array.
//
//   bytes 0–5   \x93NUMPY
//   bytes 6–7   version: 1.0 (2-byte header length), 2.0 or 3.0 (4-byte), little-endian
//   header      a Python dictionary in text, exactly {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
//   data        element_count(shape) elements, nothing after them
//
// descr is byte order (< little, > big, | none, = the machine's) + kind (f i u b) + bytes. '<V2' is bf16: so the only
// NumPy extension that has the type (ml_dtypes) writes it. Everything else ('|O', '<U8', '<c16', records) is carried
// as Dtype::other and refused when numbers are asked of it.
//
// Limits: header ≤ 1 MiB, rank ≤ 64 (NumPy's own), element count · element size ≤ what is there. Nothing is allocated
// before its size was compared with the bytes at hand.
//
// Attacks, each with its message and its test (tests/formats/npy_test.cpp):
//   1 header longer than the file          5 shape whose product overflows     9 dictionary with a missing, doubled or
//   2 unknown version                      6 more elements than bytes            unknown key
//   3 no dictionary in the header          7 bytes left over                  10 nesting without end
//   4 negative or fractional extents       8 rank beyond 64                   11 pickled objects (would run code)
#pragma once

#include <string>

#include "saddlescope/formats/array.h"

namespace saddlescope {

bool is_npy(ByteView bytes);

/// Throws Error(bad input) at `where` on anything the definition above doesn't allow.
NamedArray parse_npy(ByteView bytes, std::string name, const std::string& where);

/// Version 1.0 (2.0 where the header needs it), C order, little-endian. `other` arrays that came from a .npy are
/// written back as they were; others throw Error(bad input).
Bytes npy_bytes(const NamedArray& array);

}  // namespace saddlescope
