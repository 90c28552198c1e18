#include "saddlescope/landscape/directions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr double kHeights = 4;             // of the loss above its floor, that a picture is to show
constexpr double kNearest = 1e-4, kFarthest = 2;  // of max(1, ‖θ‖)
constexpr double kNoHeight = 1e-6;  // of |L|: so low a height says nothing of a scale
constexpr double kBeyond = 1.25;    // of the way to the other point
constexpr std::size_t kNamed = 8;   // parameters that a message lists
constexpr std::size_t kCompared = 10'000;  // and that an unknown name is compared with

[[noreturn]] void throw_many_entries(const Objective& objective, const Parameter& p) {
  const std::size_t count = element_count(p.shape);
  throw_bad_input(fmt::format("\"{}\" has {} entries, and a direction is one of them.", p.name, count), {},
                  fmt::format("Name one of {} to {}.", entry_name(objective, p.offset),
                              entry_name(objective, p.offset + count - 1)));
}

Direction of_length(Direction direction) {
  direction.norm = norm(direction.vector);
  return direction;
}

}  // namespace

Vector unit_vector(std::span<const double> x) {
  Vector unit(x.begin(), x.end());
  scale_by_power_of_two(-scaling_exponent(largest_magnitude(x)), unit);  // neither 1/‖x‖ nor ‖x‖ may be finite
  scale(1 / norm(unit), unit);
  return unit;
}

double cosine_between(std::span<const double> x, std::span<const double> y) {
  return dot(unit_vector(x), unit_vector(y));
}

// Twice: the first time leaves rounding along u, which counts where w was nearly parallel.
void make_square_to(std::span<const double> u, std::span<double> w) {
  for (int i = 0; i < 2; ++i) {
    axpy(-dot(u, w), u, w);
    scale(1 / norm(w), w);
  }
}

Direction parameter_direction(const Objective& objective, std::size_t index) {
  Direction d{.kind = DirectionKind::parameter, .label = entry_name(objective, index), .norm = 1, .index = index};
  d.vector.assign(objective.size(), 0.0);
  d.vector[index] = 1;
  return d;
}

std::size_t parameter_named(const Objective& objective, std::string_view name, const OtherDirections& others) {
  for (std::size_t i = 0; i < objective.size(); ++i) {
    if (entry_name(objective, i) == name) return i;
  }
  for (const Parameter& p : objective.parameters()) {
    if (p.name == name && element_count(p.shape) > 0) throw_many_entries(objective, p);
  }
  std::vector<std::string> near = others.names;
  for (std::size_t i = 0; i < std::min(kCompared, objective.size()); ++i) near.push_back(entry_name(objective, i));
  std::string there;
  const std::size_t listed = std::min(kNamed, objective.size());
  for (std::size_t i = 0; i < listed; ++i) there += (i ? ", " : "") + entry_name(objective, i);
  if (objective.size() > listed) there += fmt::format(" … {}", entry_name(objective, objective.size() - 1));
  if (!others.listed.empty()) there += fmt::format("; directions of other kinds are {}", others.listed);
  throw_bad_input(fmt::format("no {} is named \"{}\".", others.listed.empty() ? "parameter" : "direction", name), {},
                  did_you_mean(name, near, [](const std::string& one) { return std::string_view(one); }) +
                      fmt::format("The parameters are {}.", there));
}

Direction gradient_direction(const Linearization& at) {
  Direction d{.kind = DirectionKind::gradient, .label = "minus the gradient"};
  if (!(norm(at.gradient()) > 0)) {
    throw_bad_input("the gradient is zero here: it points nowhere.");
  }
  d.vector = unit_vector(at.gradient());
  scale(-1, d.vector);
  return d;
}

Direction direction_to(std::span<const double> theta, std::span<const double> other, const std::string& label) {
  Direction d = of_length({.kind = DirectionKind::to, .label = "towards " + label, .vector = plus(other, -1, theta)});
  if (!(d.norm > 0)) {
    throw_bad_input("holds the very weights that the picture is centred on: there is no direction towards them.",
                    label);
  }
  return d;
}

Direction random_direction(const Objective& objective, std::span<const double> theta, Normalization how,
                           std::size_t number, const Context& context) {
  Direction d{.kind = DirectionKind::random, .label = fmt::format("random {}", number)};
  d.vector.resize(theta.size());
  RandomStream random = context.random("direction", number);
  for (double& x : d.vector) x = random.normal();
  if (how == Normalization::none) {
    scale(1 / norm(d.vector), d.vector);
    return d;
  }
  normalize_by_filters(objective.parameters(), theta, how == Normalization::filters_and_biases, d.vector);
  d = of_length(std::move(d));
  d.by_filters = true;
  d.label += ", filter-normalized";
  if (how == Normalization::filters_and_biases) d.label += ", biases too";
  if (!(d.norm > 0)) {
    const bool filters =
        std::ranges::any_of(objective.parameters(), [](const Parameter& p) { return p.shape.size() > 1; });
    if (!filters && how == Normalization::filters) {
      throw_bad_input(
          "no parameter here has two axes, and a random direction normalized by filters is zero on all others.");
    }
    throw_bad_input("every filter is zero at this point: normalized by them a random direction is zero.");
  }
  return d;
}

double SecondOrder::change(std::span<const double> a) const {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    double row = 0;
    for (std::size_t j = 0; j < a.size(); ++j) row += curvatures(i, j) * a[j];
    sum += a[i] * (slopes[i] + 0.5 * row);
  }
  return sum;
}

SecondOrder second_order(const Linearization& at, std::span<Direction> directions, Context& context) {
  const std::size_t P = at.size(), k = directions.size();
  SecondOrder model{Vector(k), Matrix(k, k)};
  if (k == 0) return model;
  Matrix V(P, k), HV(P, k);
  for (std::size_t j = 0; j < k; ++j) std::ranges::copy(directions[j].vector, V.column(j).begin());
  at.apply(V, HV, context);
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i <= j; ++i) {
      model.curvatures(i, j) = model.curvatures(j, i) =
          0.5 * (dot(V.column(i), HV.column(j)) + dot(V.column(j), HV.column(i)));
    }
    model.slopes[j] = dot(at.gradient(), V.column(j));
    directions[j].slope = model.slopes[j];
    directions[j].curvature = model.curvatures(j, j);
  }
  return model;
}

double usual_range(const Linearization& at, const Direction& d) {
  if (d.by_filters) return 1;
  if (d.kind == DirectionKind::to || d.kind == DirectionKind::trajectory) return kBeyond;
  const double unit = std::max(1.0, norm(at.theta())) / d.norm;
  const double height = at.value() - at.objective().floor().value.value_or(0);
  if (!(std::isfinite(height) && height > kNoHeight * std::abs(at.value()))) return unit;
  const double slope = std::abs(d.slope.value_or(0)), curvature = std::abs(d.curvature.value_or(0));
  const double far = std::min(kHeights * height / slope, std::sqrt(2 * kHeights * height / curvature));  // ∞ where 0
  return std::isnan(far) ? unit : std::clamp(far, kNearest * unit, kFarthest * unit);
}

}  // namespace saddlescope
