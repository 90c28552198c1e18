#include "saddlescope/network/spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/network/activations.h"

namespace saddlescope {
namespace {

constexpr std::string_view kForm =
    "A network is written mlp:SIZES[:ACTIVATION[,ACTIVATION...]][:no-bias], for example "
    "mlp:64-32-10:tanh.";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::size_t parse_size(std::string_view text, const std::string& where) {
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error == std::errc::result_out_of_range) {
    throw_bad_input(fmt::format("layer size {} is too large.", text), where);
  }
  if (error != std::errc() || end != text.data() + text.size() || size == 0) {
    throw_bad_input(fmt::format("layer size \"{}\" is not a positive whole number.", text), where, std::string(kForm));
  }
  return size;
}

// The bytes of θ must be countable: everything after may multiply sizes without a check.
void require_countable(const MlpSpec& spec, const std::string& where) {
  std::size_t total = 0;
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    const auto weights = checked_element_count({spec.sizes[l + 1], spec.sizes[l], sizeof(double)});
    const std::size_t largest = std::numeric_limits<std::ptrdiff_t>::max();
    if (!weights || *weights > largest - total || sizeof(double) * spec.sizes[l + 1] > largest - total - *weights) {
      throw_bad_input("the network has more parameters than this machine can address.", where, "Take smaller layers.");
    }
    total += *weights + sizeof(double) * spec.sizes[l + 1];
  }
}

std::vector<const Activation*> parse_activations(std::string_view text, std::size_t hidden, const std::string& where) {
  std::vector<const Activation*> found;
  for (const std::string_view name : split(text, ',')) {
    const Activation* activation = find_activation(name);
    if (activation == nullptr) {
      throw_bad_input(
          fmt::format("unknown activation \"{}\".", name), where,
          did_you_mean(name, activations(), &Activation::name) + fmt::format("Known: {}.", activation_names()));
    }
    found.push_back(activation);
  }
  if (found.size() == 1 && hidden > 0) found.assign(hidden, found.front());
  if (found.size() != hidden) {
    throw_bad_input(fmt::format("{} activation{} for {} hidden layer{}.", found.size(), found.size() == 1 ? "" : "s",
                                hidden, hidden == 1 ? "" : "s"),
                    where,
                    hidden == 0 ? "Without a hidden layer there is none: the last layer is linear."
                                : "Name one for all hidden layers or one for each; the last layer is linear.");
  }
  return found;
}

}  // namespace

void require_sound(const MlpSpec& spec) {
  const std::string where = "the network's spec";
  if (spec.sizes.size() < 2 || std::ranges::count(spec.sizes, 0U) > 0) {
    throw_bad_input("sizes are two or more, all positive: inputs, hidden layers, outputs.", where);
  }
  const std::size_t hidden = spec.sizes.size() - 2;
  if (spec.activations.size() != hidden || std::ranges::count(spec.activations, nullptr) > 0) {
    throw_bad_input(
        fmt::format("{} activation{} for {} hidden layer{}, or one of them is null.", spec.activations.size(),
                    spec.activations.size() == 1 ? "" : "s", hidden, hidden == 1 ? "" : "s"),
        where, "parse_mlp makes sound ones.");
  }
  require_countable(spec, where);
}

MlpSpec parse_mlp(std::string_view text) {
  const std::string where = fmt::format("model \"{}\"", text);
  std::vector<std::string_view> parts = split(text, ':');
  if (parts.front() != "mlp" || parts.size() < 2) {
    throw_bad_input("not a network.", where, std::string(kForm));
  }
  MlpSpec spec;
  if (parts.size() > 2 && parts.back() == "no-bias") {
    spec.bias = false;
    parts.pop_back();
  }
  if (parts.size() > 3) {
    throw_bad_input(fmt::format("\"{}\" is one part too many.", parts[3]), where, std::string(kForm));
  }
  for (const std::string_view size : split(parts[1], '-')) spec.sizes.push_back(parse_size(size, where));
  if (spec.sizes.size() < 2) {
    throw_bad_input("a network needs at least two sizes, inputs and outputs.", where, std::string(kForm));
  }
  require_countable(spec, where);
  const std::size_t hidden = spec.sizes.size() - 2;
  if (parts.size() == 3) {
    spec.activations = parse_activations(parts[2], hidden, where);
  } else if (hidden > 0) {
    throw_bad_input("the activation of the hidden layers is missing.", where,
                    fmt::format("Add one, as in {}:tanh{}. Known: {}.",
                                text.substr(0, text.size() - (spec.bias ? 0 : std::string_view(":no-bias").size())),
                                spec.bias ? "" : ":no-bias", activation_names()));
  }
  return spec;
}

std::string to_string(const MlpSpec& spec) {
  std::string text = "mlp:";
  for (std::size_t l = 0; l < spec.sizes.size(); ++l) text += fmt::format("{}{}", l == 0 ? "" : "-", spec.sizes[l]);
  const auto& activations = spec.activations;
  const bool same = std::all_of(activations.begin(), activations.end(), [&](auto* a) { return a == activations[0]; });
  const std::size_t shown = same ? std::min<std::size_t>(1, activations.size()) : activations.size();
  for (std::size_t l = 0; l < shown; ++l) text += fmt::format("{}{}", l == 0 ? ":" : ",", activations[l]->name);
  return spec.bias ? text : text + ":no-bias";
}

std::vector<Parameter> parameters_of(const MlpSpec& spec) {
  std::vector<Parameter> parameters;
  std::size_t offset = 0;
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    const std::size_t in = spec.sizes[l], out = spec.sizes[l + 1];
    parameters.push_back({fmt::format("{}.weight", 2 * l), {out, in}, offset, Parameter::Role::weight, 0});
    offset += out * in;
    if (!spec.bias) continue;
    parameters.push_back({fmt::format("{}.bias", 2 * l), {out}, offset, Parameter::Role::bias, 0});
    offset += out;
  }
  return parameters;
}

}  // namespace saddlescope
