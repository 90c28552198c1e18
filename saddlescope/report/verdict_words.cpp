#include "saddlescope/report/verdict_words.h"

#include <fmt/format.h>

#include <cmath>

#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

// The first hidden layer whose units are all dead or saturated; null where there is none.
const ActivityRow* silent_layer(const Diagnosis& d) {
  for (const ActivityRow& layer : d.layers) {
    if (layer.units > 0 && (layer.dead == layer.units || layer.saturated == layer.units)) return &layer;
  }
  return nullptr;
}

std::string not_critical(const Diagnosis& d, Language language) {
  const ActivityRow* layer = silent_layer(d);
  if (verdict_tells_interruption(d)) {
    return say(language, "Not a critical point: the gradient isn't zero. Interrupted before more was known.");
  }
  if (!layer && d.stall.empty()) {
    return say(language, "Not a critical point: the gradient isn't zero, and first-order methods should still move.");
  }
  if (!layer) {
    return say(language,
               "Not a critical point: the gradient isn't zero. What keeps training from moving stands below.");
  }
  const std::string units = fmt::format("{}", layer->units);
  if (layer->dead == layer->units) {
    return say(language,
               "Not a critical point, but all {0} {1} units of a layer are dead: the gradient isn't zero, yet plain "
               "steps gain next to nothing.",
               {units, layer->activation});
  }
  return say(language,
             "Not a critical point, but all {0} {1} units of a layer are saturated: the gradient isn't zero, yet plain "
             "steps gain next to nothing.",
             {units, layer->activation});
}

// "3 directions", "at least 1 direction".
std::string directions(std::size_t n, bool complete, Language language) {
  if (language == Language::english) return (complete ? "" : "at least ") + counted(n, "direction");
  return complete ? fmt::format("{} 個方向", n) : fmt::format("至少 {} 個方向", n);
}

std::string degenerate_minimum(const Diagnosis& d, const Inertia& counts, const std::string& up, Language language) {
  if (!d.nearby) {
    return say(language,
               "Degenerate minimum: next to nothing is left to gain; which directions are flat isn't settled.");
  }
  if (counts.positive == 0) {
    return say(language, "Degenerate minimum: to second order the loss is flat along every direction.");
  }
  return say(language, "Degenerate minimum: the loss rises along {0} and is flat, to second order, along {1} more.",
             {up, fmt::format("{}", counts.flat)});
}

}  // namespace

bool verdict_tells_interruption(const Diagnosis& d) {
  if (!d.interrupted) return false;
  const bool nothing_more = d.verdict.kind == VerdictKind::not_critical && d.stall.empty() && !silent_layer(d);
  return nothing_more || d.verdict.kind == VerdictKind::undetermined;
}

std::string verdict_sentence(const Diagnosis& d, Language language) {
  const Inertia counts = d.nearby ? d.nearby->inertia : Inertia{};
  const std::string down = directions(counts.negative, counts.complete, language),
                    up = directions(counts.positive, counts.complete, language);
  switch (d.verdict.kind) {
    case VerdictKind::not_critical:
      return not_critical(d, language);
    case VerdictKind::gradient_flat:
      return say(language,
                 "Gradient-flat: no critical point, but the gradient lies where the loss hardly curves, and plain "
                 "steps gain next to nothing.");
    case VerdictKind::saddle:
      return say(language, "Saddle: a critical point from which the loss falls along {0} and rises along {1}.",
                 {down, up});
    case VerdictKind::local_minimum:
      return say(language, "Local minimum: every direction from this critical point leads up.");
    case VerdictKind::local_maximum:
      return say(language, "Local maximum: every direction from this critical point leads down.");
    case VerdictKind::degenerate_minimum:
      return degenerate_minimum(d, counts, up, language);
    case VerdictKind::degenerate_maximum:
      return say(language, "Degenerate maximum: the loss falls along {0} and is flat, to second order, along {1} more.",
                 {down, fmt::format("{}", counts.flat)});
    case VerdictKind::degenerate_saddle:
      if (d.on_kink()) {
        return say(language, "Degenerate saddle on a kink: a probe of the loss itself finds a way up and a way down.");
      }
      return say(language, "Degenerate saddle: second derivatives show no way down here, higher ones do.");
    case VerdictKind::no_negative_curvature_found:
      return say(language, "No negative curvature was found; that is no proof of a minimum.");
    case VerdictKind::undetermined:
      if (verdict_tells_interruption(d)) return say(language, "Interrupted before there was a verdict.");
      return say(language, "Undetermined: the evidence doesn't decide what this point is.");
  }
  return {};
}

