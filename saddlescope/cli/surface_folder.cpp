#include "saddlescope/cli/surface_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
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

constexpr std::string_view kSurfaceFormat = "saddlescope/surface-run";
constexpr const char* kCentre = "centre";
constexpr std::string_view kElsewhere = "Name another folder with -o.";

bool exists(const std::string& path) {
  std::error_code failed;
  return fs::exists(path, failed);
}

std::string direction_name(std::size_t k) { return fmt::format("direction_{}", k + 1); }

}  // namespace

SurfaceFolder::SurfaceFolder(const std::string& folder, std::string run, std::size_t memory)
    : run_(std::move(run)), folder_(folder, FolderKind::surface) {
  const AtomicFile trial(folder_.file("surface.json"));  // says now where nothing can be written
  if (!exists(folder_.file("run.json"))) return;
  read_begun(memory);
  read_losses();
}

void SurfaceFolder::read_begun(std::size_t memory) {
  const std::string path = folder_.file("run.json");
  const Bytes bytes = read_file(path, {memory});
  const Json kept = parsed_from_folder({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path, "a surface");
  const auto text = [&](const char* name) {
    const bool there = kept.is_object() && kept.contains(name) && kept.at(name).is_string();
    return there ? kept.at(name).get<std::string>() : std::string();
  };
  if (text("format") != kSurfaceFormat || !kept.contains("version") || kept.at("version") != 1 ||
      !kept.contains("surface")) {
    throw_bad_input("is no surface that this program can go on with.", path, std::string(kElsewhere));
  }
  require_same_arguments("surface", "surface", text("run"), run_, path);
  if (kept.contains("points") && kept.at("points").is_number_unsigned()) checksum_ = kept.at("points");
  try {
    begun_ = surface_from_json(kept.at("surface"));
  } catch (const Error& error) {
    throw_bad_input(error.message(), path, std::string(kElsewhere));
  }
  const std::string directions = folder_.file("directions.safetensors");
  const ArrayFile file = read_arrays(directions, {memory});
  const auto vector = [&](const std::string& name) {
    const auto array = std::ranges::find(file.arrays, name, &NamedArray::name);
    if (array == file.arrays.end()) {
      throw_bad_input(fmt::format("has no array \"{}\".", name), directions, std::string(kElsewhere));
    }
    Vector values = to_f64(*array, file.where(*array));
    if (values.size() == begun_->problem.parameters) return values;
    throw_bad_input(
        fmt::format("\"{}\" doesn't have {} numbers, one for each parameter.", name, begun_->problem.parameters),
        directions, std::string(kElsewhere));
  };
  for (std::size_t k = 0; k < begun_->section.directions.size(); ++k) {
    Direction& d = begun_->section.directions[k];
    d.vector = vector(direction_name(k));
    const auto one = std::ranges::find(d.vector, 1.0);  // a folder of an older version doesn't say where it is
    if (d.kind == DirectionKind::parameter && !d.index && one != d.vector.end())
      d.index = static_cast<std::size_t>(one - d.vector.begin());
  }
  centre_ = vector(kCentre);
}

void SurfaceFolder::read_losses() {
  CrossSection& section = begun_->section;
  std::vector<double>& losses = section.loss;
  std::size_t whole = 0;
  if (exists(losses_file())) {
    const std::size_t most = losses.size() * sizeof(double);
    std::error_code failed;
    const std::uintmax_t size = fs::file_size(losses_file(), failed);
    if (failed) throw_bad_input("is no file of losses.", losses_file(), std::string(kElsewhere));
    if (size > most) {
      throw_bad_input(
          fmt::format("has {} bytes, more than the {} that the losses of {} points take.", size, most, losses.size()),
          losses_file(), std::string(kElsewhere));
    }
    if (size > 0) {
      const Bytes bytes = read_file(losses_file(), {most});
      whole = bytes.size() / sizeof(double);
      std::memcpy(losses.data(), bytes.data(), whole * sizeof(double));
    }
  }
  section.evaluated = whole;
  losses_.open(losses_file(), whole * sizeof(double));
}

void SurfaceFolder::require_same_start(std::span<const double> theta, double loss) const {
  const double before = begun_->section.centre_loss;
  const bool no_loss = !std::isfinite(before) && !std::isfinite(loss);  // the middle of a box where there is none
  if (no_loss || same_loss(before, loss)) {
    if (std::ranges::equal(theta, centre_)) return;
    throw_bad_input("belongs to another surface: the weights at its centre were others, with the same loss.",
                    folder_.file("directions.safetensors"), std::string(kElsewhere));
  }
  throw_bad_input(
      fmt::format("belongs to another surface: the loss at its centre was {}, here it is {}. The data or the "
                  "weights have changed.",
                  before, loss),
      folder_.file("run.json"), std::string(kElsewhere));
}

// A folder of an older version has none.
void SurfaceFolder::require_same_points(std::uint32_t checksum) const {
  if (!checksum_ || *checksum_ == checksum) return;
  throw_bad_input("belongs to another surface: the weights that --directions names have changed.",
                  folder_.file("run.json"), std::string(kElsewhere));
}

// run.json last: while it isn't there nothing was begun.
void SurfaceFolder::begin(const Surface& prepared, std::span<const double> theta, std::uint32_t checksum) {
  ArrayFile file;
  file.arrays.push_back(from_f64(kCentre, {theta.size()}, theta, Dtype::f64));
  for (std::size_t k = 0; k < prepared.section.directions.size(); ++k) {
    const Vector& d = prepared.section.directions[k].vector;
    file.arrays.push_back(from_f64(direction_name(k), {d.size()}, d, Dtype::f64));
  }
  AtomicFile(folder_.file("directions.safetensors")).commit(arrays_bytes(Format::safetensors, file));
  losses_.open(losses_file(), 0);
  const Json run = {
      {"format", kSurfaceFormat}, {"version", 1}, {"run", run_}, {"points", checksum}, {"surface", to_json(prepared)}};
  AtomicFile(folder_.file("run.json")).commit(to_text(run));
}

void SurfaceFolder::write_result(const Json& document) const {
  AtomicFile(folder_.file("surface.json")).commit(to_text(document));
}

}  // namespace saddlescope::cli
