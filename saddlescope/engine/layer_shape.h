// A dense layer as its parameters lie in θ, and the packing of symmetric matrices.
#pragma once

#include <cstddef>
#include <optional>

namespace saddlescope::engine {

struct LayerShape {
  std::size_t inputs = 0, units = 0;  ///< d, h
  std::size_t weight_offset = 0;
  std::optional<std::size_t> bias_offset;
  bool units_first = true;  ///< W is stored [h, d]; else [d, h]

  std::size_t factors() const { return inputs + (bias_offset ? 1 : 0); }  ///< columns of a
  std::size_t parameters() const { return factors() * units; }
  /// Index in θ of what unit `unit` multiplies factor `factor` by; factor = inputs: the bias.
  std::size_t index(std::size_t unit, std::size_t factor) const {
    if (factor == inputs) return *bias_offset + unit;
    return weight_offset + (units_first ? unit * inputs + factor : factor * units + unit);
  }
  /// Between the indices of a unit's weights.
  std::size_t weight_step() const { return units_first ? 1 : units; }
  friend bool operator==(const LayerShape&, const LayerShape&) = default;
};

/// Pairs i ≤ j < n, row by row of the upper triangle.
constexpr std::size_t packed_size(std::size_t n) { return n * (n + 1) / 2; }

}  // namespace saddlescope::engine
