#include "saddlescope/critical/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/critical/line_search.h"
#include "saddlescope/critical/verdict.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kMostCopies = 64;   // of λmin that random vectors are drawn from
constexpr double kCopy = 1e-6;            // relative distance within which eigenvalues are copies of one
constexpr double kNothing = 1e-8;         // share of S that counts as nothing
constexpr double kShortNewtonStep = 1e-4;
constexpr std::size_t kKrylovPairs = 1;   // lowest Ritz pairs tried: verifying one costs as much as six products
constexpr std::size_t kKrylovSteps = 60;  // products a round may spend before the dense Hessian is formed
constexpr std::size_t kKrylovAlone = 300;  // where it isn't, because it would take too much
constexpr std::size_t kKrylovCheck = 5;   // steps between looks at the lowest Ritz pair
constexpr double kRitzResidual = 1e-3;    // of |θ|: converged enough to walk along

double largest_magnitude(std::span<const double> values) {
  return values.empty() ? 0 : std::max(std::abs(values.front()), std::abs(values.back()));
}

double eigenvalue_error(std::span<const double> values) {
  return static_cast<double>(values.size()) * kEps * largest_magnitude(values);
}

// Number of copies of the lowest eigenvalue, itself included. Never so wide that zeros count as copies of a tiny one.
std::size_t copies_of_lowest(std::span<const double> values) {
  if (values.empty() || values[0] >= 0) return 0;
  const double size = std::abs(values[0]);
  const double width = kCopy * size + std::min(eigenvalue_error(values), 0.1 * size);
  std::size_t count = 1;
  while (count < values.size() && values[count] - values[0] <= width) ++count;
  return std::min(count, kMostCopies);
}

struct Candidate {
  Vector direction;  // of norm 1
  double curvature;  // vᵀHv
  double error;  // of it, as measured along v alone
};

void normalize(std::span<double> v) { scale(1 / norm(v), v); }

// Largest component positive; of several as large, the first.
void orient(std::span<double> v) {
  double largest = 0;
  for (const double x : v) largest = std::max(largest, std::abs(x));
  const auto first = std::find_if(v.begin(), v.end(), [&](double x) { return std::abs(x) >= (1 - 1e-8) * largest; });
  if (first != v.end() && *first < 0) scale(-1, v);
}

class Router {
 public:
  Router(const Linearization& at, std::span<const double> values, ConstBlock vectors, const Rounding& rounding,
         const Floor& floor, Context& context)
      : at_(at),
        values_(values),
        vectors_(vectors),
        floor_(floor),
        context_(context),
        loss_error_(rounding.value),
        gradient_error_(rounding.gradient) {}

  std::optional<EscapeRoute> run() {
    std::vector<Candidate> candidates = certain(directions());
    if (candidates.empty()) return std::nullopt;
    if (candidates.size() > 1) {
      for (Candidate& sum : certain(sum_of(candidates))) candidates.push_back(std::move(sum));
    }
    std::optional<EscapeRoute> best;
    for (const Candidate& candidate : candidates) {
      EscapeRoute route = search(candidate);
      if (!best || route.measured_decrease > best->measured_decrease) best = std::move(route);
      if (floor_.value && best->loss_after <= *floor_.value + loss_error_) break;  // nothing can be better
    }
    return best;
  }

 private:
  // As columns: random vectors of the eigenspace of a multiple λmin, else its eigenvector; the next eigenvectors.
  Matrix directions() {
    const std::size_t copies = std::min(copies_of_lowest(values_), vectors_.columns());
    std::size_t negative = 0;
    while (negative < vectors_.columns() && values_[negative] < 0) ++negative;
    const std::size_t drawn = copies > 1 ? 2 : copies;
    const std::size_t others = std::min(kEscapeDirections - 1 - drawn, negative - copies);
    Matrix V(at_.size(), drawn + others);
    for (std::size_t k = 0; k < V.columns(); ++k) {
      const std::span<double> v = V.column(k);
      if (copies > 1 && k < drawn) {
        RandomStream random = context_.random("escape", k);
        for (std::size_t j = 0; j < copies; ++j) axpy(random.normal(), vectors_.column(j), v);
      } else {
        axpy(1, vectors_.column(k < drawn ? k : copies + k - drawn), v);
      }
      normalize(v);
      point_downhill(v);
    }
    return V;
  }

  Matrix sum_of(const std::vector<Candidate>& candidates) {
    Matrix sum(at_.size(), 1);
    for (const Candidate& candidate : candidates) axpy(1, candidate.direction, sum.column(0));
    if (norm(sum.column(0)) == 0) return {};
    normalize(sum.column(0));
    point_downhill(sum.column(0));
    return sum;
  }

  void point_downhill(std::span<double> v) {
    orient(v);
    if (dot(at_.gradient(), v) > gradient_error_) scale(-1, v);
  }

