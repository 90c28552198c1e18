// One problem in the words of the contract, as a front door receives it: strings are what the user typed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace saddlescope {

struct ProblemDescription {
  // A formula …
  std::optional<std::string> function, at;
  std::optional<std::string> box;             ///< "w1=-2:2,w2=-2:2", of a formula or a problem that is one
  // … or one with a known answer …
  std::optional<std::string> problem;         ///< "chain:5:zeros=2"
  // … or a network on data.
  std::optional<std::string> model;           ///< "mlp:64-32-10:tanh"
  std::optional<std::string> data;            ///< a built-in name, a file, "x.npy,y.npy", a formula of one variable
  std::optional<std::string> x_name, y_name;  ///< arrays of an npz or safetensors file
  std::optional<std::string> target;          ///< CSV columns
  bool no_header = false;
  std::optional<std::string> x_range;         ///< "a:b", for a formula as data
  std::optional<std::size_t> samples;
  bool standardize = false;
  std::optional<double> scale;
  std::optional<std::string> loss;
  std::optional<double> weight_decay;
  std::optional<std::string> weights, weights_layout;
  std::optional<std::string> init;
  std::optional<double> init_scale;
  std::optional<std::string> precision;       ///< "f64" (default) or "f32", of a network's evaluation
  std::optional<std::string> expect_loss;     ///< as typed: its last digit says how precisely it is meant
  std::uint64_t seed = 0;
};

/// The flags that say this problem again, quoted for a POSIX shell where needed.
std::string arguments(const ProblemDescription& description);

}  // namespace saddlescope
