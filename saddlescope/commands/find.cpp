#include "saddlescope/commands/find.h"

#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/summary.h"

namespace saddlescope {
namespace {

FoundPoint without_verdict(const FinderRun& run) {
  FoundPoint point;
  point.at = run.theta;
  point.loss = run.loss;
  point.gradient_norm = run.gradient_norm;
  point.verdict = {VerdictKind::undetermined, false, 1,
                   "Interrupted before the spectrum was there: loss and gradient alone are known."};
  return point;
}

// The point that the run ended at. Where it has a verdict, that has the last word of what the end is, and what is
// measured twice is the diagnosis's: one number for one word.
FoundPoint look(const Objective& objective, FinderRun& run, const DiagnoseOptions& options, Finding& finding,
                Context& context) {
  if (run.stop.reason == StopReason::interrupted) {
    finding.interrupted = true;
    return without_verdict(run);
  }
  try {
    const Diagnosis diagnosis = diagnose(objective, run.theta, options, context);
    finding.interrupted = diagnosis.interrupted;
    if (!finding.interrupted) {
      run.end = end_by_verdict(run.end, diagnosis.verdict.kind);
      run.gradient_flatness = diagnosis.gradient_flatness;
    }
    return found_point(run.theta, diagnosis);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    finding.interrupted = true;
    return without_verdict(run);
  }
}

}  // namespace

FoundPoint found_point(std::span<const double> theta, const Diagnosis& diagnosis) {
  FoundPoint point;
  point.at.assign(theta.begin(), theta.end());
  point.loss = diagnosis.loss;
  point.gradient_norm = diagnosis.gradient_norm;
  point.inertia = diagnosis.spectrum.inertia;
  point.nearby = diagnosis.nearby;
  point.verdict = diagnosis.verdict;
  return point;
}

Finding find(const Objective& objective, std::span<const double> theta, const FindCommandOptions& options,
             Context& context) {
  objective.require_size(theta);
  if (theta.empty())
    throw_bad_input("the objective has no parameters: there is nothing to find.", {}, "Give it at least one.");
  Vector gradient(theta.size());
  const double loss = objective.gradient(theta, gradient, context);
  require_finite(objective, theta, loss, gradient, context);
  Finding finding;
  finding.run = find_critical_point(objective, theta, options.find, context);
  finding.points.push_back(look(objective, *finding.run, options.diagnose, finding, context));
  finding.problem = summarize(objective, theta, options.problem);
  set_provenance(finding, objective, context);
  return finding;
}

Finding find(const Objective& objective, std::span<const double> theta, const FindCommandOptions& options) {
  Context context = checked_context();
  return find(objective, theta, options, context);
}

}  // namespace saddlescope
