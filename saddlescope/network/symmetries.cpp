#include "saddlescope/network/symmetries.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "saddlescope/network/activations.h"

namespace saddlescope {
namespace {

constexpr std::size_t kMostDirections = 1024;  // of one symmetry; beyond, it isn't listed

// Where layer l's parameters lie in θ: W row-major [out, in], then b.
struct Layer {
  std::size_t in, out, weight, bias;
};

std::vector<Layer> layers_of(const MlpSpec& spec) {
  std::vector<Layer> layers;
  std::size_t offset = 0;
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    const std::size_t in = spec.sizes[l], out = spec.sizes[l + 1];
    layers.push_back({in, out, offset, offset + in * out});
    offset += in * out + (spec.bias ? out : 0);
  }
  return layers;
}

class Symmetries {
 public:
  Symmetries(const MlpSpec& spec, std::span<const double> theta)
      : spec_(spec), theta_(theta), layers_(layers_of(spec)) {}

  // Row i of (W_in, b) times E's entry (j, i) into row j, column j of W_out into column i: the generator E_ji, i = j a
  // rescaling.
  Vector generator(std::size_t l, std::size_t i, std::size_t j) const {
    const Layer &below = layers_[l], &above = layers_[l + 1];
    Vector d(theta_.size(), 0.0);
    for (std::size_t k = 0; k < below.in; ++k)
      d[below.weight + j * below.in + k] = theta_[below.weight + i * below.in + k];
    if (spec_.bias) d[below.bias + j] = theta_[below.bias + i];
    for (std::size_t k = 0; k < above.out; ++k)
      d[above.weight + k * above.in + i] -= theta_[above.weight + k * above.in + j];
    return d;
  }

  NullSymmetry rescaling(std::size_t l) const {
    NullSymmetry symmetry{fmt::format("rescaling of the ReLU units of hidden layer {}", l + 1), {}};
    for (std::size_t i = 0; i < layers_[l].out; ++i) symmetry.directions.push_back(generator(l, i, i));
    return symmetry;
  }

  NullSymmetry linear_layer(std::size_t l) const {
    NullSymmetry symmetry{fmt::format("changes of basis in the linear hidden layer {}", l + 1), {}};
    const std::size_t p = layers_[l].out;
    for (std::size_t i = 0; p * p <= kMostDirections && i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) symmetry.directions.push_back(generator(l, i, j));
    }
    return symmetry;
  }

  NullSymmetry logit_shift() const {
    NullSymmetry symmetry{"shifts of all logits together", {}};
    const Layer& last = layers_.back();
    for (std::size_t k = 0; k < last.in; ++k) {
      Vector d(theta_.size(), 0.0);
      for (std::size_t c = 0; c < last.out; ++c) d[last.weight + c * last.in + k] = 1;
      symmetry.directions.push_back(std::move(d));
    }
    if (spec_.bias) {
      Vector d(theta_.size(), 0.0);
      for (std::size_t c = 0; c < last.out; ++c) d[last.bias + c] = 1;
      symmetry.directions.push_back(std::move(d));
    }
    return symmetry;
  }

 private:
  const MlpSpec& spec_;
  std::span<const double> theta_;
  std::vector<Layer> layers_;
};

}  // namespace

std::vector<NullSymmetry> null_symmetries(const MlpSpec& spec, const Loss& loss, std::span<const double> theta) {
  const Symmetries symmetries(spec, theta);
  std::vector<NullSymmetry> list;
  for (std::size_t l = 0; l < spec.activations.size(); ++l) {
    const std::string_view name = spec.activations[l]->name;
    if (name == "relu" && spec.sizes[l + 1] <= kMostDirections) list.push_back(symmetries.rescaling(l));
    if (name == "linear") list.push_back(symmetries.linear_layer(l));
  }
  if (loss.name() == "cross-entropy" && spec.sizes[spec.layers() - 1] < kMostDirections) {
    list.push_back(symmetries.logit_shift());
  }
  std::erase_if(list, [](const NullSymmetry& symmetry) { return symmetry.directions.empty(); });
  return list;
}

}  // namespace saddlescope
