#include "saddlescope/engine/kernels/elementwise.h"

#include "saddlescope/base/error.h"

namespace saddlescope::engine {

template <>
void elementwise<double>(const Op& op, std::size_t n, const double* x0, const double* x1, double* y) {
  std::visit(
      [&](const auto& o) {
        using O = std::decay_t<decltype(o)>;
        if constexpr (BinaryOp<O>) {
          for (std::size_t i = 0; i < n; ++i) y[i] = o.f(x0[i], x1[i]);
        } else if constexpr (ElementwiseOp<O>) {
          for (std::size_t i = 0; i < n; ++i) y[i] = o.f(x0[i]);
        } else {
          throw_internal("only an elementwise op has an elementwise kernel");
        }
      },
      op);
}

}  // namespace saddlescope::engine
