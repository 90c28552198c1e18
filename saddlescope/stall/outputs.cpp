// constant_output: the data's loss lies within 1e-3·S of the best constant prediction's, and predictions vary less than
// 1e-3 of what targets vary (roots of variances summed over outputs; probabilities where outputs are logits).
// minimum_at_infinity: every sample has a positive margin, and the loss falls as the last layer is multiplied by 2, 4,
// …: the infimum needs infinite weights.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "saddlescope/stall/causes.h"

namespace saddlescope {
namespace {

constexpr double kConstantLoss = 1e-3, kConstantSpread = 1e-3;
constexpr std::array kFactors = {2.0, 4.0, 8.0, 16.0};

// Every weight of the objective is 0: then no unit differs from another, and no gradient ever will.
bool all_weights_zero(const Linearization& at) {
  bool any = false;
  for (const Parameter& parameter : at.objective().parameters()) {
    if (parameter.role != Parameter::Role::weight) continue;
    for (const double w : at.theta().subspan(parameter.offset, element_count(parameter.shape))) {
      if (w != 0) return false;
      any = true;
    }
  }
  return any;
}

}  // namespace

Found constant_output(Facts& facts) {
  const Anatomy* anatomy = facts.anatomy();
  if (!anatomy) return std::nullopt;
  const double constant = anatomy->best_constant_loss();
  const double gap = facts.at().value() - anatomy->penalty(facts.at().theta()) - constant;
  if (!(std::abs(gap) <= kConstantLoss * anatomy->stake())) return std::nullopt;
  const auto spread = anatomy->prediction_spread(facts.at().theta(), facts.context());
  if (!spread || !(spread->targets > 0) || !(spread->predictions < kConstantSpread * spread->targets)) {
    return std::nullopt;
  }
  const bool zero = all_weights_zero(facts.at());
  const bool hidden = !zero || !anatomy->output_gains(facts.at().theta(), facts.context()).empty();
  return StallCause{
      "constant_output",
      fmt::format("whatever the input, the network predicts the same: predictions vary by {:.3g}, targets by {:.3g} "
                  "(standard deviations over the samples), and the loss is within {:.3g} of the best constant "
                  "prediction's, {:.6g}.{}",
                  spread->predictions, spread->targets, std::abs(gap), constant, zero ? " Every weight is 0." : ""),
      !hidden ? "A model without hidden layers learns from here: train on."
      : zero
          ? "Start from random weights: at 0 all units of a layer are alike, and no gradient tells them apart."
          : "Make the inputs come through: units that are neither dead nor saturated, weights that keep the signal's "
            "size."};
}

Found minimum_at_infinity(Facts& facts) {
  const Anatomy* anatomy = facts.anatomy();
  if (!anatomy || anatomy->penalty(facts.at().theta()) > 0) return std::nullopt;  // weight decay: weights stay finite
  const auto margins = anatomy->margins(facts.at().theta(), facts.context());
  if (!margins || margins->positive < anatomy->sample_count()) return std::nullopt;
  double before = facts.at().value();
  std::array<double, kFactors.size()> losses{};
  for (std::size_t i = 0; i < kFactors.size(); ++i) {
    const auto loss = anatomy->value_with_last_layer_scaled(facts.at().theta(), kFactors[i], facts.context());
    const bool at_the_end = facts.floor().value && before <= *facts.floor().value;  // nothing left to fall to
    if (!loss || !(*loss < before || (at_the_end && *loss <= before))) return std::nullopt;
    losses[i] = before = *loss;
  }
  return StallCause{
      "minimum_at_infinity",
      fmt::format("all {} samples are on the right side (smallest margin {:.3g}), and the last layer times {:g}, {:g}, "
                  "{:g} gives a loss of {:.3g}, {:.3g}, {:.3g} after {:.3g}: the loss only falls towards {:.3g} as the "
                  "weights grow without end, and the gradient (norm {:.3g}) dies away on the way.",
                  anatomy->sample_count(), margins->smallest, kFactors[0], kFactors[1], kFactors[2], losses[0],
                  losses[1], losses[2], facts.at().value(), facts.floor().value.value_or(0), facts.gradient_norm()),
      "No finite weights are a minimum. Weight decay (--weight-decay 1e-4, say) gives the loss one; or stop by the "
      "error on held-out data, since every training sample is right already."};
}

}  // namespace saddlescope
