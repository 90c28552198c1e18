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

// How a layer of `width` units passes on `count` numbers, which may be known not to be negative.
Passes passes_on(const Activation& activation, std::size_t width, bool bias, std::size_t count, bool not_negative) {
  const std::string_view name = activation.name;
  if (name == "linear") return width >= count ? Passes::exactly : Passes::no;
  if (name == "relu") return width >= (bias || not_negative ? count : 2 * count) ? Passes::exactly : Passes::no;
  const bool through_zero = name == "tanh" || name == "gelu" || name == "silu";
  const bool beside_zero = name == "sigmoid" || name == "softplus";
  return width >= count && (through_zero || (beside_zero && bias)) ? Passes::in_the_limit : Passes::no;
}

// Whether the outputs of the shallow network's layer i, 0 its inputs, are known not to be negative.
bool not_negative(const MlpSpec& shallow, std::size_t i) {
  const std::string_view name = i == 0 ? "" : shallow.activations[i - 1]->name;
  return name == "relu" || name == "sigmoid" || name == "softplus";
}

// What the first j hidden layers of the deep network can do of the first i of the shallow one.
struct State {
  Passes passes = Passes::no;
  bool whole = true;  // layer i's outputs are at hand; else only what layer i + 1 makes of them
  std::vector<std::pair<std::size_t, std::size_t>> extra = {};  // deep layer (from 1), numbers it passes on
};

void better(State& state, State other) {
  const bool wins = other.passes != state.passes ? other.passes > state.passes : other.whole && !state.whole;
  if (wins) state = std::move(other);
}

// The state after the deep network's layer j has passed on what lies between the shallow one's layers i and i + 1.
State left_over(State state, std::size_t j, const MlpSpec& deep, const MlpSpec& shallow, std::size_t i) {
  const Activation& activation = *deep.activations[j];
  const std::size_t width = deep.sizes[j + 1], before = shallow.sizes[i], c = std::min(before, shallow.sizes[i + 1]);
  const Passes part = passes_on(activation, width, deep.bias, c, false);
  const Passes whole =
      state.whole ? passes_on(activation, width, deep.bias, before, not_negative(shallow, i)) : Passes::no;
  state.whole = whole != Passes::no && whole >= part;
  state.passes = std::min(state.passes, std::max(whole, part));
  state.extra.emplace_back(j + 1, part >= whole ? c : before);
  return state;
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
        State found = row[i];
        found.whole = true;
        better(next[i + 1], std::move(found));
      }
      better(next[i], left_over(row[i], j, deep, shallow, i));
    }
    row = std::move(next);
  }
  if (row[k].passes == Passes::no) return std::nullopt;
  return Containment{row[k].passes == Passes::exactly, spoken(row[k])};
}

}  // namespace saddlescope
