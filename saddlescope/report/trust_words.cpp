#include "saddlescope/report/trust_words.h"

#include <fmt/format.h>

#include <array>

#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kFarOut = 0.01;  // of the radius: where it is seen from farther on, that is said

}  // namespace

std::string trust_words(const TrustRadius& r, Language language) {
  if (!r.undetermined.empty()) return say(language, "undetermined");
  if (r.radius == 0) return say(language, "not at all");
  const bool late = r.from > kFarOut * r.radius;
  if (late && r.at_least) {
    return say(language, "{0} (at least; seen from {1} on)", {number(r.radius), number(r.from)});
  }
  if (late) return say(language, "{0} (seen from {1} on)", {number(r.radius), number(r.from)});
  return r.at_least ? say(language, "{0} (at least)", {number(r.radius)}) : number(r.radius);
}

std::string_view power_of_t(std::size_t j) {
  constexpr std::array<std::string_view, 5> kPowers{"1", "t", "t²", "t³", "t⁴"};
  return kPowers.at(j);
}

std::string gone_words(const TaylorLine& line, std::size_t j, Language language) {
  const double error = j < line.errors.size() ? line.errors[j] : 0;
  return error > 0 ? say(language, "gone: 0 ± {0}", {fmt::format("{:.1e}", error)}) : say(language, "gone: 0");
}

}  // namespace saddlescope::report
