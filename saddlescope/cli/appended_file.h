// A file of an output folder that grows as results come, and that a later run of the same command goes on with.
//
// Invariant: what an append didn't bring to its end is cut off again, at once or, where the program was killed, when the
// file is opened the next time.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace saddlescope::cli {

class AppendedFile {
 public:
  AppendedFile() = default;
  ~AppendedFile();
  AppendedFile(const AppendedFile&) = delete;
  AppendedFile& operator=(const AppendedFile&) = delete;

  /// Once. Keeps the first `whole` bytes of what is there. Throws Error(bad input) where it can't be written.
  void open(const std::string& path, std::size_t whole);
  /// Throws Error(bad input) where that fails (a full disk); what was there before stays whole.
  void append(std::span<const std::byte> bytes) const;

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace saddlescope::cli
