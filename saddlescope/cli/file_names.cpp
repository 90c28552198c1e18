#include "saddlescope/cli/file_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

#include "saddlescope/base/error.h"

namespace saddlescope::cli {

bool same_file(const std::string& a, const std::string& b) {
  if (std::filesystem::path(a).lexically_normal() == std::filesystem::path(b).lexically_normal()) return true;
  std::error_code missing;
  return std::filesystem::equivalent(a, b, missing) && !missing;
}

bool may_lie_beside(const std::string& picture, const std::string& file) {
  std::error_code failed;
  const auto whole = [&](const std::string& name) {
    return std::filesystem::absolute(name, failed).lexically_normal();
  };
  const std::filesystem::path a = whole(picture), b = whole(file);
  return a.parent_path() == b.parent_path() && a.extension() == b.extension() &&
         b.stem().string().starts_with(a.stem().string() + "-");
}

void require_ending(std::string_view flag, const std::string& path, std::string_view ending, std::string_view rule) {
  if (path == "-") {
    throw_bad_input("\"-\" names no file, and standard output holds JSON alone.", std::string(flag),
                    fmt::format("Name a file, as {} out{}; --json - writes to standard output.", flag, ending));
  }
  const std::filesystem::path name(path);
  std::string given = name.extension().string();
  std::ranges::transform(given, given.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (given.empty() || given == ending || (ending == ".html" && given == ".htm")) return;
  std::filesystem::path better = name;
  better.replace_extension(ending);
  throw_bad_input("\"" + path + "\" isn't named as what it would hold.", std::string(flag),
                  fmt::format("Name it {}: {}.", better.string(), rule));
}

}  // namespace saddlescope::cli
