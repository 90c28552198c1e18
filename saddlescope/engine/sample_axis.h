// Are samples independent of one another? Proved from the graph's ops alone, for nodes marked with the axis along which
// they count samples (the pre-activations of dense layers, dense_layers.h).
//
// Every node gets one of four statements about its dependence on the marked nodes, each implying what it takes for
// ∂²(node)/∂(marked at sample n)∂(marked at sample n') = 0, n ≠ n':
//   fixed     doesn't depend on them
//   separate  its entry of index n along `axis` depends on them at sample n alone
//   summed    every entry is a sum over n of terms that depend on them at sample n alone (times and plus fixed things)
//   mixed     none of these could be proved
// Pointwise ops keep `separate`, sums along the axis and products that contract it lead to `summed`, which linear maps
// with fixed coefficients keep; anything nonlinear on a sum over samples (batch statistics) is `mixed`. An op for which
// sample_axis.cpp has no rule is `mixed`: a new op can only make the proof fail, never wrong.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "saddlescope/engine/graph.h"

namespace saddlescope::engine {

struct SampleDependence {
  enum class Kind { fixed, separate, summed, mixed };
  Kind kind = Kind::fixed;
  std::size_t axis = 0;  ///< of `separate`

  static SampleDependence along(std::size_t axis) { return {Kind::separate, axis}; }
  static SampleDependence sum() { return {Kind::summed, 0}; }
  static SampleDependence mix() { return {Kind::mixed, 0}; }
  friend bool operator==(const SampleDependence&, const SampleDependence&) = default;
};

/// Statements for the nodes `order` (ascending, closed under operands) where the nodes of `marked` count samples along
/// the given axis. A marked node must itself come out fixed or separate along its axis (disregarding its mark): where
/// it doesn't, its entry here is `mixed`.
std::unordered_map<NodeId, SampleDependence> sample_dependence(const Graph& graph, const std::vector<NodeId>& order,
                                                               const std::unordered_map<NodeId, std::size_t>& marked);

}  // namespace saddlescope::engine
