// noise_dominates: with batches of B of the N samples, drawn without replacement, a step −η·g_B changes the loss by
//   E ΔL = −η‖g‖² + ½η²(gᵀHg + (N−B)/(N−1)·tr(HΣ)/B)   to second order
// Σ the covariance of the gradients of single samples. The cause holds where that is ≥ 0, but would be < 0 without
// noise.
// Beside it the gradient noise scale tr Σ/‖g‖²: batches much smaller than that are mostly noise (McCandlish et al.
// 2018).
// With momentum η stands for η/(1−β), the rate at which a constant gradient is followed.
// That is a quadratic model's number, and far out of its reach where it is large: beside it stands what steps along the
// gradients of a few batches really change the loss by. Where they certainly lower it the model is wrong: undecided.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "saddlescope/stall/causes.h"
#include "saddlescope/stall/thresholds.h"

namespace saddlescope {
namespace {

constexpr double kStandardErrors = 3;  // that an estimated tr(HΣ) must be beyond to decide
constexpr std::size_t kMeasuredBatches = 16;

void leave_open(Facts& facts, const std::string& why) { facts.undecided.push_back({"noise_dominates", why}); }

// L(θ − η·g_B) − L(θ) over a few batches drawn without replacement, and its standard error.
Estimate<double> measured_change(Facts& facts, const Samples& samples, double eta, std::size_t B) {
  RandomStream random = facts.context().random("noise: batches measured");
  std::vector<std::size_t> order(samples.count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Vector g(facts.at().size());
  double sum = 0, squares = 0;
  for (std::size_t k = 0; k < kMeasuredBatches; ++k) {
    for (std::size_t i = 0; i < B; ++i) std::swap(order[i], order[i + random.below(order.size() - i)]);
    samples.gradient(facts.at().theta(), std::span(order).first(B), g, facts.context());
    const double change =
        facts.at().objective().value(plus(facts.at().theta(), -eta, g), facts.context()) - facts.at().value();
    sum += change;
    squares += change * change;
  }
  constexpr auto n = static_cast<double>(kMeasuredBatches);
  return {sum / n, std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)) / (n - 1))};
}

// "A step of gradient descent at a learning rate of 1"; what momentum does in one step isn't what its batch will have
// done.
std::string step_in_words(const TrainedBy& by, double eta) {
  if (by.momentum == 0) {
    return fmt::format("a step of {} at a learning rate of {:g}", spoken(by.optimizer), by.learning_rate);
  }
  return fmt::format("a step of {:g} times a batch's gradient, η/(1−β) as {} follows it in the long run,", eta,
                     spoken(by.optimizer));
}

// The smallest B < N at which the expected change is below 0; nothing where none is.
std::optional<std::size_t> batch_that_would_do(double N, double gradient, double noise) {
  const double share = gradient / noise;  // (N−B)/(N−1)/B must stay below
  const double B = std::floor(N / (1 + (N - 1) * share)) + 1;
  if (!(B < N)) return std::nullopt;
  return static_cast<std::size_t>(B);
}

}  // namespace

Found noise_dominates(Facts& facts) {
  const TrainedBy& by = facts.by();
  const Samples* samples = facts.at().objective().samples();
  if (!by.batch_size || !samples || *by.batch_size >= samples->count()) return std::nullopt;
  const auto N = static_cast<double>(samples->count()), B = static_cast<double>(*by.batch_size);
  if (facts.gradient_norm() <= facts.gradient_error()) return std::nullopt;  // no gradient to drown
  const GradientNoise noise = samples->noise(facts.at(), facts.context());
  const double g = facts.gradient_norm(), scale = noise.trace / (g * g);
  const std::string scales = fmt::format(
      "the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {:.4g}, the batch "
      "{:g}",
      scale, B);
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
  const Estimate<double> measured = measured_change(facts, *samples, eta, *by.batch_size);
  const std::string step = step_in_words(by, eta);
  if (measured.value + kStandardErrors * measured.error < 0) {
    leave_open(facts,
               scales + fmt::format("; by the quadratic model {} raises the loss by {:.3g} on average, but over {} "
                                    "batches it was measured to lower it by {:.3g}: the model doesn't reach so far.",
                                    step, without + of_noise, kMeasuredBatches, -measured.value));
    return std::nullopt;
  }
  const double rate = 2 * g * g / (facts.gradient_curvature() + share * noise.curvature) * (1 - by.momentum);
  const auto batch = batch_that_would_do(N, -without, 0.5 * eta * eta * noise.curvature);
  return StallCause{
      "noise_dominates",
      fmt::format(
          "{}. By the quadratic model {} changes the loss by {:.3g} on average: the gradient lowers it by {:.3g}, "
          "the noise of the batches raises it by {:.3g}. Measured over {} batches: {:.3g}.",
          scales, step, without + of_noise, -without, of_noise, kMeasuredBatches, measured.value),
      fmt::format(
          "By the same model a learning rate below {}{} lets the gradient win again; so does a rate that decays.",
          rounded_down(rate, 2), batch ? fmt::format(", or batches of at least {},", *batch) : "")};
}

}  // namespace saddlescope
