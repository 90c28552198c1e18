#include "saddlescope/optimize/l_bfgs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/optimize/strong_wolfe.h"

namespace saddlescope {
namespace {

double sum_of_absolutes(std::span<const double> x) {
  double sum = 0;
  for (const double value : x) sum += std::abs(value);
  return sum;
}

Vector negative(std::span<const double> g) {
  Vector d(g.begin(), g.end());
  scale(-1, d);
  return d;
}

double measured_loss_error(const Objective& objective, const Point& point, Context& context) {
  const ConstBlock no_columns(nullptr, point.theta.size(), 0);
  return objective.linearize(point.theta, context)->rounding(no_columns, context).value;
}

Stop no_step(const Point& point, const WolfeSearch& search) {
  return {
      StopReason::line_search_failed, "trials of the line search", static_cast<double>(search.evaluations), 0,
      fmt::format("the line search of L-BFGS found no lower loss, not even straight down the gradient: {}. The loss "
                  "is {:.6g}, the gradient's norm {:.3g}.",
                  search.failure, point.loss, norm(point.gradient))};
}

}  // namespace

Vector LBfgs::direction(std::span<const double> g) const {
  Vector d = negative(g);
  if (pairs_.empty()) return d;
  Vector alpha(pairs_.size());
  for (std::size_t i = pairs_.size(); i-- > 0;) {
    const Pair& pair = pairs_[i];
    alpha[i] = dot(pair.s, d) / pair.curvature;
    axpy(-alpha[i], pair.y, d);
  }
  const Pair& last = pairs_.back();
  scale(last.curvature / dot(last.y, last.y), d);
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const Pair& pair = pairs_[i];
    axpy(alpha[i] - dot(pair.y, d) / pair.curvature, pair.s, d);
  }
  return d;
}

void LBfgs::remember(const Point& point, const Point& next) {
  Pair pair{plus(next.theta, -1, point.theta), plus(next.gradient, -1, point.gradient), 0};
  pair.curvature = dot(pair.s, pair.y);
  if (!(pair.curvature > kEps * norm(pair.s) * norm(pair.y))) return;
  pairs_.push_back(std::move(pair));
  if (pairs_.size() > kPairs) pairs_.pop_front();
}

std::optional<Stop> LBfgs::step(const Objective& objective, const Point& point, Point& next, Context& context) {
  const auto search_along = [&](std::span<const double> d, double error) {
    const double first = pairs_.empty() ? std::min(1.0, 1 / sum_of_absolutes(point.gradient)) : 1.0;
    return strong_wolfe_search(objective, point, d, first, error, context);
  };
  Vector d = direction(point.gradient);
  if (!(dot(d, point.gradient) < 0)) {
    pairs_.clear();
    d = negative(point.gradient);
  }
  loss_error_ = std::max(loss_error_, objective.traits().relative_error);
  WolfeSearch search = search_along(d, loss_error_ * std::abs(point.loss));
  if (!search.found) {
    const double error = measured_loss_error(objective, point, context);
    if (point.loss != 0) loss_error_ = std::max(loss_error_, error / std::abs(point.loss));
    search = search_along(d, error);
  }
  if (!search.found) {
    pairs_.clear();
    search = search_along(negative(point.gradient), loss_error_ * std::abs(point.loss));
  }
  if (!search.found) return no_step(point, search);
  remember(point, search.point);
  next = std::move(search.point);
  return std::nullopt;
}

void LBfgs::state(StateArchive& archive) {
  std::size_t count = pairs_.size();
  archive("pairs", count);
  if (count > kPairs) archive.refuse("pairs", fmt::format("is {}; at most {} are kept", count, kPairs));
  pairs_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    archive.parameters(fmt::format("s{}", i), pairs_[i].s);
    archive.parameters(fmt::format("y{}", i), pairs_[i].y);
    pairs_[i].curvature = dot(pairs_[i].s, pairs_[i].y);
  }
  archive("loss_error", loss_error_);
}

}  // namespace saddlescope