  std::vector<Candidate> certain(const Matrix& V) {
    std::vector<Candidate> result;
    if (V.columns() == 0) return result;
    Matrix HV(V.rows(), V.columns());
    at_.apply(V, HV, context_);
    const Rounding errors = at_.rounding(V, context_);
    for (std::size_t j = 0; j < V.columns(); ++j) {
      const std::span<const double> v = V.column(j), Hv = HV.column(j);
      double absolute = 0;
      for (std::size_t i = 0; i < v.size(); ++i) absolute += std::abs(v[i] * Hv[i]);
      const double curvature = dot(v, Hv);
      const double error = errors.quadratic[j] + static_cast<double>(v.size()) * kEps * absolute + least_error();
      if (curvature + error < 0) result.push_back({Vector(v.begin(), v.end()), curvature, error});
    }
    return result;
  }

  // Where rounding isn't measured it is taken relative to ‖Hv‖, which says too little of v in the kernel of H.
  double least_error() const {
    const double relative = at_.objective().traits().relative_error;
    return std::min(relative * largest_magnitude(values_), eigenvalue_error(values_));
  }

  EscapeRoute search(const Candidate& candidate) {
    const LineSearch found = search_line(at_, candidate.direction, loss_error_, floor_, context_);
    EscapeRoute route;
    route.eigenvalue = candidate.curvature;
    route.bound = candidate.error;
    route.direction = candidate.direction;
    if (found.step < 0) scale(-1, route.direction);
    route.step = std::abs(found.step);
    route.predicted_decrease = found.predicted_decrease;
    route.predicted_by = found.predicted_by;
    route.predicted_step = std::abs(found.predicted_step);
    route.measured_decrease = found.decrease;
    route.loss_after = found.loss;
    route.worth = floor_.value ? std::min(found.decrease, at_.value() - *floor_.value) : found.decrease;
    return route;
  }

  const Linearization& at_;
  std::span<const double> values_;
  ConstBlock vectors_;
  const Floor& floor_;
  Context& context_;
  double loss_error_, gradient_error_;
};

// What is left of the gradient where nothing curves down (escape.h: "as good as zero").
bool gradient_is_nothing(const Objective& objective, const Linearization& at, const DenseSpectrum& spectrum,
                         double gradient_error, Context& context) {
  if (norm(at.gradient()) <= gradient_error) return true;
  const Vector parts = spectrum.parts(at.gradient(), context);
  double gain = 0, step = 0, band = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double lambda = std::abs(spectrum.values()[i]), square = parts[i] * parts[i];
    if (lambda > spectrum.bound()) {
      gain += 0.5 * square / lambda;
      step += square / (lambda * lambda);
    } else {
      band += square;
    }
  }
  if (const Anatomy* anatomy = objective.anatomy()) {
    return gain + std::sqrt(band) * std::max(1.0, norm(at.theta())) <= kNothing * anatomy->stake();
  }
  return std::sqrt(step) <= kShortNewtonStep &&
         std::sqrt(band) <= 10 * gradient_error + kShortNewtonStep * spectrum.bound();
}

class Walk {
 public:
  Walk(const Objective& objective, const EscapeOptions& options, Context& context)
      : objective_(objective),
        options_(options),
        context_(context),
        floor_(objective.floor()),
        dense_(options.dense && 16.0 * static_cast<double>(objective.size()) * static_cast<double>(objective.size()) <=
                                    static_cast<double>(context.memory)) {}

  Escape from(std::span<const double> theta) {
    result_.theta.assign(theta.begin(), theta.end());
    result_.seed = context_.seed;
    result_.engine = objective_.traits().engine;
    start();
    try {
      while (result_.stopped.empty()) round();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
      stop("interrupted", fmt::format("stopped on request; rounds done: {}. The weights are those of the last one.",
                                      result_.rounds.size()));
    }
    result_.gradient_equivalents = objective_.spent();
    return std::move(result_);
  }

 private:
  void start() {
    result_.loss_before = result_.loss = objective_.value(result_.theta, context_);
    if (std::isfinite(result_.loss) && all_finite(result_.theta)) return;
    throw Error(ErrorKind::numerical,
                fmt::format("the loss at the start is {}: there is no way down from it.", result_.loss), {},
                "Begin from finite weights.");
  }

