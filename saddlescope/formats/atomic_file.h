// A file that appears whole or not at all: written beside its target, then renamed over it.
//
// Invariant: until commit() returns, the target is what it was; without commit() nothing of ours stays in its folder.
// The folder is opened, and tried, when the object is made, so that an output that can't be written is found before
// the work starts, and a folder renamed meanwhile is still the one written to.
// A target that isn't a regular file (a pipe, /dev/null) can't be renamed over: it is written to directly on commit().
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "saddlescope/formats/array.h"

namespace saddlescope {

class AtomicFile {
 public:
  /// Throws Error(bad input) if the folder is missing or can't be written to, or if the target is a folder.
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& target() const { return shown_; }
  /// The target's whole new contents; once. Throws Error(bad input) if they can't be written (the disk is full).
  void commit(ByteView contents);
  void commit(std::string_view contents);

 private:
  void create_beside();
  void write_all(int file, ByteView contents) const;
  void remove_beside() noexcept;
  [[noreturn]] void fail(const std::string& what, int error) const;

  std::string shown_, name_, beside_;  // as the user named it; in its folder; the temporary name (empty: none)
  int folder_ = -1, file_ = -1;
  bool direct_ = false;
  unsigned mode_ = 0666;
};

}  // namespace saddlescope
