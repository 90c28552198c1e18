#include "saddlescope/network/activations.h"

#include <fmt/format.h>

#include <array>

namespace saddlescope {

std::span<const Activation> activations() {
  static const std::array rows = {
      Activation{.name = "tanh", .graph = [](engine::Value z) { return tanh(z); }, .saturating_slope = 1},
      Activation{.name = "sigmoid", .graph = [](engine::Value z) { return sigmoid(z); }, .saturating_slope = 0.25},
      Activation{.name = "relu", .graph = [](engine::Value z) { return relu(z); }, .kink = true, .can_die = true},
      Activation{.name = "gelu", .graph = [](engine::Value z) { return gelu(z); }, .saturating_slope = 1},
      Activation{.name = "silu", .graph = [](engine::Value z) { return silu(z); }, .saturating_slope = 1},
      Activation{.name = "softplus", .graph = [](engine::Value z) { return softplus(z); }, .saturating_slope = 1},
      Activation{.name = "linear", .graph = [](engine::Value z) { return z; }},
  };
  return rows;
}

const Activation* find_activation(std::string_view name) {
  for (const Activation& row : activations()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string activation_names() {
  std::string names;
  for (const Activation& row : activations()) names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
  return names;
}

}  // namespace saddlescope
