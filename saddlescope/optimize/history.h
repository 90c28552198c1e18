// The course of a run in bounded memory: every early step, then steps 2 % apart, every checkpoint, and the last.
// Without checkpoints a million steps leave about 600 points.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/optimize/state.h"
#include "saddlescope/results/training.h"

namespace saddlescope {

class History {
 public:
  /// Keeps the point if it is due or `keep` says so.
  void add(const TrainingPoint& point, bool keep);
  /// All kept points and the last one added, steps ascending.
  std::vector<TrainingPoint> take();
  void state(StateArchive& archive);

 private:
  std::vector<TrainingPoint> points_;
  TrainingPoint last_;
  bool last_kept_ = true;
  std::size_t next_ = 0;  ///< first step due
};

}  // namespace saddlescope
