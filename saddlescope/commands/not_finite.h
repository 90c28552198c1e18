// A point at which the loss or its gradient isn't finite: nothing about its neighbourhood can be said.
#pragma once

#include <span>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// Exit 4; the document of the failure carries the cause.
class NotFinite : public Error {
 public:
  explicit NotFinite(StallCause cause);
  const StallCause& cause() const { return cause_; }

 private:
  StallCause cause_;
};

/// Throws NotFinite, with the cause of stall/not_finite.h, where an entry of θ, L or ∇L isn't finite.
void require_finite(const Objective& objective, std::span<const double> theta, double loss,
                    std::span<const double> gradient, Context& context);

}  // namespace saddlescope
