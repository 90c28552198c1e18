// Files of named arrays whatever their format, known by their first bytes, not by their ending.
// Refused with the way out: PyTorch's pickles (.pth, .pt), which can run code, and HDF5 (.h5, .keras).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/formats/file.h"

namespace saddlescope {

enum class Format { npy, npz, safetensors, csv, idx };

/// ".npz", …
std::string_view ending_of(Format format);
/// By the ending of a name, whatever its case; nothing where it is none of these.
std::optional<Format> format_of_ending(const std::string& path);

/// By content; where that is none of the known ones, by ending, so that the reader says what is wrong; text is CSV.
/// Throws Error(bad input) for PyTorch pickles and HDF5, and for what isn't known at all.
Format detect_format(ByteView bytes, const std::string& path);

/// npy or IDX (one array, its name the file's stem), npz or safetensors. Throws Error(bad input) for CSV and all else.
ArrayFile parse_arrays(ByteView bytes, const std::string& path, const ReadLimits& limits = {});
ArrayFile read_arrays(const std::string& path, const ReadLimits& limits = {});

/// npz or safetensors.
Bytes arrays_bytes(Format format, const ArrayFile& file);

/// The format an output's ending asks for, npz or safetensors; throws Error(bad input) naming both for anything else.
Format weights_format(const std::string& output);

}  // namespace saddlescope
