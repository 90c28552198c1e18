// The dense layers of a graph, found on the graph itself: z = W·a + b (or aᵀWᵀ + b, any transposition), where
//   - W is a parameter used exactly once, as one factor of a matrix product, and no other parameter overlaps it in θ;
//   - b, if there is one, is a parameter used exactly once, repeated along the samples and added to the product, whose
//     only use that is;
//   - samples are independent: sample_axis.h proves that the loss is a sum over n of terms that depend on the
//     pre-activations of all layers found at sample n alone.
// Then z changes with W by δz = δW·a, and derivatives by W are sums over samples of derivatives by z times activations
// (layer_hessian.h). Nothing else is asked of the graph: activations, losses, branches, other parameters are free.
//
// Where samples aren't independent, every layer upstream of the op that mixes them is left out, and only those. Of
// layers that count different numbers of samples those with most parameters are kept.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/engine/graph.h"

namespace saddlescope::engine {

struct DenseLayer {
  Value W, b;  ///< b absent: no bias
  Value a, z;  ///< the other factor, and W·a + b
  std::size_t inputs = 0, units = 0, samples = 0;  ///< d, h, n
  bool units_first = true;  ///< W is stored [h, d]; else [d, h]
  std::size_t a_sample_axis = 1, z_sample_axis = 1;  ///< 1: [d, n], [h, n]; 0: [n, d], [n, h]
};

/// In topological order: no layer's z depends on that of a later one. loss: a scalar.
std::vector<DenseLayer> dense_layers(Value loss);

/// Every value on the way from `from` to `to` is an elementwise function of it and of values that don't depend on it:
/// the Jacobian is diagonal. True where `to` doesn't depend on `from` at all.
bool elementwise_between(Value from, Value to);

/// z of layer l reaches the loss through the factor a of layer m alone, elementwise, and a is used by m alone: then all
/// that is downstream of l follows from what is downstream of m (layer_link.h).
bool is_link(const DenseLayer& l, const DenseLayer& m, Value loss);

}  // namespace saddlescope::engine
