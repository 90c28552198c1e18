#include "saddlescope/formats/file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "saddlescope/base/error.h"
#include "saddlescope/base/memory_size.h"

namespace saddlescope {

void ReadLimits::require(std::size_t needed, const std::string& where) const {
  if (needed <= bytes) return;
  throw Error(ErrorKind::memory,
              "needs " + std::to_string(needed) + " bytes, more than the " + std::to_string(bytes) + " allowed.", where,
              "--memory " + memory_that_fits(static_cast<double>(needed)) + " would hold it.");
}

Bytes read_file(const std::filesystem::path& path, const ReadLimits& limits) {
  const std::string where = path.string();
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed))
    throw_bad_input("is a folder, not a file.", where, "Name a file in it.");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) {
    throw_bad_input(std::string("can't be read: ") + std::strerror(errno) + ".", where,
                    "Check the name; it is taken relative to the current folder.");
  }
  const std::uintmax_t size = std::filesystem::file_size(path, failed);  // fails for a pipe, which has none
  if (!failed) limits.require(size, where);
  Bytes bytes;
  if (!failed) bytes.reserve(size);
  std::array<std::byte, 1 << 16> piece;
  for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), file.get())) > 0;) {
    limits.require(bytes.size() + got, where);
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
  }
  if (std::ferror(file.get()) != 0) {
    throw_bad_input(std::string("reading broke off: ") + std::strerror(errno) + ".", where, "Copy the file again.");
  }
  if (bytes.empty()) throw_bad_input("is empty.", where, "Save it again.");
  return bytes;
}

}  // namespace saddlescope
