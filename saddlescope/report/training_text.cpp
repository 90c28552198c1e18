// The texts of `escape`, `train`, `inspect` and of a failure.
#include <fmt/format.h>

#include <algorithm>

#include "saddlescope/report/run_words.h"
#include "saddlescope/report/stall_text.h"
#include "saddlescope/report/text.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
std::string to_text(const Escape& e, const std::string& there) {
  const double gained = e.loss_before - e.loss;
  std::string text = folded(escape_sentence(e, Language::english), 0) + "\n";
  if (!e.rounds.empty()) {
    text += "  round   curvature        step    loss before     predicted      measured  by\n";
    for (std::size_t i = 0; i < e.rounds.size(); ++i) {
      const EscapeRound& r = e.rounds[i];
      const auto or_dash = [](const std::optional<double>& x) { return x ? number(*x) : std::string("-"); };
      text += fmt::format("  {:>5}  {:>10}  {:>10}  {:>13}  {:>12}  {:>12}  {}\n", i + 1, or_dash(r.eigenvalue),
                          number(r.step), precise(r.loss_before), or_dash(r.predicted_decrease),
                          number(r.measured_decrease), predicted_by(r, Language::english));
    }
    text += "\n";
  }
  text += row("Stopped", e.why.empty() ? e.stopped : e.why);
  text += row("Cost", fmt::format("{} gradient equivalents", number(e.gradient_equivalents)));
  if (!e.weights.empty()) {
    text += row("Weights", e.weights + (e.rounds.empty() ? ": those it began with, since no step was taken" : ""));
  }
  if (e.weights.empty() && e.theta.size() > kListedParameters) text += row("Weights", "not kept: -o FILE keeps them");
  if (gained > 0 && !there.empty()) text += "\nTrain on from there:\n  saddlescope train " + there + "\n";
  return text;
}

std::string to_text(const Training& t, const std::string& there) {
  const std::string batches =
      t.batch_size ? fmt::format(" on batches of {} ({} epochs)", *t.batch_size, number(t.epochs)) : "";
  std::string text =
      folded(fmt::format("{} after {} of {}{}: loss {} (from {}), gradient norm {}.", outcome(t, Language::english),
                         t.steps == 0 ? "0 steps" : counted(t.steps, "step"), t.optimizer, batches,
                         apart(t.loss, {t.loss_before}), apart(t.loss_before, {t.loss}), number(t.gradient_norm)),
             0) +
      "\n";
  text += row("Stopped", t.stop.why);
  if (t.seconds >= 0.5) text += row("Time", seconds(t.seconds));
  if (!t.weights.empty()) text += row("Weights", t.weights);
  if (t.weights.empty() && t.theta.size() > kListedParameters) text += row("Weights", "not kept: -o FILE keeps them");
  const bool came_to_rest = t.stop.reason == StopReason::stalled || t.stop.reason == StopReason::converged ||
                            t.stop.reason == StopReason::line_search_failed;
  text += why_it_stalled(t.stall, t.stall_undecided);
  if (t.interrupted && t.stop.reason != StopReason::interrupted) {
    text += "\n" + folded("Interrupted: why it stalled wasn't looked into to the end.", 0);
  }
  if (came_to_rest && !there.empty()) {
    text += "\nWhere is that? Ask at the weights it ended with:\n  saddlescope diagnose " + there + "\n";
  }
  return text;
}

std::string to_text(const Inspection& i) {
  std::string text = i.model.empty() ? "" : "--model " + i.model + "\n\n";
  std::size_t width = 4;
  for (const InspectedParameter& p : i.parameters) width = std::max(width, p.name.size());
  const bool all_alike =
      i.what == "model" || i.what == "function" || i.what == "problem";  // every parameter is one, for the same reason
  for (const InspectedParameter& p : i.parameters) {
    text +=
        fmt::format("  {:<{}}  {:<14} {}\n", p.name, width, to_string(p.shape),
                    p.why.empty() || (all_alike && p.trainable) ? p.dtype : fmt::format("{:<5}  {}", p.dtype, p.why));
  }
  for (const ListedProblem& p : i.problems) {
    text += fmt::format("{}\n{}    saddlescope diagnose --problem {}\n", p.grammar, folded(p.summary, 4), p.example);
  }
  for (const std::string& note : i.notes) text += folded(note, 0);
  for (const std::string& what : i.unsupported) text += folded("Not supported: " + what, 0);
  return text;
}

std::string to_text(const Failure& f) {
  std::string text = "saddlescope: ";
  if (!f.where.empty()) text += f.where + ": ";
  text += f.message + "\n";
  if (!f.remedy.empty()) text += f.remedy + "\n";  // not folded: it may hold a command to paste
  return text;
}

}  // namespace saddlescope::report
