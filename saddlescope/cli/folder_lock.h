// One process at a time writes to a folder.
//
// A lock on the folder itself (flock): the system gives it back however the process ends, and nothing is left behind.
// Where the file system knows no locks there is none, and no error.
#pragma once

#include <string>

namespace saddlescope::cli {

class FolderLock {
 public:
  /// Throws Error(bad input) where another process holds it.
  explicit FolderLock(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace saddlescope::cli
