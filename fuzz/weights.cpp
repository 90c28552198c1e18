// Weights: tensors of any names and shapes against a small network. Where they match, θ written back to the same file
// is matched to the same θ, and a model that is suggested has as many parameters as the file's tensors have numbers.
//
// Input: number of layers, sizes, layout, then tensors: type, name up to a zero byte, rank, extents.
#include "saddlescope/problem/weights.h"

#include "fuzz/harness.h"

using namespace saddlescope;

namespace {

class Input {
 public:
  explicit Input(ByteView bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  std::size_t byte() {
    if (bytes_.empty()) return 0;
    const auto value = std::to_integer<std::size_t>(bytes_.front());
    bytes_ = bytes_.subspan(1);
    return value;
  }
  std::string name() {
    std::string text;
    while (!bytes_.empty()) {
      const char c = static_cast<char>(byte());
      if (c == '\0') break;
      text += static_cast<unsigned char>(c) < 0x80 ? c : '.';  // names of both formats are UTF-8
    }
    return text;
  }

 private:
  ByteView bytes_;
};

std::vector<Parameter> network(Input& input) {
  std::vector<Parameter> parameters;
  const std::size_t layers = 1 + input.byte() % 4;
  std::size_t offset = 0, inputs = 1 + input.byte() % 4;
  for (std::size_t l = 0; l < layers; ++l) {
    const std::size_t outputs = 1 + input.byte() % 4;
    const std::string number = std::to_string(2 * l);
    parameters.push_back({number + ".weight", {outputs, inputs}, offset, Parameter::Role::weight, 0});
    offset += outputs * inputs;
    parameters.push_back({number + ".bias", {outputs}, offset, Parameter::Role::bias, 0});
    offset += outputs;
    inputs = outputs;
  }
  return parameters;
}

ArrayFile tensors(Input& input) {
  ArrayFile file{"w.npz", {}, {}};
  double next = 0;
  while (!input.empty() && file.arrays.size() < 16) {
    const auto dtype = static_cast<Dtype>(input.byte() % 4);
    const std::string name = input.name();
    Shape shape(input.byte() % 4);
    for (std::size_t& extent : shape) extent = input.byte() % 5;
    Vector values(element_count(shape));
    for (double& value : values) value = next++;
    if (file.find(name) == nullptr) file.arrays.push_back(from_f64(name, shape, values, dtype));
  }
  return file;
}

}  // namespace

SADDLESCOPE_FUZZ_TARGET(bytes) {
  Input input(bytes);
  const std::vector<Parameter> parameters = network(input);
  const WeightsLayout layout = input.byte() % 2 == 0 ? WeightsLayout::out_in : WeightsLayout::in_out;
  const ArrayFile file = tensors(input);
  if (const std::optional<ModelSuggestion> suggestion = suggest_model(file)) {
    fuzz::require(suggestion->model.starts_with("mlp:"), "a suggestion is a spec");
  }
  const LoadedWeights loaded = match_weights(parameters, file, layout);
  for (const Format format : {Format::npz, Format::safetensors}) {
    if (format == Format::safetensors && file.find("__metadata__") != nullptr) continue;
    const EncodedWeights written = encode_weights(parameters, loaded.theta, format, &loaded);
    fuzz::require(written.theta == loaded.theta, "numbers of the file's own types are written as they are");
    const ArrayFile back = parse_arrays(written.bytes, "w");
    fuzz::require(back.arrays.size() == file.arrays.size(), "every tensor survives writing");
    for (const NamedArray& array : file.arrays) {
      fuzz::require(back.find(array.name) != nullptr, "every name survives writing");
      fuzz::require_equal(array, *back.find(array.name));
    }
  }
}
