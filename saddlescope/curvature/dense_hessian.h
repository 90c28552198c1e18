// The dense Hessian of any objective at a point, with what its symmetry says of its error.
//
// From the objective's own method, Linearization::hessian: P products in blocks, made symmetric, unless it has a better
// one. Rounding of the evaluation itself is Linearization::rounding's.
// Cost: 8·P² bytes; time is the objective's.
#pragma once

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

struct DenseHessian {
  Matrix H;  ///< P × P, both triangles, exactly symmetric
  double asymmetry = 0;  ///< ‖H − Hᵀ‖_F before it was made so; 0 where symmetric by construction
};

/// Throws Error(memory) naming the bytes and the flag that would do if P² doubles aren't allowed, before anything is
/// computed; Error(numerical) naming parameters if an entry isn't finite; Error(bad input) if P = 0.
DenseHessian dense_hessian(const Linearization& at, Context& context);

/// The largest ‖H·v − ∇²L(θ)·v‖ over the columns v of V: what the way H was put together in adds to the error of
/// products (an estimate of ‖E_H‖ from below, like all that is measured on vectors). Cost: a product and 2·P² flops a
/// column.
double assembly_error(const Linearization& at, ConstBlock H, ConstBlock V, Context& context);

}  // namespace saddlescope
