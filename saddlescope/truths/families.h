// The truths, by the closed form that gives their answer; each makes the objective, the point and the theory.
#pragma once

#include <cstddef>
#include <cstdint>

#include "saddlescope/base/context.h"
#include "saddlescope/truths/ground_truth.h"
#include "saddlescope/truths/truth_name.h"

namespace saddlescope {

inline constexpr std::size_t kWidestLayer = 1024;  // of a network that a name gives

// formulas.cpp
GroundTruth lecture_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context);
GroundTruth chain_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context);
GroundTruth powers_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context);
/// A formula that stands in the table of formulas.cpp under this name.
GroundTruth named_formula_truth(std::string_view name);
// linear_network.cpp
GroundTruth two_layer_linear_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context);
// collapsed_networks.cpp
GroundTruth tanh_zero_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context);
GroundTruth dead_relu_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context);

// theory.cpp
/// Groups equal values, ascending, and counts their signs: a value within relative_error of the largest |λ| counts as 0
/// only where it is 0 exactly, as closed forms give it.
void set_eigenvalues(Theory& theory, std::vector<double> values);
/// 16·P·eps: P·eps for the eigenvalues of a rounded matrix, the rest for the rounding of θ, data and the closed form.
double closed_form_error(std::size_t P);

}  // namespace saddlescope
