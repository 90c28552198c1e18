// Conformance suite of the seam: run it on any Objective of yours.
//
//   for (const std::string& failure : check_objective(my_objective, theta)) std::cerr << failure << "\n";
//   EXPECT_THAT(check_objective(my_objective, theta), testing::IsEmpty());
//
// Each check is a claim that objective.h makes and returns a sentence where it fails, with the measured number and what
// was allowed. Truth is independent of the code checked: central differences, extrapolated; the fallbacks of
// Linearization and Objective for what is overridden; one product against another; mathematical identities. Which
// checks run follows from the traits. A point within rounding of a kink skips what needs derivatives.
//
// Proves no more than agreement at this θ in the directions drawn; choose several θ, with all signs and sizes, and
// objectives in which no parameter is without effect: a wrong derivative of what does not matter passes.
// Cost: some thousands of values, gradients and products; below P = dense_limit P of them more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/objective/objective.h"

namespace saddlescope {
namespace conformance {

struct Options {
  std::uint64_t seed = 1;  ///< of the directions drawn
  int order = 4;  ///< Taylor coefficients are checked up to this order (fallbacks know 4)
  std::size_t dense_limit = 64;  ///< the dense Hessian is checked up to this P
  std::size_t sample_limit = 256;  ///< sample by sample only up to so many
  int threads = 2;  ///< deterministic objectives give the same bits with so many
};

}  // namespace conformance

/// What `objective` fails to hold of objective.h at theta, a sentence each; empty if all is well.
std::vector<std::string> check_objective(const Objective& objective, std::span<const double> theta,
                                         const conformance::Options& options = {});

}  // namespace saddlescope
