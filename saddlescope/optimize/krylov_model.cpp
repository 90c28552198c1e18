#include "saddlescope/optimize/krylov_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/spectrum/affordable_steps.h"

namespace saddlescope {
namespace {

constexpr double kRitzResidual = 0.1;  // of |θ|: negative for certain, and a direction worth walking along

double remainder(const RitzPairs& pairs, std::span<const double> y) { return std::abs(dot(pairs.ends, y)); }

}  // namespace

KrylovModel::KrylovModel(const Linearization& at, std::uint64_t index, Context& context)
    : at_(at),
      H_(at),
      index_(index),
      most_(affordable_steps(kMostProducts, at.size(), context)),
      krylov_(H_, at.gradient(), context) {}

ModelStep KrylovModel::grow(const Solve& solve, double relative, Context& context) {
  const double enough = relative * norm(at_.gradient());
  ModelStep step;
  while (krylov_.steps_taken() < most_ && krylov_.step(context)) {
    const RitzPairs pairs = krylov_.ritz();
    model_ = {pairs.values, pairs.parts};
    step = solve(model_);
    if (remainder(pairs, step.y) <= enough) break;
  }
  return step;
}

bool KrylovModel::blind(const ModelStep& step, double least) const {
  const bool invariant = krylov_.exhausted() && krylov_.steps_taken() < at_.size();
  return invariant || !(step.decrease > least);
}

ModelStep KrylovModel::widen(const Solve& solve, Context& context) {
  if (krylov_.steps_taken() == at_.size()) return solve(model_);  // nothing is left to see
  RandomStream random = context.random("Krylov model: random start", index_);
  Vector start(at_.size());
  for (double& entry : start) entry = random.normal();
  keep_first_ = krylov_.exhausted();
  for (int pass = 0; keep_first_ && pass < 2; ++pass) {
    for (std::size_t j = 0; j < krylov_.steps_taken(); ++j) {
      const std::span<const double> v = krylov_.basis().column(j);
      axpy(-dot(v, start), v, start);
    }
  }
  random_.emplace(H_, start, context);
  while (random_->steps_taken() < most_ && random_->step(context)) {
    const RitzPairs pairs = random_->ritz();
    if (pairs.values.front() < 0 && pairs.residuals.front() <= kRitzResidual * -pairs.values.front()) break;
  }
  update();
  return solve(model_);
}

// The random space's parts of g are rounding where it is orthogonal to an invariant one, and count where it stands
// alone.
void KrylovModel::update() {
  model_ = {};
  if (keep_first_) {
    const RitzPairs pairs = krylov_.ritz();
    model_ = {pairs.values, pairs.parts};
  }
  const RitzPairs pairs = random_->ritz();
  const Matrix vectors = random_->ritz_vectors(0, random_->steps_taken());
  for (std::size_t i = 0; i < pairs.values.size(); ++i) {
    model_.values.push_back(pairs.values[i]);
    model_.parts.push_back(keep_first_ ? 0 : dot(vectors.column(i), at_.gradient()));
  }
}

Vector KrylovModel::vector(std::span<const double> y) const {
  const std::size_t first = keep_first_ ? krylov_.steps_taken() : 0;
  Vector s = first > 0 ? krylov_.combination(y.first(first)) : Vector(at_.size());
  if (random_ && y.size() > first) axpy(1, random_->combination(y.subspan(first)), s);
  return s;
}

double KrylovModel::lowest() const {
  if (model_.values.empty()) return std::numeric_limits<double>::infinity();
  return *std::min_element(model_.values.begin(), model_.values.end());
}

}  // namespace saddlescope
