// noise_dominates: with batches of B of the N samples, drawn without replacement, a step −η·g_B changes the loss by
//   E ΔL = −η‖g‖² + ½η²(gᵀHg + (N−B)/(N−1)·tr(HΣ)/B)   to second order
// Σ the covariance of the gradients of single samples. The cause holds where that is ≥ 0, but would be < 0 without noise.
// Beside it the gradient noise scale tr Σ/‖g‖²: batches much smaller than that are mostly noise (McCandlish et al. 2018).
// With momentum η stands for η/(1−β), the rate at which a constant gradient is followed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/stall/causes.h"
#include "saddlescope/stall/thresholds.h"

namespace saddlescope {
namespace {

constexpr double kStandardErrors = 3;  // that an estimated tr(HΣ) must be beyond to decide

void leave_open(Facts& facts, const std::string& why) { facts.undecided.push_back({"noise_dominates", why}); }

}  // namespace

Found noise_dominates(Facts& facts) {
  const TrainedBy& by = facts.by();
  const Samples* samples = facts.at().objective().samples();
  if (!by.batch_size || !samples || *by.batch_size >= samples->count()) return std::nullopt;
  const auto N = static_cast<double>(samples->count()), B = static_cast<double>(*by.batch_size);
  if (facts.gradient_norm() <= facts.gradient_error()) return std::nullopt;  // no gradient to drown
  const GradientNoise noise = samples->noise(facts.at(), facts.context());
  const double g = facts.gradient_norm(), scale = noise.trace / (g * g);
  const std::string scales = fmt::format("gradient noise scale tr Σ/‖g‖² = {:.4g} against a batch of {:g}", scale, B);
  if (by.optimizer != "gradient-descent" && by.optimizer != "momentum" && by.optimizer != "nesterov") {
    leave_open(facts,
               scales + (by.optimizer.empty()
                             ? "; what a step does needs --optimizer and --learning-rate as well."
                             : fmt::format("; the expected change of a step is known for plain and momentum steps "
                                           "alone, not for {}.",
                                           spoken(by.optimizer))));
    return std::nullopt;
  }
  const double eta = by.learning_rate / (1 - by.momentum), share = (N - B) / (N - 1) / B;
  const double without = -eta * g * g + 0.5 * eta * eta * facts.gradient_curvature();
  const double of_noise = 0.5 * eta * eta * share * noise.curvature;
  const double error = kStandardErrors * 0.5 * eta * eta * share * noise.curvature_error;
  if (without >= 0 || without + of_noise + error < 0) return std::nullopt;
  if (without + of_noise - error < 0) {
    leave_open(facts, scales + fmt::format("; the expected change of a step, {:.3g}, lies within its standard error.",
                                           without + of_noise));
    return std::nullopt;
  }
  const double rate = 2 * g * g / (facts.gradient_curvature() + share * noise.curvature) * (1 - by.momentum);
  return StallCause{
      "noise_dominates",
      fmt::format("{}. A step of {} at a learning rate of {:g} changes the loss by {:.3g} on average: the gradient "
                  "lowers it by {:.3g}, the noise of the batches raises it by {:.3g}.",
                  scales, spoken(by.optimizer), by.learning_rate, without + of_noise, -without, of_noise),
      fmt::format("Larger batches, or a learning rate below {}, or one that decays, let the gradient win again.",
                  rounded_down(rate, 2))};
}

}  // namespace saddlescope
