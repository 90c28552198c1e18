#include "saddlescope/cli/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"

namespace saddlescope::cli {
namespace {

namespace fs = std::filesystem;

// A command that keeps a folder. Names of its own begin so in files half-written (formats/atomic_file.h), which may be
// cleared; others are left alone.
struct Keeper {
  FolderKind kind;
  std::string_view what;
  std::vector<std::string_view> goes_on_from, half_written;
};

const std::vector<Keeper>& keepers() {
  static const std::vector<Keeper> all{{FolderKind::training,
                                        "a training",
                                        {"state.safetensors"},
                                        {".state.", ".weights.", ".training.", ".checkpoint-"}},
                                       {FolderKind::surface,
                                        "a surface",
                                        {"directions.safetensors", "losses.f64"},
                                        {".run.", ".directions.", ".surface."}},
                                       {FolderKind::census, "a census", {"networks.jsonl"}, {".census.", ".run."}}};
  return all;
}

void require_no_other(const std::string& path, FolderKind kind) {
  for (const Keeper& other : keepers()) {
    if (other.kind == kind) continue;
    for (const std::string_view name : other.goes_on_from) {
      std::error_code failed;
      if (fs::exists(fs::path(path) / name, failed)) {
        throw_bad_input(fmt::format("keeps {} ({}): nothing else is written there.", other.what, name), path,
                        "Name another folder with -o.");
      }
    }
  }
}

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

OutputFolder::OutputFolder(std::string path, FolderKind kind) : path_(made(std::move(path))), lock_(path_) {
  require_no_other(path_, kind);
  const auto own = std::ranges::find(keepers(), kind, &Keeper::kind);
  std::error_code failed;
  for (fs::directory_iterator entry(path_, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const bool ours =
        std::ranges::any_of(own->half_written, [&](std::string_view start) { return name.starts_with(start); });
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
