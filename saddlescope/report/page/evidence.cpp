#include "saddlescope/report/page/evidence.h"

#include <fmt/format.h>

#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

bool rests(VerdictKind kind) { return kind == VerdictKind::local_minimum || kind == VerdictKind::degenerate_minimum; }

// That a critical point lies there is the verdict's to say, not the signs'.
std::string nearby_note(const Nearby& nearby, VerdictKind kind, Language language) {
  const std::string within = number(nearby.within);
  if (is_critical(kind)) {
    return nearby.within > 0 ? say(language, "Of the critical point within {0}; the verdict rests on these.", {within})
                             : say(language, "This is the critical point itself; the verdict rests on these.");
  }
  if (!(nearby.within > 0)) return say(language, "Taken at this point itself.");
  if (kind == VerdictKind::undetermined)
    return say(language, "Of a critical point within {0}, if there is one.", {within});
  return say(language, "Of a critical point within {0}, if there is one; the verdict doesn't rest on these.", {within});
}

// ‖Hg‖/(‖H‖‖g‖) has no value where g = 0 or H = 0, and none is known where nobody asked.
std::string why_no_flatness(const Diagnosis& d, Language language) {
  if (d.gradient_norm == 0) return say(language, "The gradient is zero.");
  const std::optional<Inertia>& here = d.spectrum.inertia;
  if (here && here->complete && here->negative == 0 && here->positive == 0)
    return say(language, "The Hessian is zero.");
  return say(language, "It wasn't measured.");
}

}  // namespace

Tone tone_of(const Diagnosis& d) {
  if (rests(d.verdict.kind)) return Tone::rest;
  const bool down = (d.escape && d.escape->measured_decrease > 0) || d.verdict.witness;
  if (down || d.verdict.kind == VerdictKind::not_critical) return Tone::way_out;
  return Tone::open;
}

Fact verdict_fact(const Verdict& verdict, Language language) {
  return fact(say(language, "Verdict"), verdict_name(verdict.kind, language),
              verdict.certified ? say(language, "certified") : say(language, "not certified"), "certified");
}

Fact flatness_fact(const Diagnosis& d, Language language) {
  const std::optional<double>& flatness = d.gradient_flatness;
  return fact(say(language, "Gradient-flatness"), flatness ? "‖Hg‖ / (‖H‖ ‖g‖) = " + number(*flatness) : "–",
              flatness ? std::string() : why_no_flatness(d, language), "flatness");
}

std::vector<Fact> sign_facts(const Diagnosis& d, Language language) {
  std::vector<Fact> facts;
  const std::optional<Inertia>& here = d.spectrum.inertia;
  facts.push_back(fact(say(language, "Signs here"), here ? signs(*here, language) : say(language, "not counted"),
                       d.on_kink() ? say(language, "They prove nothing on a kink.") : std::string(), "signs"));
  if (d.on_kink()) return facts;
  std::string nearby = say(language, "no critical point in reach"), note;
  if (d.nearby) {
    nearby = signs(d.nearby->inertia, language);
    note = nearby_note(*d.nearby, d.verdict.kind, language);
  }
  facts.push_back(fact(say(language, "Signs nearby"), nearby, note, "signs"));
  return facts;
}

Fact worth_fact(double worth, const Diagnosis& d, Language language) {
  return fact(
      say(language, "Worth of the way out"), number(worth),
      d.floor ? say(language, "No way gains more than {0}, the height above the floor.", {number(d.loss - *d.floor)})
              : std::string(),
      "worth");
}

std::vector<Fact> end_facts(const Spectrum& s, Language language) {
  return {{say(language, "Lowest eigenvalue"),
           "λ<sub>min</sub> = " + escaped(with_bound(s.lowest, language)),
           {},
           "hessian"},
          {say(language, "Highest eigenvalue"), "λ<sub>max</sub> = " + escaped(with_bound(s.highest, language)),
           s.unseen.known ? escaped(say(language, "With probability {0} none lies beyond [{1}, {2}].",
                                        {fmt::format("{:.6g}", 1 - s.unseen.failure_probability),
                                         number(s.unseen.lowest), number(s.unseen.highest)}))
                          : std::string(),
           "hessian"}};
}

std::string ratio_note(Language language) {
  return say(language,
             "Can mislead: zeros count against a minimum, and tiny eigenvalues take their signs from rounding. Nothing "
             "here rests on it.");
}

Fact ratio_fact(double ratio, Language language) {
  return fact(say(language, "Minimum ratio"), number(ratio), ratio_note(language), "ratio");
}

}  // namespace saddlescope::report
