// The text of a diagnosis: headline, evidence, way out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/report/finding_text.h"
#include "saddlescope/report/stall_text.h"
#include "saddlescope/report/text.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

std::string matrix(const std::vector<std::vector<double>>& rows) {
  std::string text = "[";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += i ? ", [" : "[";
    for (std::size_t j = 0; j < rows[i].size(); ++j) text += (j ? ", " : "") + number(rows[i][j]);
    text += "]";
  }
  return text + "]";
}

std::string problem_rows(const Diagnosis& d) {
  std::string text;
  if (!d.problem.description.empty()) {
    text += row("Problem", d.problem.description + (d.problem.data.empty() ? "" : " on " + d.problem.data));
  }
  const std::string parameters = counted(d.problem.parameters, "parameter");
  if (d.problem.loss == "function") {  // a formula has no samples
    text += row("Size", parameters);
  } else if (d.problem.samples > 0) {
    text += row("Size", fmt::format("{}, {}, loss {}{}", parameters, counted(d.problem.samples, "sample"),
                                    d.problem.loss, d.problem.precision == "f32" ? ", evaluated in f32" : ""));
  }
  if (!d.problem.weights.empty()) text += row("Weights", d.problem.weights);
  if (!d.problem.at.empty() && d.problem.at.size() <= 6) text += row("Point", named(d.problem, d.problem.at));
  return text;
}

std::string gradient_row(const Diagnosis& d) {
  std::string text;
  if (d.gradient.size() > 1 && d.gradient.size() <= 6) text = vector(d.gradient) + ", ";
  text += d.gradient.size() == 1 ? number(d.gradient[0]) : "norm " + number(d.gradient_norm);
  if (d.gradient_flatness) text += fmt::format("; ‖Hg‖/(‖H‖‖g‖) = {}", number(*d.gradient_flatness));
  return row("Gradient", text);
}

std::string size_of(double bytes) {
  return bytes < 0x1p30 ? fmt::format("{:.0f} MiB", std::max(1.0, bytes / 0x1p20))
                        : fmt::format("{:.3g} GiB", bytes / 0x1p30);
}

// How the spectrum was come by, where that isn't all of it, and what the other way would cost where that is much.
std::string method_rows(const Spectrum& s) {
  constexpr double kMuch = 5;  // seconds
  std::string text;
  if ((s.method == "matrix-free" || s.method == "inertia") && !std::isnan(s.lowest.value)) {
    text += row("Bounds", fmt::format("an eigenvalue within {} of the lowest said, one within {} of the highest",
                                      number(s.lowest.bound), number(s.highest.bound)));
    if (s.unseen.known && s.unseen.failure_probability > 0) {
      text += row("Unseen",
                  fmt::format("with probability {:.6g} none below {} or above {}", 1 - s.unseen.failure_probability,
                              number(s.unseen.lowest), number(s.unseen.highest)));
    }
  }
  const bool quick = std::ranges::all_of(s.others, [](const SpectrumCost& cost) { return cost.seconds < kMuch; });
  if (s.others.empty() || (s.method == "exact" && quick)) return text;
  std::string others;
  for (const SpectrumCost& cost : s.others) {
    others += fmt::format("{}{} would take about {} and {}", others.empty() ? "" : ", ", cost.method,
                          size_of(cost.bytes), seconds(cost.seconds));
  }
  const std::string how = s.method == "inertia" ? "signs by factorization (inertia)" : s.method;
  return text + row("Spectrum", fmt::format("{}, {}; {}", how, counted(s.hessian_vector_products, "product"), others));
}

std::string eigenvalue_rows(const Diagnosis& d) {
  std::string text;
  const Spectrum& s = d.spectrum;
  if (!d.hessian.empty() && d.hessian.size() <= 4) text += row("Hessian", matrix(d.hessian));
  if (!s.eigenvalues.empty() && s.eigenvalues.size() <= 6) {
    text += row("Eigenvalues", vector(s.eigenvalues));
  } else if (!std::isnan(s.lowest.value)) {
    text += row("Eigenvalues", fmt::format("from {} to {}", number(s.lowest.value), number(s.highest.value)));
  }
  text += method_rows(s);
  if (s.inertia) {
    text += row("Signs here", signs(*s.inertia) + (d.on_kink() ? ", which prove nothing on a kink" : ""));
  }
  if (d.nearby) {
    std::string nearby = signs(d.nearby->inertia);
    if (d.nearby->within > 0) nearby += ", of " + reach(*d.nearby, d.verdict.kind);
    if (d.nearby->within > 0 || !s.inertia || !(d.nearby->inertia == *s.inertia)) text += row("Signs nearby", nearby);
  } else if (s.method != "matrix-free" && d.verdict.kind != VerdictKind::not_critical && !d.on_kink() &&
             !d.interrupted) {  // not looked for where plain
    text += row("Signs nearby", "no critical point in reach");
  }
  if (s.minimum_ratio) {
    text += row("Minimum ratio",
                fmt::format("{} (share of eigenvalues above zero, whatever their error)", number(*s.minimum_ratio)));
  }
  return text;
}

