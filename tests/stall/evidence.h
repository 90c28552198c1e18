// What a test reads out of a cause: the numbers in its sentences.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <string>
#include <vector>

namespace saddlescope::testing_stall {

/// Every number that stands in a sentence.
inline std::vector<double> numbers_in(const std::string& text) {
  static const std::regex number(R"([-+]?\d+(\.\d+)?(e[-+]?\d+)?)");
  std::vector<double> all;
  for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
    all.push_back(std::stod(it->str()));
  }
  return all;
}

/// The sentence states this number, to the digits it prints.
inline void expect_states(const std::string& text, double expected, double relative = 6e-3) {
  const auto near = [&](double x) { return std::abs(x - expected) <= relative * std::abs(expected); };
  EXPECT_TRUE(std::ranges::any_of(numbers_in(text), near)) << expected << " isn't in: " << text;
}

}  // namespace saddlescope::testing_stall
