// NumPy's .npz: a ZIP archive whose members NAME.npy are .npy files, stored or deflated, ZIP64 included (libzip).
//
// Limits: the bytes of all members together ≤ ReadLimits. A member's declared size is compared with what its compressed
// bytes can hold (stored: exactly that; deflated: at most 1,032 times as much) before anything is allocated, and with
// what came out after it.
//
// Attacks, each with its message and its test (tests/formats/npz_test.cpp):
//   1 a bomb: a small archive that declares, or unpacks to, more than the limit
//   2 a member that declares less, or more, than it holds
//   3 members that share compressed bytes (overlap), so that a few bytes unpack many times
//   4 two members of one name          6 encrypted members, or methods other than stored and deflated
//   5 a checksum that is wrong         7 an archive cut off: its directory stands at the end
//   8 members that aren't .npy         9 a .pth, which is a ZIP archive with a pickle in it (refused by read_arrays)
#pragma once

#include <string>

#include "saddlescope/formats/file.h"

namespace saddlescope {

bool is_zip(ByteView bytes);

/// Arrays in the archive's order, names without ".npy". `path` is for messages alone.
ArrayFile parse_npz(ByteView bytes, const std::string& path, const ReadLimits& limits = {});

/// Stored, not deflated, as numpy.savez does; no clock goes into it, so that equal arrays give equal bytes.
Bytes npz_bytes(std::span<const NamedArray> arrays);

/// Names of the archive's members, without reading any: to tell what kind of archive it is. Empty if damaged.
std::vector<std::string> zip_member_names(ByteView bytes);

}  // namespace saddlescope