std::string layer_rows(const Diagnosis& d) {
  std::string text;
  for (const ActivityRow& layer : d.layers) {
    if (layer.dead == 0 && layer.saturated == 0) continue;
    text +=
        row("Layer " + layer.name,
            fmt::format("{} of {} {} units {}", std::max(layer.dead, layer.saturated), layer.units, layer.activation,
                        layer.dead > 0 ? "dead (derivative 0 on ≥ 99 % of the samples)"
                                       : "saturated (derivative below 1e-3 of its maximum on "
                                         "≥ 99 % of the samples)"));
  }
  return text;
}

// What the best step along certain negative curvature does. A fall too small to be seen in the losses is said alone.
std::string step_text(const Diagnosis& d, const EscapeRoute& e) {
  if (!(e.measured_decrease > 0)) {
    return "But no step along it lowered the loss by more than rounding: it is worth nothing.";
  }
  const std::string before = precise(d.loss), after = precise(e.loss_after), fall = number(e.measured_decrease);
  const std::string predicted =
      e.predicted_decrease
          ? fmt::format("predicted by the {} model{}: {}", e.predicted_by,
                        e.predicted_elsewhere() ? fmt::format(", which is lowest at {}", number(*e.predicted_step))
                                                : std::string(),
                        number(*e.predicted_decrease))
          : fmt::format("the {} model doesn't reach so far", e.predicted_by);
  std::string text = fmt::format("A step of {} along that direction lowers the loss ", number(e.step));
  text += before == after ? fmt::format("by {} ({}).", fall, predicted)
                          : fmt::format("from {} to {} (measured: {}; {}).", before, after, fall, predicted);
  const double scale = d.floor ? d.loss - *d.floor : std::abs(d.loss);
  if (d.stake && e.worth < 1e-3 * std::max(scale, 1e-300)) {
    text += fmt::format(
        " That is worth next to nothing: {} of {}.", number(e.worth),
        d.floor ? fmt::format("the {} that are left above the floor", number(scale)) : "a loss of " + number(scale));
  }
  return text;
}

// The direction taken needn't be the lowest eigenvector's, and is certain by its own error, finer than the band's.
std::string which_direction(const Diagnosis& d, const EscapeRoute& e) {
  const double band = d.spectrum.inertia ? d.spectrum.inertia->tolerance : 0;
  std::string text;
  if (not_the_lowest(d, e)) {
    text = ", v the one of the lowest eigenvectors and their sum that gains most";
  }
  if (-e.eigenvalue <= band) {
    text += fmt::format(
        "{} certain though within ±{:.2g}: rounding was measured along v alone, where it is smaller than along the "
        "noisiest direction, which sets that band for all",
        text.empty() ? "," : ";", band);
  }
  return text;
}

std::string walk_it(const Diagnosis& d) {
  return "  Walk it:        saddlescope escape " + d.problem.arguments +
         (d.layers.empty() && !d.stake ? "" : " -o out.npz") + "\n";
}

// A way that second order doesn't show: a point that lies lower.
std::string higher_order_way(const Diagnosis& d, const Witness& w) {
  std::string out =
      "\nWay out\n" + folded(fmt::format("None by curvature, but by higher order: at a distance of {} the "
                                         "loss was measured {} lower.",
                                         number(w.radius), number(w.decrease)),
                             2);
  if (!w.direction.empty() && w.direction.size() <= 6) out += row("Direction", named(d.problem, w.direction));
  if (!d.problem.arguments.empty()) out += walk_it(d);
  return out;
}

