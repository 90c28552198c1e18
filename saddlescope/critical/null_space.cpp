#include "saddlescope/critical/null_space.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saddlescope {
namespace {

constexpr double kSums = 100;
constexpr std::size_t kBasis = 16;  // vectors of N that are wanted one by one
constexpr double kTermRadius = 0.5;

}  // namespace

NullSpace::NullSpace(const MeasuredPoint& star, const Reach& reach)
    : star_(star), band_(reach.band), gradient_inside_(norm(reach.gradient_band)) {
  star.eigen.require_outside(band_.begin, band_.end);
  basis_ = star.eigen.vectors(IndexRange{band_.begin, std::min(kBasis, dimension())});
  for (std::size_t j = 0; !star.eigen.all() && j < basis_.columns(); ++j) {
    // Vectors that were asked for apart are orthogonal only as far as their values differ.
    Vector inside_alone = inside(basis_.column(j));
    scale(1 / norm(inside_alone), inside_alone);
    std::ranges::copy(inside_alone, basis_.column(j).begin());
  }
  const Vector& values = star.eigen.values();
  double outside = 0;  // the smallest |λ| next to the band
  if (band_.begin > 0) outside = std::abs(values[band_.begin - 1]);
  if (band_.end < star.size()) outside = outside > 0 ? std::min(outside, values[band_.end]) : values[band_.end];
  if (!(outside > 0)) return;
  // However finely a band was measured, eigenvectors are computed to rounding.
  double off = std::max(star.tolerance, static_cast<double>(star.size()) * kEps * star.norm);
  for (std::size_t i = band_.begin; i < band_.end; ++i) off = std::max(off, std::abs(values[i]));
  error_ = off / outside;
}

double NullSpace::rounding_of_sums() const { return kSums * static_cast<double>(star_.size()) * kEps; }

std::optional<Vector> NullSpace::unit_inside(const Vector& x) const {
  // Projected twice: what is left of a vector that lies almost wholly outside N is rounding, and points anywhere.
  Vector unit = inside(x);
  const double length = norm(unit);
  if (!(length > rounding_of_sums() * norm(x)) || !std::isfinite(length)) return std::nullopt;
  scale(1 / length, unit);
  unit = inside(unit);
  scale(1 / norm(unit), unit);
  return unit;
}

std::vector<Vector> NullSpace::random_directions(std::size_t count, std::string_view purpose,
                                                 const Context& context) const {
  std::vector<Vector> list;
  if (dimension() == 1) return {Vector(column(0).begin(), column(0).end())};
  RandomStream random = context.random(purpose);
  for (std::size_t s = 0; s < count; ++s) {
    Vector v(star_.size());
    for (double& entry : v) entry = random.normal();
    if (std::optional<Vector> unit = unit_inside(v)) list.push_back(std::move(*unit));
  }
  return list;
}

bool may_hide(double size, int j, double c, int k) {
  const double lower = j, order = k;
  if (!(size > 0)) return false;
  const double radius = std::pow(lower * size / (order * std::abs(c)), 1 / (order - lower));
  return !(size * std::pow(radius, lower) * (1 - lower / order) <= kEps * std::abs(c) * std::pow(kTermRadius, order));
}

}  // namespace saddlescope
