// The loop that every run of training shares: observe, stop tests, step, until a test says why to stop. What an iterate
// is measured by and what a step is, the two kinds of runs say: on the whole data set (minimize.cpp) and on batches
// (batch_run.h).
//
// A run is gone on with from its state, taken when an iterate has been observed and its stop tests are still to come:
// then run, restored, takes the same tests and steps to the same bits.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>

#include "saddlescope/optimize/history.h"
#include "saddlescope/optimize/minimize.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {

class Run {
 public:
  /// Keeps references. stall: the window of the stall test.
  Run(const Objective& objective, const MinimizeOptions& options, const TrainingObserver& observer, Context& context,
      LossWindow stall);
  virtual ~Run() = default;
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Training from(std::span<const double> theta);

 protected:
  virtual Vector& iterate() = 0;  ///< its θ
  virtual void begin() {}  ///< point_ is the start
  virtual void record(bool checkpoint) = 0;  ///< the iterate's losses to window and history
  virtual std::optional<Stop> stop_test() = 0;
  virtual std::optional<Stop> step() = 0;  ///< to the next iterate; ++step_
  virtual void last_look(Stop& /*stop*/) {}  ///< before the end: point_ becomes what is answered
  virtual void state(StateArchive& archive);

  bool has_learning_rate() const;
  double seconds() const;
  TrainingPoint training_point() const { return {step_, point_.loss, norm(point_.gradient), seconds(), {}}; }

  const Objective& objective_;
  const MinimizeOptions& options_;
  Context& context_;
  const Floor floor_;
  std::unique_ptr<Optimizer> optimizer_;
  LossWindow window_;
  GradientRoundingTest gradient_is_rounding_;
  History history_;
  Point point_;  ///< the last iterate evaluated on the whole data set, finite
  std::size_t step_ = 0;
  Training result_;

 private:
  std::optional<Stop> advance();
  void observe();
  NamedVectors save();
  void restore(const NamedVectors& saved);
  Training finish(Stop stop);

  const TrainingObserver& observer_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double seconds_before_ = 0;  // of the runs that this one goes on with
  bool between_steps_ = true;  // state() describes an iterate
};

}  // namespace saddlescope
