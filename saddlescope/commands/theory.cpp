#include "saddlescope/commands/theory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/report/words.h"

namespace saddlescope {
namespace {

// What was compared, by how it came out.
struct Findings {
  std::vector<std::string> agree, open, differ;
};

double largest(const Theory& theory) {
  if (theory.eigenvalues.empty()) return 0;
  return std::max(std::abs(theory.eigenvalues.front().value), std::abs(theory.eigenvalues.back().value));
}

// Theory's largest |λ| where it knows it, else ours.
double scale(const Theory& theory, const Diagnosis& found) {
  return std::max({largest(theory), std::abs(found.spectrum.lowest.value), std::abs(found.spectrum.highest.value)});
}

void compare_kind(const Theory& theory, const Diagnosis& found, Findings& out) {
  const VerdictKind kind = found.verdict.kind;
  if (kind == theory.kind) {
    out.agree.push_back("the verdict");
  } else if (kind == VerdictKind::undetermined || kind == VerdictKind::no_negative_curvature_found) {
    out.open.push_back(fmt::format("theory knows a {}; {}", spoken(theory.kind),
                                   kind == VerdictKind::undetermined
                                       ? "the evidence here doesn't decide"
                                       : "here no negative curvature was found, which proves no more"));
  } else {
    out.differ.push_back(fmt::format("theory says {}, found was {}", spoken(theory.kind), spoken(kind)));
  }
}

void compare_loss(const Theory& theory, const Diagnosis& found, Findings& out) {
  const double difference = std::abs(found.loss - theory.loss);
  const double allowed = theory.relative_error * std::max(std::abs(theory.loss), scale(theory, found));
  if (difference <= allowed) {
    out.agree.push_back("the loss");
  } else {
    out.differ.push_back(fmt::format("the loss differs by {:.2g}, more than {:.2g}", difference, allowed));
  }
}

std::string signs(const Inertia& i) { return fmt::format("({}, {}, {})", i.negative, i.flat, i.positive); }

void compare_signs(const Theory& theory, const Diagnosis& found, Findings& out) {
  const auto& inertia = found.spectrum.inertia;
  const bool all = inertia && found.spectrum.complete;
  if (!all &&
      (!inertia || (inertia->negative <= theory.inertia.negative && inertia->positive <= theory.inertia.positive))) {
    out.open.push_back("not all signs were counted");
  } else if (inertia->negative == theory.inertia.negative && inertia->flat == theory.inertia.flat &&
             inertia->positive == theory.inertia.positive) {
    out.agree.push_back("the signs");
  } else {
    out.differ.push_back(fmt::format("theory counts (negative, flat, positive) = {}, found were {}",
                                     signs(theory.inertia), signs(*inertia)));
  }
}

// The extreme ones where not all were computed.
void compare_eigenvalues(const Theory& theory, const Diagnosis& found, Findings& out) {
  if (theory.eigenvalues.empty()) return;
  std::vector<double> expected;
  for (const RepeatedEigenvalue& e : theory.eigenvalues) expected.insert(expected.end(), e.multiplicity, e.value);
  const Spectrum& s = found.spectrum;
  double difference = 0;
  const bool all = s.eigenvalues.size() == expected.size();
  if (all) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      difference = std::max(difference, std::abs(s.eigenvalues[i] - expected[i]));
    }
  } else {
    difference = std::max(std::abs(s.lowest.value - expected.front()), std::abs(s.highest.value - expected.back()));
  }
  const double allowed = std::max(s.lowest.bound, s.highest.bound) + theory.relative_error * largest(theory);
  const std::string which = !all                   ? "the extreme eigenvalues"
                            : expected.size() == 1 ? "the eigenvalue"
                                                   : fmt::format("all {} eigenvalues", expected.size());
  const std::string numbers = fmt::format("(within {:.2g}; {:.2g} is allowed)", difference, allowed);
  if (difference <= allowed) {
    out.agree.push_back(fmt::format("{} {}", which, numbers));
  } else {
    out.differ.push_back(fmt::format("{} don't agree {}", which, numbers));
  }
}

// "a, b and c".
std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  }
  return text;
}

std::string sentence(const std::string& text) { return text.empty() ? text : report::capitalized(text) + "."; }

}  // namespace

TheoryComparison compare_with_theory(const Theory& theory, const Diagnosis& found) {
  Findings out;
  compare_kind(theory, found, out);
  compare_loss(theory, found, out);
  compare_signs(theory, found, out);
  compare_eigenvalues(theory, found, out);
  TheoryComparison result{theory, Agreement::agrees, {}};
  if (!out.open.empty()) result.agreement = Agreement::open;
  if (!out.differ.empty()) result.agreement = Agreement::differs;
  for (const auto* list : {&out.differ, &out.open}) {
    for (const std::string& what : *list) result.why += sentence(what) + " ";
  }
  if (!out.agree.empty()) {
    result.why += sentence(listed(out.agree) + (out.agree.size() == 1 ? " agrees" : " agree"));
  } else {
    result.why.pop_back();
  }
  return result;
}

}  // namespace saddlescope
