// The text of `spectrum`: made from fixed results, kept beside the test. A change of wording is seen, read and accepted
// (SADDLESCOPE_ACCEPT=1), never by accident.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/report/examples.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

TEST(SpectrumText, IsTheKeptText) {
  SpectrumAnswer a;
  a.problem.parameters = 275;
  a.problem.description = "mlp:13-16-3:tanh";
  a.problem.data = "wine";
  a.problem.weights = "initialized: pytorch, seed 0";
  a.loss = 1.1971254;
  a.gradient_norm = 1.024;
  a.spectrum.method = "matrix-free";
  a.spectrum.lowest = {-1.193, 8.7e-10};
  a.spectrum.highest = {1.386, 1.2e-13};
  a.spectrum.inertia = Inertia{25, 0, 26, 8.5e-14, false};
  a.spectrum.hessian_vector_products = 520;
  a.spectrum.unseen = {true, -1.223, 1.416, 1e-3};
  a.why = "What it rests on.";
  SpectrumAnswer ends = a, density = a, none = a;
  ends.which = "both";
  ends.pairs = {{-1.193, 9.2e-14}, {-1.179, 1e-13}, {1.386, 8.7e-14}};
  expect_golden("spectrum_ends.txt", to_text(ends));
  density.which = "density";
  density.density = Density{{-1.386, -0.1, 0.1, 1.386}, {29.5, 205.25, 40.25}, {2.5, 4.75, 2.6}, 10, 50};
  density.signs = {{0.1, {29.5, 2.5, 29.03, 32.9}, {40.25, 2.6, 39.08, 41.09}}};
  expect_golden("spectrum_density.txt", to_text(density));
  EXPECT_EQ(to_text(density).find("Interrupted"), std::string::npos);
  density.interrupted = true;
  EXPECT_NE(to_text(density).find("\n  Interrupted: what was found until then stands. What it rests on.\n"),
            std::string::npos);
  density.density = Density{{-9, -3, -2, -1, 1, 2, 3}, {1.5, 0, 0, 270, 0, 0}, {0.5, 0, 0, 2, 0, 0}, 10, 50};
  const std::string joined = to_text(density);  // what is empty is said once
  EXPECT_NE(joined.find("\n          -9          -3         1.5     0.5\n"
                        "          -3          -1           0       0\n"
                        "          -1           1         270       2  ██████████████████████████████\n"
                        "           1           3           0       0\n"),
            std::string::npos)
      << joined;
  none.which = "both";
  none.interrupted = true;
  none.spectrum = {};
  none.spectrum.lowest = none.spectrum.highest = {kNaN, kNaN};
  expect_golden("spectrum_interrupted.txt", to_text(none));
}

// All eigenvalues: one by one where they are few, by sign and decade where they are many; zeros are no problem.
TEST(SpectrumText, ListsAllEigenvalues) {
  SpectrumAnswer a;
  a.which = "all";
  a.spectrum.method = "exact";
  a.spectrum.complete = true;
  a.problem.parameters = 5;
  a.spectrum.eigenvalues = {-2, -0.0, 0, 0, 1e-9};
  expect_golden("spectrum_few.txt", to_text(a));
  a.spectrum.eigenvalues.clear();
  for (int i = -15; i <= 15; ++i) a.spectrum.eigenvalues.push_back(i < 0 ? -std::pow(10.0, -i - 12) : i * i * i);
  std::sort(a.spectrum.eigenvalues.begin(), a.spectrum.eigenvalues.end());
  a.problem.parameters = 31;
  expect_golden("spectrum_many.txt", to_text(a));
  a.spectrum.eigenvalues.assign(100, 0);
  EXPECT_NE(to_text(a).find("(100 times)"), std::string::npos);
}

}  // namespace
}  // namespace saddlescope
