#include "saddlescope/optimize/history.h"

#include <cmath>
#include <utility>

namespace saddlescope {
namespace {

constexpr std::size_t kSpacing = 50;  // steps k and k + max(1, k/50) are kept

// One list a field; a batch loss that isn't there is NaN.
void state_of(std::vector<TrainingPoint>& points, StateArchive& archive) {
  Vector steps, losses, norms, seconds, batch_losses;
  for (const TrainingPoint& p : points) {
    steps.push_back(static_cast<double>(p.step));
    losses.push_back(p.loss);
    norms.push_back(p.gradient_norm);
    seconds.push_back(p.seconds);
    batch_losses.push_back(p.batch_loss.value_or(std::nan("")));
  }
  archive.list("steps", steps);
  archive.list("losses", losses);
  archive.list("gradient_norms", norms);
  archive.list("seconds", seconds);
  archive.list("batch_losses", batch_losses);
  if (!archive.restoring()) return;
  const std::size_t n = steps.size();
  for (const Vector* list : {&losses, &norms, &seconds, &batch_losses}) {
    if (list->size() != n) archive.refuse("steps", "and the other lists differ in length");
  }
  points.assign(n, {});
  for (std::size_t i = 0; i < n; ++i) {
    if (!(steps[i] >= 0 && steps[i] <= 0x1p53)) archive.refuse("steps", "holds what is no step");
    points[i] = {static_cast<std::size_t>(steps[i]), losses[i], norms[i], seconds[i], std::nullopt};
    if (!std::isnan(batch_losses[i])) points[i].batch_loss = batch_losses[i];
  }
}

}  // namespace

void History::state(StateArchive& archive) {
  state_of(points_, archive);
  archive.section("last", [this](StateArchive& a) {
    std::vector<TrainingPoint> last{last_};
    state_of(last, a);
    if (last.size() != 1) a.refuse("steps", "holds not one step");
    last_ = last.front();
  });
  archive("last_kept", last_kept_);
  archive("next", next_);
}

void History::add(const TrainingPoint& point, bool keep) {
  last_ = point;
  last_kept_ = keep || point.step >= next_;
  if (!last_kept_) return;
  points_.push_back(point);
  if (point.step >= next_) next_ = point.step + 1 + point.step / kSpacing;
}

std::vector<TrainingPoint> History::take() {
  if (!last_kept_) points_.push_back(last_);
  last_kept_ = true;
  return std::move(points_);
}

}  // namespace saddlescope
