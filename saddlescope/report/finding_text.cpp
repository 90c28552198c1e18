// The text of `find`.
#include "saddlescope/report/finding_text.h"

#include <fmt/format.h>

#include "saddlescope/report/text.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kNamedVariables = 6;

// A gradient at the tolerance doesn't make a critical point: whether it is one, the verdict says.
std::string critical_headline(const Finding& f, const std::string& after, const std::string& where) {
  const VerdictKind kind = f.points.empty() ? VerdictKind::undetermined : f.points.front().verdict.kind;
  if (kind == VerdictKind::not_critical || kind == VerdictKind::gradient_flat) {
    return fmt::format("The gradient fell to the tolerance {}, but this is no critical point: {}", after, where);
  }
  if (!f.points.empty() && kind == VerdictKind::undetermined) {
    return fmt::format("The gradient fell to the tolerance {}; what is there stays open: {}", after, where);
  }
  return fmt::format("A critical point {}: {}", after, where);
}

// Nor does one above it make none.
std::string elsewhere_headline(const Finding& f, const std::string& after, const std::string& where) {
  const VerdictKind kind = f.points.empty() ? VerdictKind::undetermined : f.points.front().verdict.kind;
  const bool none = kind == VerdictKind::not_critical || kind == VerdictKind::gradient_flat;
  if (none) return fmt::format("No critical point {}: {}", after, where);
  const bool open = kind == VerdictKind::undetermined || kind == VerdictKind::no_negative_curvature_found;
  if (open) return fmt::format("Not settled {}: {}", after, where);
  return fmt::format("A critical point by the verdict, above the tolerance {}: {}", after, where);
}

std::string headline(const Finding& f) {
  const FinderRun& run = *f.run;
  const std::string after = fmt::format(
      "after {} of {}", run.iterations == 0 ? "0 iterations" : counted(run.iterations, "iteration"), run.finder);
  const std::string where = fmt::format("loss {}, gradient norm {}.", precise(run.loss), number(run.gradient_norm));
  if (run.stop.reason == StopReason::interrupted) return fmt::format("Interrupted {}: {}", after, where);
  if (run.stop.reason == StopReason::converged) return critical_headline(f, after, where);
  if (run.end != FinderEnd::gradient_flat) return elsewhere_headline(f, after, where);
  return fmt::format(
      "Gradient-flat {}, no critical point: {} The gradient lies where the loss hardly curves, and "
      "every finder of this kind stalls there.",
      after, where);
}

std::string run_rows(const FinderRun& run) {
  std::string text = row("Stopped", run.stop.why);
  if (run.gradient_flatness && run.end != FinderEnd::critical_point)
    text += row("Flatness", "‖Hg‖/(‖H‖‖g‖) = " + number(*run.gradient_flatness));
  return text + row("Cost", fmt::format("{} gradient equivalents", number(run.gradient_equivalents)));
}

std::string point_rows(const Finding& f, const FoundPoint& p) {
  std::string text;
  if (!p.at.empty() && p.at.size() <= kNamedVariables) text += row("Point", named(f.problem, p.at));
  text += row("Verdict", fmt::format("{}. {}", kind(p.verdict), p.verdict.why));
  if (p.inertia) text += row("Signs here", signs(*p.inertia));
  if (p.nearby && p.inertia && p.nearby->within > 0) {
    text += row("Nearby", signs(p.nearby->inertia) + ", of " + reach(*p.nearby, p.verdict.kind));
  }
  return text;
}

}  // namespace

std::string kind(const Verdict& verdict) { return spoken(verdict.kind) + (verdict.certified ? " (certified)" : ""); }

std::string reach(const Nearby& nearby, VerdictKind kind) {
  const std::string within = number(nearby.within);
  return is_critical(kind) ? "the critical point within " + within
                           : "a critical point within " + within + ", if there is one";
}

std::string named(const ProblemSummary& problem, const std::vector<double>& at) {
  if (problem.variables.size() != at.size()) return vector(at);
  if (at.size() == 1) return problem.variables[0] + " = " + number(at[0]);
  std::string names = "(";
  for (std::size_t i = 0; i < at.size(); ++i) names += (i ? ", " : "") + problem.variables[i];
  return names + ") = " + vector(at);
}

std::string to_text(const Finding& f, const std::string& there) {
  std::string text;
  if (f.box) text += box_text(f);
  if (f.run) text += folded(headline(f), 0) + "\n";
  if (f.run && !f.points.empty()) text += point_rows(f, f.points.front());
  if (f.run) text += run_rows(*f.run);
  if (!f.weights.empty()) text += row("Weights", f.weights);
  if (f.run && f.weights.empty() && f.problem.parameters > kListedParameters) {
    text += row("Weights", "not kept: -o FILE keeps them");
  }
  const std::string why = std::string(interruption(f.box && f.interrupted)) + f.why;
  if (!why.empty()) text += "\n" + folded(why, 0);
  if (!there.empty()) text += "\nAll about that point:\n  saddlescope diagnose " + there + "\n";
  return text;
}

}  // namespace saddlescope::report
