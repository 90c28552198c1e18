// The whole exact Hessian of a sum over chunks: entries between parameters of dense layers by assembly
// (layer_hessian.h), the columns of all other parameters by products with unit vectors, which give the rows as well.
//
// Proves symmetry where it is by construction, and says the rest: the asymmetry between the other parameters, which is
// averaged away. Cost: LayerHessian::flops and a product for each other parameter.
#pragma once

#include "saddlescope/engine/chunks.h"
#include "saddlescope/engine/layer_hessian.h"

namespace saddlescope::engine {

/// H = Σ ∂²/∂θ² at θ, P × P, both triangles, exactly symmetric. `layers`: of the terms with samples; `diagonal` is what
/// all other terms add to the diagonal (½λ‖θ‖²: λ). `products`: directional outputs H·V of all terms, in the order of
/// θ.
/// Returns ‖H − Hᵀ‖_F before it was made symmetric.
template <class T>
double exact_hessian(const BasicLayerHessian<T>& layers, double diagonal, const BasicLinearizedSum<T>& products,
                     std::span<const double> theta, Block H, Context& context);

}  // namespace saddlescope::engine
