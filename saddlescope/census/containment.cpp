#include "saddlescope/census/containment.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/network/activations.h"

namespace saddlescope {
namespace {

MlpSpec without_linear_layers(const MlpSpec& spec) {
  MlpSpec kept;
  kept.bias = spec.bias;
  kept.sizes.push_back(spec.inputs());
  for (std::size_t l = 0; l < spec.activations.size(); ++l) {
    if (spec.activations[l]->name == "linear") continue;
    kept.sizes.push_back(spec.sizes[l + 1]);
    kept.activations.push_back(spec.activations[l]);
  }
  kept.sizes.push_back(spec.outputs());
  return kept;
}

enum class Passes { no, in_the_limit, exactly };

// How a layer of `width` units passes on what lies between the shallow network's layers i and i + 1.
Passes passes_on(const Activation& activation, std::size_t width, bool bias, const MlpSpec& shallow, std::size_t i) {
  const std::size_t before = shallow.sizes[i], c = std::min(before, shallow.sizes[i + 1]);
  const std::string_view name = activation.name;
  if (name == "linear") return width >= c ? Passes::exactly : Passes::no;
  if (name == "relu") {
    const std::string_view last = i == 0 ? "" : shallow.activations[i - 1]->name;
    const bool not_negative = last == "relu" || last == "sigmoid" || last == "softplus";
    return (not_negative && width >= before) || width >= (bias ? c : 2 * c) ? Passes::exactly : Passes::no;
  }
  const bool through_zero = name == "tanh" || name == "gelu" || name == "silu";
  const bool beside_zero = name == "sigmoid" || name == "softplus";
  return width >= c && (through_zero || (beside_zero && bias)) ? Passes::in_the_limit : Passes::no;
}

// What the first j hidden layers of the deep network can do of the first i of the shallow one.
struct State {
  Passes passes = Passes::no;
  std::vector<std::pair<std::size_t, std::size_t>> extra = {};  // deep layer (from 1), numbers it passes on
};

void better(State& state, State other) {
  if (other.passes > state.passes) state = std::move(other);
}

std::string spoken(const State& state) {
  std::string layers, numbers;
  const bool row =
      state.extra.size() > 2 && state.extra.back().first - state.extra.front().first + 1 == state.extra.size();
  if (row) layers = fmt::format("{} to {}", state.extra.front().first, state.extra.back().first);
  for (const auto& [layer, c] : state.extra) {
    if (!row) layers += fmt::format("{}{}", layers.empty() ? "" : ", ", layer);
    if (numbers.empty()) numbers = std::to_string(c);
    if (numbers != std::to_string(c)) numbers = "what arrives";
  }
  const bool one = state.extra.size() == 1;
  return fmt::format(
      "hidden layer{} {} of the deep one pass{} on {}{}, {}", one ? "" : "s", layers, one ? "es" : "", numbers,
      numbers == "what arrives" ? ""
      : numbers == "1"          ? " number"
                                : " numbers",
      state.passes == Passes::exactly ? "exactly" : "as closely as one likes: small weights before, large ones after");
}

}  // namespace

std::optional<Containment> contains(const MlpSpec& deep, const MlpSpec& shallow_as_said) {
  if (deep.inputs() != shallow_as_said.inputs() || deep.outputs() != shallow_as_said.outputs()) return std::nullopt;
  if (deep.layers() <= shallow_as_said.layers() || (shallow_as_said.bias && !deep.bias)) return std::nullopt;
  const MlpSpec shallow = without_linear_layers(shallow_as_said);
  const std::size_t k = shallow.activations.size(), m = deep.activations.size();
  std::vector<State> row(k + 1);  // after j layers of the deep network
  row[0].passes = Passes::exactly;
  for (std::size_t j = 0; j < m; ++j) {
    std::vector<State> next(k + 1);
    for (std::size_t i = k + 1; i-- > 0;) {  // of ways as good, the one that finds the shallow layers first
      if (row[i].passes == Passes::no) continue;
      const std::size_t width = deep.sizes[j + 1];
      if (i < k && deep.activations[j] == shallow.activations[i] && width >= shallow.sizes[i + 1]) {
        better(next[i + 1], row[i]);
      }
      State extra = row[i];
      extra.passes = std::min(extra.passes, passes_on(*deep.activations[j], width, deep.bias, shallow, i));
      extra.extra.emplace_back(j + 1, std::min(shallow.sizes[i], shallow.sizes[i + 1]));
      better(next[i], std::move(extra));
    }
    row = std::move(next);
  }
  if (row[k].passes == Passes::no) return std::nullopt;
  return Containment{row[k].passes == Passes::exactly, spoken(row[k])};
}

}  // namespace saddlescope
