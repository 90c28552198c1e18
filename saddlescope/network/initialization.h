// Weights to start from. Each layer's weights and biases come from their own random streams (seed, purpose, layer), so
// that another layer's size changes nothing here. fan_in = d_{l−1}, fan_out = d_l.
//   pytorch         weights and biases U(−1/√fan_in, 1/√fan_in): what torch.nn.Linear draws
//   xavier-normal   N(0, 2/(fan_in + fan_out))      Glorot & Bengio 2010; biases 0 here and below
//   xavier-uniform  U(±√(6/(fan_in + fan_out)))
//   he-normal       N(0, 2/fan_in)                  He et al. 2015
//   he-uniform      U(±√(6/fan_in))
//   normal          N(0, 1); --init-scale 0.01 makes the small one
//   zeros           0
// The distributions are PyTorch's; the numbers for a seed are ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saddlescope/base/shape.h"
#include "saddlescope/network/spec.h"

namespace saddlescope {

struct Initialization;  // one row of the table above

/// The row of that name. Throws Error(bad input) listing the known ones.
const Initialization& initialization(std::string_view name);

inline constexpr std::string_view kDefaultInitialization = "pytorch";

/// "pytorch, xavier-normal, …"
std::string initialization_names();

/// θ for the network; weights and biases times `scale`. The same seed gives the same bits on every machine.
Vector initialize(const MlpSpec& spec, const Initialization& how, double scale, std::uint64_t seed);

}  // namespace saddlescope
