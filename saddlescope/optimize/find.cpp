#include "saddlescope/optimize/find.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/curvature/fall_along.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/optimize/finder.h"
#include "saddlescope/optimize/stop_tests.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kNormSteps = 12;  // of Lanczos, for ‖H‖
// A gradient beyond this share of ‖H‖·max(1, ‖θ‖) isn't suspected of being rounding where a method hasn't given up on
// it.
constexpr double kSuspect = 1e-8;

class Search {
 public:
  Search(const CountedObjective& objective, const FinderEntry& entry, const FindOptions& options, Context& context)
      : objective_(objective), options_(options), context_(context), finder_(entry.make()) {
    run_.finder = entry.name;
  }

  FinderRun from(std::span<const double> theta) {
    start(theta);
    if (!point_.finite()) refuse_start();
    record();
    while (!stopped()) {
      ++run_.iterations;
      record();
    }
    judge();
    return finish();
  }

 private:
  // A request to stop during a finder's own beginning leaves it none: loss and gradient there are the last iterate.
  void start(std::span<const double> theta) {
    try {
      point_ = finder_->start(objective_, theta, context_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
      Context undisturbed = context_;
      undisturbed.stop = {};
      point_ = {{theta.begin(), theta.end()}, 0, {}};
      evaluate(objective_, point_, undisturbed);
    }
  }

  // The stop tests, then a step; true where the run has ended, and run_.stop says why.
  bool stopped() {
    std::optional<Stop> stop = stop_test();
    try {
      if (!stop) stop = finder_->step(objective_, point_, context_);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) {
        stop = interrupted();
      } else if (error.kind() == ErrorKind::numerical) {
        stop = curvature_not_finite(point_, run_.iterations, error.message());
      } else {
        throw;
      }
    }
    if (stop) run_.stop = std::move(*stop);
    return stop.has_value();
  }

  std::optional<Stop> stop_test() {
    if (context_.stop_requested()) return interrupted();
    if (norm(point_.gradient) == 0) {
      return Stop{StopReason::converged, "gradient norm", 0, options_.tolerance, "the gradient is exactly zero."};
    }
    if (auto stop = gradient_below(options_.tolerance, point_)) return stop;
    if (run_.iterations < options_.iterations) return std::nullopt;
    return Stop{StopReason::budget, "iterations", static_cast<double>(run_.iterations),
                static_cast<double>(options_.iterations),
                fmt::format("{}; the gradient's norm is {:.3g}, above the {:.3g} asked for.",
                            run_.iterations == 0   ? "no iteration was allowed"
                            : run_.iterations == 1 ? "the one iteration is done"
                                                   : fmt::format("all {} iterations are done", run_.iterations),
                            norm(point_.gradient), options_.tolerance)};
  }

  Stop interrupted() const {
    return {StopReason::interrupted, "request to stop", static_cast<double>(run_.iterations), 0,
            fmt::format("stopped on request after {} iteration{}; the point is that of the last.", run_.iterations,
                        run_.iterations == 1 ? "" : "s")};
  }

  void record() {
    context_.report("finding", static_cast<double>(run_.iterations), static_cast<double>(options_.iterations));
    if (options_.history) run_.history.push_back({run_.iterations, point_.loss, norm(point_.gradient)});
  }

  // What the last iterate is. A request to stop leaves that open.
  void judge() {
    if (run_.stop.reason == StopReason::converged) {
      run_.end = FinderEnd::critical_point;
      return;
    }
    if (run_.stop.reason == StopReason::interrupted) return;
    try {
      judge_by_curvature();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) {
        run_.stop = interrupted();
      } else if (error.kind() != ErrorKind::numerical) {
        throw;
      }
    }
  }

  void judge_by_curvature() {
    const std::shared_ptr<const Linearization> at = linearization(objective_, point_, context_);
    const double g = norm(point_.gradient);
    const HessianOperator H(*at);
    const NormEstimate curvature = spectral_norm(H, kNormSteps, context_);
    const bool gave_up = run_.stop.reason != StopReason::budget;
    if (gave_up || g <= kSuspect * curvature.upper() * reach_of_a_step(*at)) {
      const double rounding = at->rounding(ConstBlock(nullptr, at->size(), 0), context_).gradient;
      if (g <= rounding) {
        run_.end = FinderEnd::critical_point;
        run_.stop = {StopReason::converged, "gradient norm against its rounding error", g, rounding,
                     fmt::format("the gradient's norm {:.3g} is within its rounding error {:.3g}.", g, rounding)};
        return;
      }
    }
    Vector direction = point_.gradient, Hu(at->size());
    for (double& entry : direction) entry /= g;  // ‖Hg‖ itself may be no number
    at->apply(direction, Block(Hu), context_);
    // By the Ritz value, which ‖H‖ is at least, not by what bounds it: a share of the norm is what is asked for.
    run_.gradient_flatness = curvature.ritz > 0 ? std::min(1.0, norm(Hu) / curvature.ritz) : 0;
    if (*run_.gradient_flatness <= kFlatness) run_.end = FinderEnd::gradient_flat;
  }

  FinderRun finish() {
    run_.loss = point_.loss;
    run_.gradient_norm = norm(point_.gradient);
    run_.theta = std::move(point_.theta);
    run_.gradient_equivalents = objective_.spent();
    run_.hessian_vector_products = objective_.count().products;
    return std::move(run_);
  }

  [[noreturn]] void refuse_start() {
    const std::string part = objective_.where_not_finite(point_.theta, context_);
    throw Error(ErrorKind::numerical,
                fmt::format("the loss or its gradient is not finite at the start{}{}.", part.empty() ? "" : ": ", part),
                {}, "Start where they are.");
  }

  const CountedObjective& objective_;
  const FindOptions& options_;
  Context& context_;
  std::unique_ptr<Finder> finder_;
  Point point_;
  FinderRun run_;
};

}  // namespace

void FindOptions::validate() const {
  if (!(tolerance >= 0) || std::isinf(tolerance)) {
    throw_bad_input("the tolerance must be a finite number, at least 0.", fmt::format("--tolerance {}", tolerance),
                    "0 means the gradient's rounding error.");
  }
}

FinderRun find_critical_point(const Objective& objective, std::span<const double> theta, const FindOptions& options,
                              Context& context) {
  options.validate();
  objective.require_size(theta);
  const FinderEntry& entry = choose_finder(options.finder, objective);
  const CountedObjective counted(objective);
  return Search(counted, entry, options, context).from(theta);
}

}  // namespace saddlescope
