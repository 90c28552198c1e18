// Training on batches of B < N samples, as people do it:
//   step k = 0, 1, …: epoch e = ⌊k/S⌋, S = ⌈N/B⌉; batch k mod S of the samples in the order that Fisher and Yates make
//   of 0 … N − 1 with RandomStream(seed, "batches", e); the last of an epoch takes what is left
//   (torch.utils.data.DataLoader with shuffle=True, drop_last=False). A first-order method moves by ∇L_B.
//
// The loss of a batch is never called the loss. Loss and gradient are those of the whole data set, measured at the
// start, after epochs 1, 2, 3, 4, then after every fourth, and at the end: beyond the fourth epoch a quarter on top of
// the batches' own cost, at most. History and stop tests know measured iterates alone:
//   converged  the loss is at its floor; or the gradient is within the tolerance asked for; or it is zero to rounding
//   and
//              so is that of every batch: noise leads out of a point where only their mean is zero
//   stalled    the mean of measured losses, four epochs apart, over at least the N steps of --stall and eight of them, is
//              lower than that of as many before by too little, two standard errors of the difference added, and so is
//              the lowest
// A run that isn't finite any more answers with the last measured iterate.
#pragma once

#include <string_view>
#include <vector>

#include "saddlescope/optimize/run.h"

namespace saddlescope {

/// Which samples a step takes.
class Batches {
 public:
  Batches(std::size_t samples, std::size_t batch_size, std::uint64_t seed);

  std::size_t per_epoch() const { return per_epoch_; }  ///< S
  /// The batch of `step`; valid until the next call.
  std::span<const std::size_t> at(std::size_t step);

 private:
  void shuffle(std::size_t epoch);

  std::size_t batch_size_, per_epoch_;
  std::uint64_t seed_;
  std::vector<std::size_t> order_;
  std::optional<std::size_t> epoch_;  // whose order it is
};

class BatchRun final : public Run {
 public:
  /// The objective has samples, the method is of first order, B < N.
  BatchRun(const Objective& objective, const MinimizeOptions& options, const TrainingObserver& observer,
           Context& context);

 private:
  Vector& iterate() override { return theta_; }
  void begin() override { theta_ = point_.theta; }
  void record(bool checkpoint) override;
  std::optional<Stop> stop_test() override;
  std::optional<Stop> step() override;
  void last_look(Stop& stop) override;
  void state(StateArchive& archive) override;

  bool due() const;
  bool measure(Context& context);
  std::optional<Stop> zero_everywhere(std::optional<Stop> stop);
  std::optional<Stop> gone(std::string_view what);

  const Samples& samples_;
  FirstOrderOptimizer& method_;
  Batches batches_;
  Vector theta_, g_;  // the iterate; the gradient of its batch
  std::size_t measured_step_ = 0;  // whose loss and gradient point_ holds
  double batch_sum_ = 0;  // losses of the batches since then
  std::size_t batch_count_ = 0;
};

}  // namespace saddlescope