  void round() {
    if (result_.rounds.size() == options_.rounds) {
      return stop("budget", fmt::format("rounds done: {} of {}.", options_.rounds, options_.rounds));
    }
    context_.throw_if_stopped();
    context_.report("escape rounds", static_cast<double>(result_.rounds.size()), static_cast<double>(options_.rounds));
    const auto at = objective_.linearize(result_.theta, context_);
    const Rounding rounding = at->rounding(ConstBlock(nullptr, at->size(), 0), context_);
    lowest_seen_ = 0;
    const bool products = !(dense_ && options_.dense_first && result_.rounds.empty());
    const std::optional<EscapeRoute> route = products ? krylov_route(*at, rounding) : std::nullopt;
    if (route && route->step > 0) return take(*at, *route);
    if (dense_) return dense_round(*at, rounding);
    if (held_by_kink(*at, rounding)) return;
    route ? no_decrease(*at, *route) : nothing_seen(*at, rounding);
  }

  // The lowest Ritz pairs of a Krylov space with a random start: at a multiple λmin a random vector of its eigenspace.
  // Cheap, but silent about what it doesn't find: only the dense Hessian says that nothing curves down.
  std::optional<EscapeRoute> krylov_route(const Linearization& at, const Rounding& rounding) {
    if (dense_ && at.size() <= kKrylovSteps) return std::nullopt;
    const std::size_t most = dense_ ? kKrylovSteps : affordable_steps();
    RandomStream random = context_.random("escape: Krylov start", result_.rounds.size());
    Vector start(at.size());
    for (double& entry : start) entry = random.normal();
    const HessianOperator H(at);
    Lanczos lanczos(H, start, context_);
    RitzPairs ritz;
    while (lanczos.steps_taken() < most && !lanczos.exhausted()) {
      lanczos.steps(std::min(kKrylovCheck, most - lanczos.steps_taken()), context_);
      ritz = lanczos.ritz();
      if (ritz.values.front() < 0 && ritz.residuals.front() <= kRitzResidual * -ritz.values.front()) break;
    }
    const std::size_t count = std::min(kKrylovPairs, ritz.values.size());
    if (count > 0) lowest_seen_ = ritz.values.front();
    if (count == 0 || ritz.values.front() >= 0) return std::nullopt;
    const Matrix vectors = lanczos.ritz_vectors(0, count);
    return escape_route(at, ritz.values, vectors, rounding, floor_, context_);
  }

  std::size_t affordable_steps() const {  // half of the memory for the basis
    const std::size_t fit = context_.memory / 2 / (8 * objective_.size());
    return std::clamp(fit, kKrylovCheck, kKrylovAlone);
  }

  void dense_round(const Linearization& at, const Rounding& rounding) {
    const DenseSpectrum spectrum(dense_hessian(at, context_).H, context_);
    const Matrix vectors = spectrum.vectors(escape_range(spectrum.values()), context_);
    const std::optional<EscapeRoute> route = escape_route(at, spectrum.values(), vectors, rounding, floor_, context_);
    if (route && route->step > 0) return take(at, *route);
    if (held_by_kink(at, rounding)) return;
    route ? no_decrease(at, *route) : nothing_curves_down(at, spectrum, rounding);
  }

  void take(const Linearization& at, const EscapeRoute& route) {
    verdict_.clear();
    keep(at, {route.eigenvalue, route.step, at.value(), route.predicted_decrease, route.measured_decrease,
              route.predicted_by});
    axpy(route.step, route.direction, result_.theta);
    result_.loss = route.loss_after;
  }

  void nothing_curves_down(const Linearization& at, const DenseSpectrum& spectrum, const Rounding& rounding) {
    const double g = norm(at.gradient());
    const std::string lowest = fmt::format("no eigenvalue is certainly negative (the lowest is {:.3g})",
                                           spectrum.values().empty() ? 0.0 : spectrum.values().front());
    if (gradient_is_nothing(objective_, at, spectrum, rounding.gradient, context_)) {
      if (options_.higher_orders && to_lower_point(at, rounding)) return;
      return stop("second_order_stationary",
                  fmt::format("{} and the gradient's norm, {:.3g}, is as good as zero: no way down of first or second "
                              "order is left.{}",
                              lowest, g, verdict_));
    }
    if (const std::string silent = silent_layer(at); !silent.empty()) {
      return stop("no_negative_curvature",
                  fmt::format("{}, and {}: the gradient ({:.3g}) that is left belongs to what lies behind them, and "
                              "moving that alone gains little. Start again; diagnose says from what.",
                              lowest, silent, g));
    }
    stop("no_negative_curvature",
         fmt::format("{}, but the gradient isn't zero ({:.3g}): train on from here.", lowest, g));
  }

  // On a kink what derivatives say of a round isn't kept.
  void keep(const Linearization& at, EscapeRound round) {
    const Kink kink = objective_.kink(at.theta(), context_);
    if (kink.known && kink.on) {
      round.eigenvalue.reset();
      round.predicted_decrease.reset();
      round.predicted_by = "kink";
    }
    result_.rounds.push_back(std::move(round));
  }

