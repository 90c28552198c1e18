#include "saddlescope/report/charts/looks.h"

#include <fmt/format.h>

#include <array>

#include "saddlescope/report/letters.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {

VerdictLook look_of(VerdictKind kind, Language language) {
  const std::string words = verdict_name(kind, language);
  switch (kind) {
    case VerdictKind::saddle:
      return {words, Colour::vermilion, false, 0};
    case VerdictKind::degenerate_saddle:
      return {words, Colour::orange, false, 1};
    case VerdictKind::local_minimum:
      return {words, Colour::blue, false, 2};
    case VerdictKind::degenerate_minimum:
      return {words, Colour::sky, false, 3};
    case VerdictKind::local_maximum:
    case VerdictKind::degenerate_maximum:
      return {words, Colour::green, false, 4};
    case VerdictKind::no_negative_curvature_found:
      return {words, Colour::yellow, false, 5};
    case VerdictKind::undetermined:
      return {words, Colour::ink, false, 6};
    case VerdictKind::gradient_flat:
      return {words, Colour::purple, true, 7};
    case VerdictKind::not_critical:
      return {words, Colour::faint, true, 8};
  }
  return {};
}

Colour colour_number(std::size_t n) {
  constexpr std::array kColours{Colour::blue,   Colour::vermilion, Colour::green, Colour::purple,
                                Colour::orange, Colour::sky,       Colour::ink,   Colour::yellow};
  return kColours[n % kColours.size()];
}

Shape shape_number(std::size_t n) {
  constexpr std::array kShapes{Shape::circle, Shape::square, Shape::triangle, Shape::diamond, Shape::triangle_down};
  return kShapes[n % kShapes.size()];
}

std::string inertia_words(const Inertia& inertia, Language language) {
  if (!inertia.complete) {
    return say(language, "at least {0} negative, {1} positive",
               {std::to_string(inertia.negative), std::to_string(inertia.positive)});
  }
  return say(language, "{0} negative, {1} flat, {2} positive",
             {std::to_string(inertia.negative), std::to_string(inertia.flat), std::to_string(inertia.positive)});
}

std::string problem_words(const ProblemSummary& problem, Language language) {
  std::string words = elided(problem.description, 60);
  const std::string data = source_name(problem.data, language);
  if (!data.empty()) words += (words.empty() ? "" : ", ") + elided(data, 60);
  return words;
}

std::string variable_name(const ProblemSummary& problem, std::size_t i) {
  return i < problem.variables.size() ? elided(problem.variables[i], 40) : fmt::format("θ{}", i + 1);
}

}  // namespace saddlescope::report
