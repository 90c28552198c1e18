// Filter normalization (Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets"): a random direction whose
// every filter has the length of the weights' own filter, so that pictures of networks of other scales can be compared.
//
//   d_f ← d_f·‖θ_f‖/‖d_f‖,  f: a filter, the entries of a weight that belong to one unit of its layer
//   (Parameter::unit_axis)
// As stated there, biases and all other parameters of fewer than two axes are left as they are: d = 0 on them. As an
// option they aren't: then such a parameter is one filter, as a whole. A weight that counts no units is one filter too.
// A filter whose weights are 0 gets 0.
#pragma once

#include <span>
#include <string_view>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

enum class Normalization { filters, filters_and_biases, none };

std::string_view to_string(Normalization how);
/// "filter", "filter-and-biases" or "none"; throws Error(bad input) for other names.
Normalization normalization_named(std::string_view name);

/// Filters where some parameter has two axes or more (a network), else none (a formula of variables).
Normalization usual_normalization(const Objective& objective);

/// Of `direction`, in place. parameters: in the order of θ, P entries in all; theta, direction: P. biases: whether
/// parameters of fewer than two axes are filters too, rather than 0.
void normalize_by_filters(std::span<const Parameter> parameters, std::span<const double> theta, bool biases,
                          std::span<double> direction);

}  // namespace saddlescope
