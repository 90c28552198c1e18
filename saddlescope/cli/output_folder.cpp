#include "saddlescope/cli/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
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

Json parsed_from_folder(std::string_view text, const std::string& where, std::string_view of) {
  try {
    return parse_json(text, where);
  } catch (const Error&) {
    throw_bad_input(fmt::format("is no JSON of {}.", of), where, "Name another folder with -o.");
  }
}

void require_same_arguments(std::string_view what, std::string_view command, const std::string& before,
                            const std::string& now, const std::string& where, std::string_view except) {
  if (before == now) return;
  throw_bad_input(fmt::format("belongs to another {0}. It is that of\n  {1} {2}\nand this one is\n  {1} {3}\n", what,
                              command, before, now),
                  where, fmt::format("Repeat the arguments of the first{}, or name another folder with -o.", except));
}

bool same_loss(double before, double now, double epsilon) {
  constexpr double kRelative = 1e-9, kEpsilons = 64;
  return std::abs(now - before) <= std::max(kRelative, kEpsilons * epsilon) * std::abs(before);
}

}  // namespace saddlescope::cli
