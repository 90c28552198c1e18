#include "saddlescope/optimize/state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr double kLargestCount = 0x1p53;  // up to here a double holds every whole number

}  // namespace

void StateArchive::refuse(std::string_view name, std::string_view why) const {
  throw_bad_input(fmt::format("\"{}{}\" {}.", prefix_, name, why), "the saved state");
}

void StateArchive::store(std::string_view name, Vector values) {
  vectors_.emplace_back(prefix_ + std::string(name), std::move(values));
}

Vector StateArchive::restored(std::string_view name) {
  const std::string full = prefix_ + std::string(name);
  const auto found =
      std::find_if(vectors_.begin(), vectors_.end(), [&](const auto& entry) { return entry.first == full; });
  if (found == vectors_.end()) refuse(name, "is missing");
  Vector values = std::move(found->second);
  vectors_.erase(found);
  return values;
}

double StateArchive::number(std::string_view name) {
  const Vector values = restored(name);
  if (values.size() != 1) refuse(name, fmt::format("has {} entries, not 1", values.size()));
  return values[0];
}

void StateArchive::operator()(std::string_view name, double& value) {
  if (!restoring_) return store(name, {value});
  value = number(name);
}

void StateArchive::operator()(std::string_view name, std::size_t& value) {
  if (!restoring_) return store(name, {static_cast<double>(value)});
  const double count = number(name);
  if (!(count >= 0 && count <= kLargestCount && count == std::floor(count))) refuse(name, "is not a count");
  value = static_cast<std::size_t>(count);
}

void StateArchive::operator()(std::string_view name, bool& value) {
  if (!restoring_) return store(name, {value ? 1.0 : 0.0});
  const double flag = number(name);
  if (flag != 0 && flag != 1) refuse(name, "is neither 0 nor 1");
  value = flag == 1;
}

void StateArchive::parameters(std::string_view name, Vector& values) {
  if (!restoring_) return store(name, values.empty() ? Vector(P_, 0.0) : values);
  Vector saved = restored(name);
  if (saved.size() != P_) refuse(name, fmt::format("has {} entries; there are {} parameters", saved.size(), P_));
  values = std::move(saved);
}

void StateArchive::list(std::string_view name, Vector& values) {
  if (!restoring_) return store(name, values);
  values = restored(name);
}

void StateArchive::require_all_restored() const {
  if (!vectors_.empty()) refuse(vectors_.front().first, "belongs to another method");
}

}  // namespace saddlescope
