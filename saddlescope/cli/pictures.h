// The pictures that --svg and --png name: the main chart in the file named, each other chart beside it, "out.svg" and
// "out-line-search.svg". PNG is drawn by rsvg-convert, a program of its own (librsvg): no part of ours, and only asked for
// where someone wants PNG.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/report/pictures.h"

namespace saddlescope::cli {

enum class PictureFormat { svg, png };

class PictureFiles {
 public:
  /// Opens the file. Throws Error(bad input) where it can't be written, or where rsvg-convert is missing.
  PictureFiles(const std::string& path, PictureFormat format);

  struct Written {
    std::vector<std::string> paths;
    std::vector<std::string> kept;  ///< left as they are: files of somebody else where a chart's picture belongs
  };
  /// Writes them; once. pictures: one at least. The file named is written over whatever it is, one beside it where it is
  /// a picture that this program drew. Throws Error(bad input) where one can't be written, or rsvg-convert fails.
  Written write(std::span<const report::Picture> pictures);

 private:
  std::string path_;
  PictureFormat format_;
  std::unique_ptr<AtomicFile> main_;
};

}  // namespace saddlescope::cli
