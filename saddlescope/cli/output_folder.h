// A folder that -o names, for one process to write to and for the same command to go on in: made where there is none,
// locked, and cleared of what a program that was killed left half-written.
// Invariant: it holds what one command keeps. What another keeps is told by the files that it goes on from: among them
// this one's would be taken for the other's.
#pragma once

#include <string>
#include <string_view>

#include "saddlescope/cli/folder_lock.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {

enum class FolderKind { training, surface, census };

class OutputFolder {
 public:
  /// Throws Error(bad input) where it can't be made, another process holds it, or it holds what another command keeps.
  OutputFolder(std::string path, FolderKind kind);

  const std::string& path() const { return path_; }  ///< without a slash at the end
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
  FolderLock lock_;
};

/// What stands in a file of the folder, as deep as results are. of: "a census". Throws Error(bad input) naming `where`.
Json parsed_from_folder(std::string_view text, const std::string& where, std::string_view of);

/// A folder belongs to one command line. what: "census", "surface", "run"; before, now: the arguments of `command`; where:
/// the file that holds the earlier ones; except: what may differ, as " (--steps may differ)". Throws Error(bad input)
/// naming both where they differ.
void require_same_arguments(std::string_view what, std::string_view command, const std::string& before,
                            const std::string& now, const std::string& where, std::string_view except = {});

/// Whether two losses of one problem are the same but for another machine's rounding: to 1e-9, relative, or to 64 units of
/// the arithmetic's epsilon where that is coarser.
bool same_loss(double before, double now, double epsilon = 0);

}  // namespace saddlescope::cli
