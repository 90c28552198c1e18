#include "saddlescope/cli/surface_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/arrays.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/formats/file.h"
#include "saddlescope/landscape/cross_section.h"

namespace saddlescope::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "saddlescope/surface-run";
constexpr std::string_view kElsewhere = "Name another folder with -o.";
constexpr double kSameLoss = 1e-9;  // relative: another machine's rounding, not another problem

bool exists(const std::string& path) {
  std::error_code failed;
  return fs::exists(path, failed);
}

Json parsed(const std::string& path, std::size_t memory) {
  const Bytes bytes = read_file(path, {memory});
  try {
    return Json::parse(bytes.begin(), bytes.end());
  } catch (const nlohmann::json::exception&) {
    throw_bad_input("is no JSON of a surface.", path, std::string(kElsewhere));
  }
}

std::string direction_name(std::size_t k) { return fmt::format("direction_{}", k + 1); }

}  // namespace

SurfaceFolder::SurfaceFolder(const std::string& folder, std::string run, std::size_t memory)
    : run_(std::move(run)), folder_(folder, {".run.", ".directions.", ".surface."}) {
  const AtomicFile trial(folder_.file("surface.json"));  // says now where nothing can be written
  if (!exists(folder_.file("run.json"))) return;
  read_begun(memory);
  read_losses();
}

SurfaceFolder::~SurfaceFolder() {
  if (losses_ >= 0) ::close(losses_);
}

void SurfaceFolder::read_begun(std::size_t memory) {
  const std::string path = folder_.file("run.json");
  const Json kept = parsed(path, memory);
  const auto text = [&](const char* name) {
    const bool there = kept.is_object() && kept.contains(name) && kept.at(name).is_string();
    return there ? kept.at(name).get<std::string>() : std::string();
  };
  if (text("format") != kFormat || !kept.contains("version") || kept.at("version") != 1 || !kept.contains("surface")) {
    throw_bad_input("is no surface that this program can go on with.", path, std::string(kElsewhere));
  }
  if (const std::string other = text("run"); other != run_) {
    throw_bad_input(
        fmt::format("belongs to another surface. It is that of\n  surface {}\nand this one is\n  surface {}\n", other,
                    run_),
        path, "Repeat the arguments of the first, or name another folder with -o.");
  }
  try {
    begun_ = surface_from_json(kept.at("surface"));
  } catch (const Error& error) {
    throw_bad_input(error.message(), path, std::string(kElsewhere));
  }
  const std::string directions = folder_.file("directions.safetensors");
  const ArrayFile file = read_arrays(directions, {memory});
  for (std::size_t k = 0; k < begun_->section.directions.size(); ++k) {
    const auto array = std::ranges::find(file.arrays, direction_name(k), &NamedArray::name);
    if (array == file.arrays.end()) {
      throw_bad_input(fmt::format("has no array \"{}\".", direction_name(k)), directions, std::string(kElsewhere));
    }
    begun_->section.directions[k].vector = to_f64(*array, file.where(*array));
    if (begun_->section.directions[k].vector.size() != begun_->problem.parameters) {
      throw_bad_input(
          fmt::format("\"{}\" is no direction of {} parameters.", direction_name(k), begun_->problem.parameters),
          directions, std::string(kElsewhere));
    }
  }
}

void SurfaceFolder::read_losses() {
  CrossSection& section = begun_->section;
  std::vector<double>& losses = section.loss;
  std::size_t whole = 0;
  std::error_code failed;
  if (exists(losses_file()) && fs::file_size(losses_file(), failed) > 0) {
    const Bytes bytes = read_file(losses_file(), {std::numeric_limits<std::size_t>::max()});
    whole = std::min(bytes.size() / sizeof(double), grid_size(section));
    std::memcpy(losses.data(), bytes.data(), whole * sizeof(double));
  }
  section.evaluated = whole;
  open_losses(whole * sizeof(double));
}

void SurfaceFolder::open_losses(std::size_t bytes) {
  losses_ = ::open(losses_file().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (losses_ < 0 || ::ftruncate(losses_, static_cast<off_t>(bytes)) != 0) {
    throw_bad_input(fmt::format("can't be written ({}).", std::strerror(errno)), losses_file(),
                    std::string(kElsewhere));
  }
}

void SurfaceFolder::require_same_start(double loss) const {
  const double before = begun_->section.centre_loss;
  if (!std::isfinite(before) && !std::isfinite(loss)) return;  // the middle of a box where there is no loss
  if (std::abs(loss - before) <= kSameLoss * std::abs(before)) return;
  throw_bad_input(
      fmt::format("belongs to another surface: the loss at its centre was {}, here it is {}. The data or the "
                  "weights have changed.",
                  before, loss),
      folder_.file("run.json"), std::string(kElsewhere));
}

// run.json last: while it isn't there nothing was begun.
void SurfaceFolder::begin(const Surface& prepared) {
  ArrayFile file;
  for (std::size_t k = 0; k < prepared.section.directions.size(); ++k) {
    const Vector& d = prepared.section.directions[k].vector;
    file.arrays.push_back(from_f64(direction_name(k), {d.size()}, d, Dtype::f64));
  }
  AtomicFile(folder_.file("directions.safetensors")).commit(arrays_bytes(Format::safetensors, file));
  open_losses(0);
  const Json run = {{"format", kFormat}, {"version", 1}, {"run", run_}, {"surface", to_json(prepared)}};
  AtomicFile(folder_.file("run.json")).commit(to_text(run));
}

void SurfaceFolder::append(std::span<const double> losses) const {
  const auto bytes = std::as_bytes(losses);
  const off_t before = ::lseek(losses_, 0, SEEK_END);
  for (std::span<const std::byte> left = bytes; !left.empty();) {
    const ssize_t written = ::write(losses_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      [[maybe_unused]] const int cut =
          before >= 0 ? ::ftruncate(losses_, before) : -1;  // else the next run cuts it off
      throw_bad_input(fmt::format("can't be written ({}).", std::strerror(error)), losses_file(),
                      "Make room, and run the same command again: it goes on from here.");
    }
    left = left.subspan(static_cast<std::size_t>(written));
  }
}

void SurfaceFolder::write_result(const Json& document) const {
  AtomicFile(folder_.file("surface.json")).commit(to_text(document));
}

}  // namespace saddlescope::cli
