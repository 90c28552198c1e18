#include "saddlescope/network/initialization.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/base/random.h"

namespace saddlescope {

struct Initialization {
  std::string_view name;
  enum class Law { uniform, normal } law;
  double (*width)(double fan_in, double fan_out);  // half width of the uniform law, standard deviation of the normal
  bool draws_biases;
};

namespace {

using Law = Initialization::Law;

constexpr std::array kInitializations = {
    Initialization{"pytorch", Law::uniform, [](double in, double) { return 1 / std::sqrt(in); }, true},
    Initialization{"xavier-normal", Law::normal, [](double in, double out) { return std::sqrt(2 / (in + out)); },
                   false},
    Initialization{"xavier-uniform", Law::uniform, [](double in, double out) { return std::sqrt(6 / (in + out)); },
                   false},
    Initialization{"he-normal", Law::normal, [](double in, double) { return std::sqrt(2 / in); }, false},
    Initialization{"he-uniform", Law::uniform, [](double in, double) { return std::sqrt(6 / in); }, false},
    Initialization{"normal", Law::normal, [](double, double) { return 1.0; }, false},
    Initialization{"zeros", Law::uniform, [](double, double) { return 0.0; }, false},
};

}  // namespace

std::string initialization_names() {
  std::string names;
  for (const Initialization& row : kInitializations) names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
  return names;
}

const Initialization& initialization(std::string_view name) {
  for (const Initialization& row : kInitializations) {
    if (row.name == name) return row;
  }
  throw_bad_input(
      fmt::format("unknown initialization \"{}\".", name), "--init",
      did_you_mean(name, kInitializations, &Initialization::name) + fmt::format("Known: {}.", initialization_names()));
}

Vector initialize(const MlpSpec& spec, const Initialization& how, double scale, std::uint64_t seed) {
  if (!std::isfinite(scale)) throw_bad_input(fmt::format("scale {} is not finite.", scale), "--init-scale");
  Vector theta;
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    const std::size_t in = spec.sizes[l], out = spec.sizes[l + 1];
    const double width = scale * how.width(static_cast<double>(in), static_cast<double>(out));
    const auto draw = [&](RandomStream stream, std::size_t count, double size) {
      for (std::size_t i = 0; i < count; ++i) {
        // + 0.0 turns the −0 of a negative draw times zero into 0.
        theta.push_back(size * (how.law == Law::normal ? stream.normal() : stream.uniform(-1, 1)) + 0.0);
      }
    };
    draw({seed, "initial weights", l}, out * in, width);
    if (spec.bias) draw({seed, "initial biases", l}, out, how.draws_biases ? width : 0);
  }
  return theta;
}

}  // namespace saddlescope
