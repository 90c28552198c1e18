#include "saddlescope/curvature/hessian_operator.h"

namespace saddlescope {

void HessianOperator::apply(ConstBlock V, Block HV, Context& context) const {
  at_.apply(V, HV, context);
  products_ += V.columns();
}

}  // namespace saddlescope
