// What any text must hold to, whatever it tells.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <locale>
#include <sstream>
#include <string>
#include <vector>

#include "saddlescope/report/words.h"
#include "tests/report/examples.h"
#include "tests/report/german_numbers.h"

namespace saddlescope {
namespace {

std::vector<std::string> all_texts() {
  return {to_text(saddle_of_a_formula()),
          to_text(stalled_network()),
          to_text(minimum_of_one_variable()),
          to_text(dead_units()),
          to_text(large_network()),
          to_text(Diagnosis{}),
          to_text(escaped()),
          to_text(Escape{}),
          to_text(Training{}),
          to_text(found(FinderEnd::critical_point)),
          to_text(Finding{}),
          to_text(compared()),
          to_text(Comparison{}),
          to_text(Inspection{})};
}

TEST(AnyText, HasNoMinusZeroNoTrailingBlankAndLinesOf100Columns) {
  for (const std::string& text : all_texts()) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_FALSE(line.ends_with(' ')) << line;
      EXPECT_EQ(line.find("-0,"), std::string::npos) << line;
      EXPECT_EQ(line.find("-0)"), std::string::npos) << line;
      EXPECT_EQ(line.find("-nan"), std::string::npos) << line;
      std::size_t columns = 0;
      for (const char c : line) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      const bool command = line.find("saddlescope ") != std::string::npos;  // stays in one line
      EXPECT_TRUE(command || columns <= 100) << line;
    }
  }
}

TEST(AnyText, IsTheSameUnderAForeignLocale) {
  const std::vector<std::string> expected = all_texts();
  const GermanNumbers numbers;
  const std::vector<std::string> actual = all_texts();
  EXPECT_EQ(actual, expected);
}

TEST(Words, SentencesBeginWithACapitalButNamesStay) {
  EXPECT_EQ(report::as_sentence("all 16 units"), "All 16 units");
  EXPECT_EQ(report::as_sentence("w1 is flat"), "w1 is flat");
  EXPECT_EQ(report::as_sentence("l-bfgs ended"), "l-bfgs ended");
  EXPECT_EQ(report::as_sentence(""), "");
}

TEST(Words, ACapitalIsThatOfTheFirstLetterAlone) {
  EXPECT_EQ(report::capitalized("gradient-flat"), "Gradient-flat");
  EXPECT_EQ(report::capitalized("極小值"), "極小值");
  EXPECT_EQ(report::capitalized("λ"), "λ");
  EXPECT_EQ(report::capitalized(""), "");
}

// Read back, their difference is the difference, to a twentieth, as far as f64 holds it.
TEST(Words, NumbersThatAreComparedAreToldApart) {
  for (const double c : {0.0, 1.0, -3.7, 1e6, -1e6, 1e15, 1e300}) {
    for (const double step : {0.0, 1e-12, 1e-5, 0.3, 25.0, 1e290}) {
      for (const int digits : {4, 8}) {
        const double x = c + step, y = c - 0.5 * step;
        const std::string a = report::apart(x, {y}, digits), b = report::apart(y, {x}, digits);
        EXPECT_EQ(a == b, x == y);
        EXPECT_NEAR(std::stod(a) - std::stod(b), x - y, 0.05 * std::abs(x - y)) << c << ' ' << step;
      }
    }
  }
  EXPECT_EQ(report::apart(0, {25}), "0");
  EXPECT_EQ(report::apart(2.0 / 3, {25}, 4), "0.6667");
  EXPECT_EQ(report::apart(1000000.00001, {1000000}), "1000000.00001");
  EXPECT_EQ(report::apart(1, {std::nan(""), INFINITY, 1}), "1");
}

// Minima of 10¹² + (x² − 1)² + 0.1·x: 0.2 apart, each with the rounding of 10¹², 1.2e-4.
TEST(Words, LossesOfOneListAreToldApartBeyondRounding) {
  const report::LossList list({1e12 - 0.1, 1e12 + 0.1, 1e12 + 1.0025, 1e12 + 1.0026, 7, std::nan("")});
  EXPECT_EQ(list.told(1e12 - 0.1), "999999999999.9");
  EXPECT_EQ(list.told(1e12 + 0.1), "1000000000000.1");
  EXPECT_EQ(list.told(1e12 + 1.0025), list.told(1e12 + 1.0026));
  EXPECT_EQ(list.told(7), "7");
  EXPECT_EQ(list.told(std::nan("")), "nan");
  EXPECT_EQ(report::LossList({0.123456789012}).told(0.123456789012, 4), "0.1235");
}

TEST(Words, NumbersReadWell) {
  EXPECT_EQ(report::number(-0.0), "0");
  EXPECT_EQ(report::number(-kNaN), "nan");
  EXPECT_EQ(report::precise(1.0 / 3), "0.33333333");
  EXPECT_EQ(report::counted(0, "eigenvalue"), "no eigenvalue");
  EXPECT_EQ(report::counted(1, "eigenvalue"), "1 eigenvalue");
  EXPECT_EQ(report::counted(2, "eigenvalue"), "2 eigenvalues");
  EXPECT_EQ(report::seconds(0.0123), "12 ms");
  EXPECT_EQ(report::seconds(0.9999), "1.0 s");
  EXPECT_EQ(report::seconds(59.97), "1 min 0 s");
  EXPECT_EQ(report::seconds(119.7), "2 min 0 s");
}

}  // namespace
}  // namespace saddlescope
