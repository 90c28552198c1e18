// dead_units, saturated_units: at least 9 of 10 units of a hidden layer have a slope of 0 (activations that can die),
// or below 1e-3 of its maximum, on at least 99 % of the samples: next to nothing of the error comes back through it.
// vanishing_gradient: a unit change of the first hidden layer's pre-activations changes the outputs by at most 1e-4 of
// what one of the last hidden layer's does (Anatomy::output_gains). The ratio of gradients alone is blind once the
// output biases have settled, so it stands beside.
#include <fmt/format.h>

#include <cmath>

#include "saddlescope/stall/causes.h"

namespace saddlescope {
namespace {

constexpr double kIdleShare = 0.9;  // of a layer's units
constexpr double kVanished = 1e-4;

// "all 16 relu units of layer 0, 3 of 4 of layer 2"; empty where no layer has enough of them.
std::string idle_layers(Facts& facts, std::size_t LayerActivity::* count) {
  const Anatomy* anatomy = facts.anatomy();
  if (!anatomy) return {};
  std::string text;
  bool enough = false;
  for (const LayerActivity& layer : anatomy->activity(facts.at().theta(), facts.context())) {
    const std::size_t idle = layer.*count;
    if (idle == 0) continue;
    enough = enough || static_cast<double>(idle) >= kIdleShare * static_cast<double>(layer.units);
    text += fmt::format("{}{} {} units of layer {}", text.empty() ? "" : ", ",
                        idle == layer.units ? fmt::format("all {}", idle) : fmt::format("{} of {}", idle, layer.units),
                        layer.activation, layer.name);
  }
  return enough ? text : std::string();
}

// ‖∂L/∂W‖/‖W‖ of each weight, "1.2e-09, 3.4e-05".
std::string relative_gradients(const Linearization& at) {
  std::string text;
  for (const Parameter& parameter : at.objective().parameters()) {
    if (parameter.role != Parameter::Role::weight) continue;
    const std::size_t count = element_count(parameter.shape);
    const double W = norm(at.theta().subspan(parameter.offset, count));
    const double g = norm(at.gradient().subspan(parameter.offset, count));
    text += fmt::format("{}{:.2g}", text.empty() ? "" : ", ", W > 0 ? g / W : g > 0 ? HUGE_VAL : 0.0);
  }
  return text;
}

}  // namespace

Found dead_units(Facts& facts) {
  const std::string layers = idle_layers(facts, &LayerActivity::dead);
  if (layers.empty()) return std::nullopt;
  return StallCause{"dead_units",
                    fmt::format("{} give slope 0 on at least 99 % of the samples: no gradient reaches what lies before "
                                "them.",
                                layers),
                    fmt::format("Dead units don't come back by themselves. Start again with a smaller learning rate{}.",
                                facts.has_flag("--standardize") ? "" : " or with inputs of size 1 (--standardize)")};
}

Found saturated_units(Facts& facts) {
  const std::string layers = idle_layers(facts, &LayerActivity::saturated);
  if (layers.empty()) return std::nullopt;
  return StallCause{"saturated_units",
                    fmt::format("{} have a slope below 1e-3 of its maximum on at least 99 % of the samples: hardly any "
                                "gradient reaches what lies before them.",
                                layers),
                    fmt::format("Keep pre-activations of size 1: {}smaller first weights, a smaller learning rate; a "
                                "run from the start then often needs no way out.",
                                facts.has_flag("--standardize") ? "" : "inputs of size 1 (--standardize), ")};
}

Found vanishing_gradient(Facts& facts) {
  const Anatomy* anatomy = facts.anatomy();
  if (!anatomy) return std::nullopt;
  const std::vector<double> gains = anatomy->output_gains(facts.at().theta(), facts.context());
  // Nothing comes through the last layer either: that is dead_units' or saturated_units' to say, not a question of
  // depth.
  if (gains.size() < 2 || !(gains.back() > 0) || !(gains.front() <= kVanished * gains.back())) return std::nullopt;
  const std::string& said = facts.input().arguments;  // no advice to do what was done
  const bool known_initialization =
      said.find("--init xavier") != std::string::npos || said.find("--init he-") != std::string::npos;
  const std::vector<LayerActivity> layers = anatomy->activity(facts.at().theta(), facts.context());
  const std::string activation = layers.empty() ? "" : layers.front().activation;
  const double ratio = gains.front() / gains.back();
  return StallCause{
      "vanishing_gradient",
      fmt::format("a unit change in the first hidden layer changes the outputs by {:.3g}, in the last of {} by {:.3g}: "
                  "{:.2g} of it. ‖∂L/∂W‖/‖W‖, first layer to last: {}.",
                  gains.front(), gains.size(), gains.back(), ratio, relative_gradients(facts.at())),
      activation == "sigmoid"
          ? "Take tanh in place of sigmoid, whose slope is nowhere above 1/4, so that each layer shrinks what passes "
            "it; or fewer layers; or add skip connections or normalization between them."
          : fmt::format(
                "{}ake fewer layers, or add skip connections or normalization between them.",
                known_initialization
                    ? "T"
                    : fmt::format("Start from weights that keep the signal's size (--init {}), t",
                                  activation == "tanh" || activation == "linear" ? "xavier-normal" : "he-normal"))};
}

}  // namespace saddlescope
