// The problems of the table, by name; the peers read the same from files that bench_problems writes.
//   digits    64-32-32-10 tanh, cross-entropy on the built-in digits (N = 1,797, P = 3,466), PyTorch's initialization
//   wide      784-512-512-10 relu, cross-entropy on 1,024 random images (P = 669,706), the same
//   line      1-10-10-1 tanh, mse on sin(5πx)/(5πx) at N = 1,000 points (P = 141), the same
//   lecture   1-10-10-1 tanh, mse on sin(5πx)/(5πx) at N = 128 points (P = 141): networks of a census, by seed
//   small     64-16-10 tanh, cross-entropy on digits (P = 1,210): the same
//   stalled   digits' network from normal(0, 0.01) after 100 steps of gradient descent: constant outputs at ln 10, not
//             critical, as ½‖g‖²/‖H‖ alone settles
//   critical  digits' network with weight decay 0.01, trained until the gradient is zero to rounding: a local minimum
// The last two are points of diagnose's rows; training them takes some seconds, so they are kept as files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/linalg/block.h"
#include "saddlescope/network/network.h"

namespace saddlescope::bench {

inline constexpr std::size_t kDirections = 16;  // of a block of products

struct Problem {
  std::string name, title;  ///< "64-32-32-10 tanh on digits"
  std::string model, data_flag;  ///< as the command line takes them; data_flag empty where it has no such data
  double weight_decay = 0;
  DataSet data;
  std::unique_ptr<NetworkObjective> objective;
  Vector theta;  ///< where it is measured; the start of training for stalled and critical
};

/// Features in [0, 1] and classes, both random: a time doesn't depend on what is in the data.
DataSet random_samples(std::size_t N, std::size_t features, std::size_t classes);

/// Throws Error(internal) for an unknown name.
Problem make_problem(std::string_view name);
/// θ of network `seed` of a census on the problem; problem.theta is that of seed 0.
Vector start_of(const Problem& problem, std::uint64_t seed);
inline constexpr std::size_t kStarts = 32;  // networks that a peer takes at once
/// The point of `stalled` or `critical`. Costs some seconds.
Vector trained(const Problem& problem, Context& context);

/// 64-h-h-10 tanh and the like on random samples, PyTorch's initialization: for growth.
Problem random_problem(const std::string& model, std::size_t samples);

/// V(i, j) = sin(i + 1 + 0.37·j)/√P: directions that every program makes alike.
Matrix directions(std::size_t P, std::size_t columns);

/// ‖A‖_F.
double frobenius(ConstBlock A);

}  // namespace saddlescope::bench
