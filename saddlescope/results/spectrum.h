// What is known of a symmetric matrix's eigenvalues.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace saddlescope {

/// Counts of eigenvalues below −tolerance, within it, above it.
struct Inertia {
  std::size_t negative = 0, flat = 0, positive = 0;
  double tolerance = 0;  ///< in units of H
  bool complete = true;  ///< false: negative and positive are lower bounds, flat isn't known (0)
  bool operator==(const Inertia&) const = default;
};

/// The interval [value − bound, value + bound] holds an eigenvalue.
struct BoundedEigenvalue {
  double value = 0, bound = 0;
};

/// Beyond these no eigenvalue lies, but for the probability. known = false: nothing can be said (too few products).
struct UnseenBounds {
  bool known = false;
  double lowest = 0, highest = 0;
  double failure_probability = 1;
};

/// What getting at the spectrum in one way costs, by the model of commands/spectrum_cost.h.
struct SpectrumCost {
  std::string method;  ///< "exact", "inertia", "matrix-free"
  double seconds = 0, bytes = 0;
};

/// How a dense Hessian is made, and the flops of either way. JSON member "spectrum.hessian".
struct HessianCost {
  std::string method = "products";  ///< "dense-layers": assembled from layers (docs/methods §8); "products": P products
  double products = 0;  ///< flops of P products
  std::optional<double> dense_layers;  ///< flops of the assembly; nothing where there are no such layers
  double flops() const { return method == "products" ? products : dense_layers.value_or(products); }
};

/// The terms of the tolerance *here* (docs/methods §2): their sum is Inertia::tolerance.
struct ToleranceTerms {
  double eigensolver = 0;  ///< P·eps·‖H‖
  double asymmetry = 0;  ///< ‖H − Hᵀ‖, 0 where symmetric by construction
  double rounding = 0;  ///< the evaluation's own rounding, another cut of the samples into chunks included
  double factorization = 0;  ///< ‖H − LDLᵀ‖ where the signs come from factorizations
};

/// JSON member "spectrum".
struct Spectrum {
  bool complete = false;  ///< every sign is counted
  std::string method;  ///< "exact", "inertia", "matrix-free"
  std::vector<double> eigenvalues;  ///< ascending; empty unless all were computed
  BoundedEigenvalue lowest, highest;  ///< NaN, null in JSON: a stop came before anything was known of them
  std::optional<Inertia> inertia;  ///< the signs here, with τ_θ
  ToleranceTerms terms;
  std::optional<double> minimum_ratio;  ///< the naive #(λ > 0)/P
  std::size_t hessian_vector_products = 0;
  std::optional<HessianCost> hessian;  ///< where the matrix was formed
  UnseenBounds unseen;  ///< where products alone were asked
  std::vector<SpectrumCost> others;  ///< what the ways not taken would cost
};

}  // namespace saddlescope
