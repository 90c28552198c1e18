// A context that is asked to stop in the middle of work: after so many reports of progress.
#pragma once

#include <stop_token>

#include "saddlescope/base/context.h"

namespace saddlescope {

class StoppedAfter {
 public:
  explicit StoppedAfter(int reports) : left_(reports) {
    context.stop = stop_.get_token();
    context.progress = [this](const Progress&) {
      if (left_-- <= 0) stop_.request_stop();
    };
  }
  StoppedAfter(const StoppedAfter&) = delete;
  StoppedAfter& operator=(const StoppedAfter&) = delete;

  bool asked() const { return stop_.stop_requested(); }

  Context context;

 private:
  std::stop_source stop_;
  int left_;
};

}  // namespace saddlescope
