#include "saddlescope/spectrum/bulge_chase.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <thread>
#include <vector>

#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/spectrum/band_kernels.h"

namespace saddlescope {
namespace {

constexpr std::size_t kGroup = 4;  // sweeps a worker takes down the band together
constexpr std::size_t kLag = 2;  // steps by which a sweep follows the one before
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr int kSpins = 2000;  // looks at another worker's progress before the processor is offered to others

// One sweep on its way down.
class Sweep {
 public:
  Sweep() = default;
  Sweep(Band& band, std::size_t s, SweepStore store)
      : band_(&band),
        store_(store),
        s_(s),
        first_(s + 1),
        length_(std::min(band.width(), band.size() - first_)),
        v_(store.reflectors) {}

  bool done() const { return done_; }

  void step(double* work) {
    if (step_ == 0) tau_ = store_.taus[0] = make_reflector(length_, band_->at(first_, s_), v_);
    reflect_both_sides(band_->at(first_, first_), band_->leading(), length_, v_, tau_, work);
    const std::size_t below = first_ + length_;
    if (below >= band_->size()) {
      done_ = true;
      return;
    }
    const std::size_t rows = std::min(band_->width(), band_->size() - below);
    double* next = store_.reflectors + (below - (s_ + 1));
    tau_ = reflect_block(band_->at(below, first_), band_->leading(), rows, length_, v_, tau_, next, work);
    store_.taus[++step_] = tau_;
    first_ = below;
    length_ = rows;
    v_ = next;
  }

 private:
  Band* band_ = nullptr;
  SweepStore store_;
  std::size_t s_ = 0, first_ = 0, length_ = 0, step_ = 0;
  double* v_ = nullptr;
  double tau_ = 0;
  bool done_ = false;
};

struct alignas(64) Progress {
  std::atomic<std::size_t> steps{0};  // of a group's last sweep
};

class Pipeline {
 public:
  Pipeline(Band& band, const std::function<SweepStore(std::size_t)>& store, const Context& context)
      : band_(band),
        store_(store),
        context_(context),
        sweeps_(band.size() - 1),
        done_((sweeps_ + kGroup - 1) / kGroup) {}

  // Groups in their order: whom a worker waits for has been taken before, by somebody who is at it.
  void work() {
    try {
      Vector scratch(band_.width());
      for (;;) {
        const std::size_t group = next_.fetch_add(1);
        if (group >= done_.size() || ended_) return;
        if (context_.stop_requested()) ended_ = true;
        run(group, scratch.data());
      }
    } catch (...) {
      ended_ = true;  // or others would wait for ever
      throw;
    }
  }

 private:
  void run(std::size_t group, double* scratch) {
    const std::size_t first = group * kGroup, count = std::min(kGroup, sweeps_ - first);
    std::array<Sweep, kGroup> sweeps;
    for (std::size_t i = 0; i < count; ++i) sweeps[i] = Sweep(band_, first + i, store_(first + i));
    Sweep& last = sweeps[count - 1];
    for (std::size_t wave = 0; !last.done(); ++wave) {
      if (group > 0 && !sweeps[0].done() && !wait_for(group - 1, wave + kLag)) return;
      for (std::size_t i = 0; i < count && kLag * i <= wave; ++i) {
        if (!sweeps[i].done()) sweeps[i].step(scratch);
      }
      if (const std::size_t behind = kLag * (count - 1); wave >= behind) {
        done_[group].steps.store(last.done() ? kAll : wave - behind + 1, std::memory_order_release);
      }
    }
  }

  // False where somebody has given up.
  bool wait_for(std::size_t group, std::size_t steps) {
    for (int spin = 0; done_[group].steps.load(std::memory_order_acquire) < steps; ++spin) {
      if (ended_) return false;
      if (spin >= kSpins) std::this_thread::yield();
    }
    return true;
  }

  Band& band_;
  const std::function<SweepStore(std::size_t)>& store_;
  const Context& context_;
  std::size_t sweeps_;
  std::vector<Progress> done_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> ended_{false};
};

}  // namespace

void chase_bulges(Band& band, const std::function<SweepStore(std::size_t)>& store, const Context& context) {
  const std::size_t n = band.size();
  if (n < 2) return;
  const double flops = 6.0 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(band.width());
  const int workers = worthwhile_threads(flops, context.threads);
  Pipeline pipeline(band, store, context);
  parallel_for(workers, static_cast<std::size_t>(std::max(workers, 1)), [&](std::size_t) { pipeline.work(); });
  context.throw_if_stopped();
}

}  // namespace saddlescope
