// What no evaluation in this order can go below, at the rates measured beside it (docs/methods.md §9; N samples, P
// parameters, P₁ of them in the first layer, d_l inputs of layer l with the bias's column of ones, h_l outputs):
//   value      2·N·P flops, and one evaluation of each hidden unit's activation where it is tanh
//   gradient   6·N·P − 2·N·P₁ flops, and one evaluation of each hidden unit's activation where it is tanh
//   product    12·N·P − 8·N·P₁ flops
//   Hessian    2N·(Σ_l d_l(d_l + 1)/2·h_l(h_l + 1)/2 + Σ_{l<m} P_l·P_m) flops (§8), and writing 4·P² bytes
#pragma once

#include "bench/rates.h"
#include "saddlescope/network/activations.h"
#include "saddlescope/network/spec.h"

namespace saddlescope::bench {

struct Sizes {
  double N = 0, P = 0, first_layer = 0, tanh_units = 0, hessian_flops = 0;

  Sizes(const MlpSpec& spec, std::size_t samples) : N(static_cast<double>(samples)) {
    double same = 0, pairs = 0;
    for (std::size_t l = 0; l < spec.layers(); ++l) {
      const double d = static_cast<double>(spec.sizes[l] + (spec.bias ? 1 : 0));
      const double h = static_cast<double>(spec.sizes[l + 1]);
      same += d * (d + 1) / 2 * h * (h + 1) / 2;
      pairs += P * d * h;
      P += d * h;
      if (l == 0) first_layer = P;
      if (l + 1 < spec.layers() && spec.activations[l]->name == "tanh") tanh_units += h;
    }
    hessian_flops = 2 * N * (same + pairs);
  }

  double value(const Rates& at) const { return 2 * N * P / at.gemm + N * tanh_units / at.tanh; }
  double gradient(const Rates& at) const {
    return (6 * N * P - 2 * N * first_layer) / at.gemm + N * tanh_units / at.tanh;
  }
  double product(const Rates& at) const { return (12 * N * P - 8 * N * first_layer) / at.gemm; }
  double hessian(const Rates& at) const { return hessian_flops / at.gemm + 4 * P * P / at.copy; }
};

}  // namespace saddlescope::bench
