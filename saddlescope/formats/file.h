// Whole files in, whole files out. Readers work on bytes in memory, so that they can be fuzzed and know the true size.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "saddlescope/formats/array.h"

namespace saddlescope {

/// What a reader may allocate for one file, in bytes; beyond it Error(memory). Usually Context::memory.
struct ReadLimits {
  std::size_t bytes = std::size_t{2} << 30;
  /// Throws Error(memory) at `where` if `needed` bytes are too many, naming --memory with what would fit.
  void require(std::size_t needed, const std::string& where) const;
};

/// Throws Error(bad input) if the file is missing, a folder, unreadable or empty; Error(memory) if it is too large.
Bytes read_file(const std::filesystem::path& path, const ReadLimits& limits = {});

}  // namespace saddlescope
