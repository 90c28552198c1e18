// Adaptive cubic regularization, ARC (Cartis, Gould & Toint 2011; Nesterov & Polyak 2006): θ ← θ + s,
//   s = argmin gᵀs + ½sᵀHs + σ/3·‖s‖³, s in a Krylov space (krylov_model.h), solved there exactly (secular.h).
// σ stands for half the Lipschitz constant of H. It begins where the first step is as long as the trust region's, since
// no number fits a loss of any scale; ratio ≥ 0.9: σ ← σ/2; ratio < 0.1: σ ← 2σ.
// At g = 0 the step goes along the lowest Ritz vector, of length −θ/σ.
// What it can't do, and its cost: regularized_newton.h. Like the trust region it needs exact products.
#pragma once

#include "saddlescope/optimize/regularized_newton.h"

namespace saddlescope {

class CubicRegularization final : public RegularizedNewton {
 public:
  void state(StateArchive& archive) override {
    RegularizedNewton::state(archive);
    archive("sigma", sigma_);
  }

 private:
  void begin(const DiagonalModel& model, double scale) override;
  ModelStep solve(const DiagonalModel& model) const override { return minimize_cubic(model, sigma_); }
  void adapt(double ratio, const ModelStep& step) override;

  double sigma_ = 1;
};

}  // namespace saddlescope