  // On a kink no sign of the Hessian says whether a way down is left.
  bool held_by_kink(const Linearization& at, const Rounding& rounding) {
    const Kink kink = objective_.kink(at.theta(), context_);
    if (!kink.known || !kink.on) return false;
    if (options_.higher_orders && to_lower_point(at, rounding)) return true;
    stop("kink", fmt::format("the point lies on a kink ({}), where derivatives jump: they prove nothing here, and no "
                             "point tried along the directions they give has a loss below {:.6g} by more than "
                             "rounding.{} Move the point off it.",
                             kink.where, at.value(), verdict_));
    return true;
  }

  // "all 16 relu units of layer 0 are dead"; empty where no layer is.
  std::string silent_layer(const Linearization& at) {
    if (!objective_.anatomy()) return {};
    for (const LayerActivity& layer : objective_.anatomy()->activity(at.theta(), context_)) {
      if (layer.units == 0 || layer.dead < layer.units) continue;
      if (layer.units == 1) return fmt::format("the one {} unit of layer {} is dead", layer.activation, layer.name);
      return fmt::format("all {} {} units of layer {} are dead", layer.units, layer.activation, layer.name);
    }
    return {};
  }

  // To the lower point that the verdict's search of higher order found, if its loss is measured to be lower here.
  bool to_lower_point(const Linearization& at, const Rounding& rounding) {
    const DenseHessian hessian = dense_hessian(at, context_);
    const Classification found = classify(at, hessian.H, hessian.asymmetry, {}, context_);
    verdict_ = fmt::format(" The verdict here: {}.", spoken(found.verdict.kind));
    if (!found.verdict.witness) return false;
    const Witness& witness = *found.verdict.witness;
    const double loss = objective_.value(plus(at.theta(), witness.radius, witness.direction), context_);
    const double growth = at.value() != 0 ? std::max(1.0, std::abs(loss / at.value())) : 1;
    if (!(loss < at.value() - (1 + growth) * rounding.value)) return false;
    Vector Hv(at.size());
    at.apply(ConstBlock(witness.direction), Block(Hv), context_);
    keep(at, {dot(witness.direction, Hv), witness.radius, at.value(), std::nullopt, at.value() - loss, "higher order"});
    axpy(witness.radius, witness.direction, result_.theta);
    result_.loss = loss;
    return true;
  }

  void nothing_seen(const Linearization& at, const Rounding& rounding) {
    const double g = norm(at.gradient());
    stop("no_negative_curvature",
         fmt::format(
             "Hessian-vector products from a random start found no direction that curves down beyond doubt (the "
             "lowest Ritz value is {:.3g}). That proves nothing: every sign takes the dense Hessian, {:.3g} GiB. "
             "{}",
             lowest_seen_, 16 * std::pow(static_cast<double>(at.size()), 2) / 0x1p30,
             g <= rounding.gradient ? fmt::format("The gradient, {:.3g}, is zero to rounding.", g)
                                    : fmt::format("The gradient isn't zero ({:.3g}): train on from here.", g)));
  }

  void no_decrease(const Linearization& at, const EscapeRoute& route) {
    stop("no_decrease",
         fmt::format("the curvature {:.3g} is certainly negative, but no point along it, either way and at "
                     "any length tried, has a loss below {:.6g} by more than rounding.",
                     route.eigenvalue, at.value()));
  }

  void stop(std::string reason, std::string why) {
    result_.stopped = std::move(reason);
    result_.why = std::move(why);
  }

  const CountedObjective objective_;
  const EscapeOptions& options_;
  Context& context_;
  const Floor floor_;
  const bool dense_;  ///< whether the dense Hessian may be formed
  double lowest_seen_ = 0;  ///< lowest Ritz value of this round
  std::string verdict_;  ///< of the point where higher orders were asked last, a sentence
  Escape result_;
};

}  // namespace

IndexRange escape_range(std::span<const double> values) {
  return {0, std::min(values.size(), std::max(kEscapeDirections, copies_of_lowest(values) + kEscapeDirections))};
}

std::optional<EscapeRoute> escape_route(const Linearization& at, std::span<const double> values, ConstBlock vectors,
                                        const Rounding& rounding, const Floor& floor, Context& context) {
  if (vectors.columns() > values.size() || vectors.rows() != at.size()) {
    throw_internal("escape_route gets one eigenvalue a column and vectors as long as theta");
  }
  if (values.empty() || values.front() >= 0) return std::nullopt;
  return Router(at, values, vectors, rounding, floor, context).run();
}

void EscapeOptions::validate() const {
  if (rounds == 0) throw_bad_input("at least one round is needed.", "--rounds 0", "The default is 10.");
}

Escape escape(const Objective& objective, std::span<const double> theta, const EscapeOptions& options,
              Context& context) {
  options.validate();
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is nothing to escape from.");
  return Walk(objective, options, context).from(theta);
}

}  // namespace saddlescope