std::string signs(const Inertia& inertia, Language language) {
  const std::string n = fmt::format("{}", inertia.negative), z = fmt::format("{}", inertia.flat),
                    p = fmt::format("{}", inertia.positive), tolerance = fmt::format("{:.2g}", inertia.tolerance);
  if (!inertia.complete) {
    return say(language, "at least {0} negative and {1} positive (beyond ±{2})", {n, p, tolerance});
  }
  return say(language, "{0} negative, {1} flat, {2} positive (to ±{3})", {n, z, p, tolerance});
}

std::vector<StallCause> told_causes(const Diagnosis& d) {
  std::vector<StallCause> list = d.stall;
  if (!list.empty() && list.back().cause == to_string(d.verdict.kind) && !list.back().remedy.empty()) {
    list.back().evidence = "the gradient is as good as zero, so that steps along it get nowhere.";
  }
  return list;
}

std::string no_way_out(const Diagnosis& d, Language language) {
  if (d.interrupted) return say(language, "Not looked for: interrupted before.");
  switch (d.verdict.kind) {
    case VerdictKind::local_minimum:
      return say(language, "None by a small step: every direction leads up.");
    case VerdictKind::not_critical:
      return say(language, "The gradient, which still leads down; no direction here curves down beyond doubt.");
    case VerdictKind::degenerate_saddle:
      return say(language, "None by curvature: the way down is of higher order.");
    default:
      return say(language, "None by curvature: no direction here curves down beyond doubt.");
  }
}

std::string verdict_name(VerdictKind kind, Language language) {
  switch (kind) {
    case VerdictKind::not_critical:
      return say(language, "not critical");
    case VerdictKind::gradient_flat:
      return say(language, "gradient-flat");
    case VerdictKind::saddle:
      return say(language, "saddle");
    case VerdictKind::local_minimum:
      return say(language, "local minimum");
    case VerdictKind::local_maximum:
      return say(language, "local maximum");
    case VerdictKind::degenerate_minimum:
      return say(language, "degenerate minimum");
    case VerdictKind::degenerate_maximum:
      return say(language, "degenerate maximum");
    case VerdictKind::degenerate_saddle:
      return say(language, "degenerate saddle");
    case VerdictKind::no_negative_curvature_found:
      return say(language, "no negative curvature found");
    case VerdictKind::undetermined:
      return say(language, "undetermined");
  }
  return {};
}

std::optional<Witness> measured_way(const Diagnosis& d) {
  if (!d.escape || !(d.escape->measured_decrease > 0)) return d.verdict.witness;
  return Witness{d.escape->direction, d.escape->step, d.escape->measured_decrease};
}

std::string measured_way_sentence(const std::optional<Witness>& way, Language language) {
  if (!way) return say(language, "None was found; derivatives can't say whether there is one.");
  return say(language, "As measured, since derivatives prove nothing here: at a distance of {0} the loss is {1} lower.",
             {number(way->radius), number(way->decrease)});
}

bool not_the_lowest(const Diagnosis& d, const EscapeRoute& e) {
  return std::abs(e.eigenvalue - d.spectrum.lowest.value) > d.spectrum.lowest.bound + 1e-3 * std::abs(e.eigenvalue);
}

}  // namespace saddlescope::report
