// Trust-region Newton with the hard case, GLTR (Gould, Lucidi, Roma & Toint 1999): θ ← θ + s,
//   s = argmin gᵀs + ½sᵀHs over ‖s‖ ≤ Δ, s in a Krylov space (krylov_model.h), solved there exactly (secular.h).
// Δ begins at 0.1·max(1, ‖θ‖); ratio < ¼: Δ ← ‖s‖/4; ratio > ¾ with s on the border: Δ ← 2Δ (at most 1e4·max(1, ‖θ‖) of
// the start). Steihaug's method, which ends at the border of the first direction of negative curvature from g, takes a
// zero step at g = 0; this one finds the way out from a random start.
// What it can't do: see regularized_newton.h, which also has the cost. It needs exact products: noise of mini-batches
// makes the ratio meaningless.
#pragma once

#include "saddlescope/optimize/regularized_newton.h"

namespace saddlescope {

class TrustRegion final : public RegularizedNewton {
 public:
  void state(StateArchive& archive) override {
    RegularizedNewton::state(archive);
    archive("radius", radius_);
    archive("largest_radius", largest_);
  }

 private:
  void begin(const DiagonalModel& model, double scale) override;
  ModelStep solve(const DiagonalModel& model) const override { return minimize_in_ball(model, radius_); }
  void adapt(double ratio, const ModelStep& step) override;

  double radius_ = 0, largest_ = 0;
};

}  // namespace saddlescope
