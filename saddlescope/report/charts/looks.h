// What the charts of results share: how each verdict looks, axes of losses, words for points.
#pragma once

#include <string>
#include <vector>

#include "saddlescope/report/chart.h"
#include "saddlescope/report/language.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope::report {

/// Critical points are filled, what isn't one is hollow. Kinds that look alike share their words.
struct VerdictLook {
  std::string words;
  Colour colour = Colour::faint;
  bool hollow = false;
  int order = 0;  ///< of legends: saddles first
};
VerdictLook look_of(VerdictKind kind, Language language);

/// Of things without an order of their own, the n-th's.
Colour colour_number(std::size_t n);
Shape shape_number(std::size_t n);

/// "3 negative, 10 flat, 262 positive"; of an incomplete count lower bounds.
std::string inertia_words(const Inertia& inertia, Language language);

/// The problem in a few words for a title: the formula, or model and data.
std::string problem_words(const ProblemSummary& problem, Language language);

/// The i-th coordinate's name.
std::string variable_name(const ProblemSummary& problem, std::size_t i);

}  // namespace saddlescope::report
