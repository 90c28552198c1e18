// Spectra's Lanczos (the library), which shares no code with ours or LAPACK.
#include <Spectra/SymEigsSolver.h>
#include <gtest/gtest.h>
#include <Eigen/Core>

#include "saddlescope/spectrum/dense.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

TEST(SecondOpinion, SpectraFindsTheSameExtremes) {
  const testing::Problem problem = testing::problem(testing::spectra().back());
  const auto P = static_cast<Eigen::Index>(problem.size());
  const Eigen::MatrixXd H = Eigen::Map<const Eigen::MatrixXd>(problem.H.data(), P, P);
  Spectra::DenseSymMatProd<double> product(H);
  Context context;
  const DenseSpectrum spectrum(problem.H, context);
  for (const auto& [rule, range] : {std::pair(Spectra::SortRule::SmallestAlge, lowest(spectrum.values(), 5)),
                                    std::pair(Spectra::SortRule::LargestAlge, highest(spectrum.values(), 5))}) {
    Spectra::SymEigsSolver<Spectra::DenseSymMatProd<double>> solver(product, 5, 60);
    solver.init();
    ASSERT_EQ(solver.compute(rule, 1000, 1e-12, Spectra::SortRule::SmallestAlge), 5);
    for (Eigen::Index i = 0; i < 5; ++i) {
      EXPECT_NEAR(spectrum.values()[range.first + static_cast<std::size_t>(i)], solver.eigenvalues()[i],
                  problem.tolerance());
    }
  }
}

}  // namespace
}  // namespace saddlescope