std::string way_out_on_kink(const Diagnosis& d) {
  const std::optional<Witness> way = measured_way(d);
  if (!way && d.interrupted) return "\nWay out\n" + folded(no_way_out(d, Language::english), 2);
  std::string out = "\nWay out\n" + folded(measured_way_sentence(way, Language::english), 2);
  if (!way) return out;
  if (!way->direction.empty() && way->direction.size() <= 6) out += row("Direction", named(d.problem, way->direction));
  if (!d.problem.arguments.empty()) out += walk_it(d);
  return out;
}

std::string way_out(const Diagnosis& d) {
  if (d.on_kink()) return way_out_on_kink(d);
  if (!d.escape && d.verdict.witness) return higher_order_way(d, *d.verdict.witness);
  if (!d.escape) return "\nWay out\n" + folded(no_way_out(d, Language::english), 2);
  const EscapeRoute& e = *d.escape;
  const char* how = d.problem.precision == "f32" ? "as far as f32 can tell" : "beyond doubt";
  std::string text = fmt::format("The loss curves down here {}: vᵀHv = {}{}. {}", how,
                                 with_error(e.eigenvalue, e.bound), which_direction(d, e), step_text(d, e));
  if (d.floor)
    text += fmt::format(" No way gains more than {}, the height above the floor.", number(d.loss - *d.floor));
  std::string out = "\nWay out\n" + folded(text, 2);
  if (!e.direction.empty() && e.direction.size() <= 6) out += row("Direction", named(d.problem, e.direction));
  if (!d.problem.arguments.empty() && e.measured_decrease > 0) out += walk_it(d);
  return out;
}

std::string theory_eigenvalues(const Theory& theory) {
  constexpr std::size_t kShown = 6;
  const auto one = [](const RepeatedEigenvalue& e) {
    return number(e.value) + (e.multiplicity == 1 ? "" : fmt::format(" ({} times)", e.multiplicity));
  };
  if (theory.eigenvalues.size() > kShown) {
    return fmt::format("{} different ones, from {} to {}", theory.eigenvalues.size(), one(theory.eigenvalues.front()),
                       one(theory.eigenvalues.back()));
  }
  std::string text;
  for (const RepeatedEigenvalue& e : theory.eigenvalues) text += (text.empty() ? "" : ", ") + one(e);
  return text;
}

std::string theory_text(const Diagnosis& d) {
  if (!d.theory) return {};
  const Theory& theory = d.theory->theory;
  std::string text = "\nTheory\n" + folded(theory.source + ".", 2);
  text += row("Verdict", spoken(theory.kind)) + row("Loss", precise(theory.loss));
  text += row("Signs", fmt::format("{} negative, {} flat, {} positive", theory.inertia.negative, theory.inertia.flat,
                                   theory.inertia.positive));
  if (!theory.eigenvalues.empty()) text += row("Eigenvalues", theory_eigenvalues(theory));
  return text + row("Beside ours", d.theory->why);
}

// Where the time went; of an answer that came at once nobody asks.
std::string times(const Diagnosis& d) {
  constexpr double kAtOnce = 0.5, kShare = 0.01;  // seconds; of the whole
  double total = 0;
  for (const auto& [stage, s] : d.seconds) total += s;
  if (total < kAtOnce) return {};
  std::string stages;
  for (const auto& [stage, s] : d.seconds) {
    if (s >= kShare * total) stages += (stages.empty() ? "" : ", ") + stage + " " + seconds(s);
  }
  return "\n" + folded(fmt::format("{} in all: {}.", seconds(total), stages), 0);
}

}  // namespace

std::string to_text(const Diagnosis& d) {
  std::string text = folded(verdict_sentence(d), 0) + "\n";
  text += folded(d.verdict.why + (d.verdict.certified ? " Certified: every number this rests on has a bound in f64."
                                                      : " Not certified."),
                 2);
  text += "\nEvidence\n" + problem_rows(d);
  const double floor = d.floor.value_or(d.loss);
  text += row("Loss", apart(d.loss, {floor}) + (d.floor ? ", floor " + apart(floor, {d.loss}) : ""));
  text += gradient_row(d) + eigenvalue_rows(d);
  if (d.kink_distance && std::isfinite(*d.kink_distance)) {
    text += row("Nearest kink", d.on_kink() ? "the point lies on it: derivatives jump here, and prove nothing"
                                            : fmt::format("{} away, to first order: the verdict holds up to there",
                                                          number(*d.kink_distance)));
  }
  text += layer_rows(d) + why_it_stalled(told_causes(d), d.stall_undecided) + way_out(d) + theory_text(d);
  text += times(d);
  return text;
}

}  // namespace saddlescope::report
