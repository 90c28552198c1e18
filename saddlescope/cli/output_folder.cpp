#include "saddlescope/cli/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope::cli {
namespace {

namespace fs = std::filesystem;

std::string made(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) {
    throw_bad_input(fmt::format("the folder can't be made ({}).", failed.message()), path, "Name another one with -o.");
  }
  return path;
}

}  // namespace

OutputFolder::OutputFolder(std::string path, std::initializer_list<std::string_view> half_written)
    : path_(made(std::move(path))), lock_(path_) {
  std::error_code failed;
  for (fs::directory_iterator entry(path_, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const bool ours =
        std::ranges::any_of(half_written, [&](std::string_view start) { return name.starts_with(start); });
    std::error_code kept;
    if (ours && name.ends_with(".tmp")) fs::remove(entry->path(), kept);
  }
}

}  // namespace saddlescope::cli
