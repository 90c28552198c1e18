// Which tensor is which parameter: the rules at the head of weights.h.
#include <algorithm>

#include "saddlescope/base/error.h"
#include "saddlescope/problem/weight_names.h"
#include "saddlescope/problem/weights.h"
#include "saddlescope/problem/weights_layout.h"

namespace saddlescope {
namespace {

constexpr std::size_t kListed = 12;  // tensors named in a message

template <class Items, class Text>
std::string list(const Items& items, Text text) {
  std::string all;
  for (std::size_t i = 0; i < items.size() && i < kListed; ++i) all += (i ? ", " : "") + text(items[i]);
  if (items.size() > kListed) all += ", … (" + std::to_string(items.size()) + " in all)";
  return items.empty() ? "none" : all;
}

class Matcher {
 public:
  Matcher(std::span<const Parameter> parameters, const ArrayFile& file, WeightsLayout layout)
      : parameters_(parameters), file_(file), layout_(layout) {
    const bool scalars =
        std::any_of(parameters.begin(), parameters.end(), [](const Parameter& p) { return p.shape.empty(); });
    for (std::size_t i = 0; i < file.arrays.size(); ++i) {
      const bool tensor = !file.arrays[i].shape.empty() || scalars;  // scalars are counters of steps and the like
      if (is_float(file.arrays[i].dtype) && tensor) candidates_.push_back(i);
    }
  }

  /// True once `found` holds an array for every parameter; `how` and `notes` then say which rule it was.
  bool match() { return by_name("") || by_prefix() || one_by_one(); }

  std::vector<std::size_t> found;
  std::string how;
  std::vector<std::string> notes;

  [[noreturn]] void refuse() const {
    std::string remedy;
    const WeightsLayout other = layout_ == WeightsLayout::out_in ? WeightsLayout::in_out : WeightsLayout::out_in;
    if (Matcher(parameters_, file_, other).fits()) {
      remedy =
          std::string("They do with --weights-layout ") + (other == WeightsLayout::in_out ? "in-out" : "out-in") + ".";
    } else {
      remedy = "`saddlescope inspect " + file_.path + "` prints the --model that fits.";
    }
    throw_bad_input(
        "its tensors don't fit the model. Wanted: " +
            list(parameters_, [&](const Parameter& p) { return p.name + " " + to_string(file_shape(p, layout_)); }) +
            "; found: " + list(file_.arrays, [](const NamedArray& a) { return a.name + " " + to_string(a.shape); }) +
            ".",
        file_.path, remedy);
  }

 private:
  bool fits() {
    probing_ = true;
    try {
      return match();
    } catch (const Error&) {
      return false;
    }
  }
  bool shape_agrees(std::size_t parameter, std::size_t array) const {
    return file_.arrays[array].shape == file_shape(parameters_[parameter], layout_);
  }
  std::optional<std::size_t> index_of(const std::string& name) const {
    const NamedArray* array = file_.find(name);
    if (array == nullptr) return std::nullopt;
    return static_cast<std::size_t>(array - file_.arrays.data());
  }

  // Rules 1 and 2. Names that are all there with other shapes are the wrong model, not another naming.
  std::optional<std::vector<std::size_t>> with_prefix(const std::string& prefix) const {
    std::vector<std::size_t> arrays;
    for (const Parameter& parameter : parameters_) {
      const std::optional<std::size_t> index = index_of(prefix + parameter.name);
      if (!index) return std::nullopt;
      arrays.push_back(*index);
    }
    return arrays;
  }
  bool by_name(const std::string& prefix) {
    const std::optional<std::vector<std::size_t>> arrays = with_prefix(prefix);
    if (!arrays) return false;
    for (std::size_t i = 0; i < arrays->size(); ++i) {
      if (shape_agrees(i, (*arrays)[i])) continue;
      if (probing_) return false;
      refuse();
    }
    found = *arrays;
    how = "parameters found by their names" + (prefix.empty() ? "" : " once \"" + prefix + "\" is taken off");
    return true;
  }
  bool by_prefix() {
    if (parameters_.empty()) return false;
    const std::string& first = parameters_.front().name;
    std::vector<std::string> prefixes;
    for (const NamedArray& array : file_.arrays) {
      if (array.name.size() <= first.size() || !array.name.ends_with(first)) continue;
      const std::string prefix = array.name.substr(0, array.name.size() - first.size());
      if ((prefix.back() == '.' || prefix.back() == '/') && with_prefix(prefix)) prefixes.push_back(prefix);
    }
    if (prefixes.size() > 1) {
      throw_bad_input("the parameters are there more than once: under the prefixes " +
                          list(prefixes, [](const std::string& prefix) { return "\"" + prefix + "\""; }) + ".",
                      file_.path, "Save a file with only one of them.");
    }
    return prefixes.size() == 1 && by_name(prefixes.front());
  }

  // Rule 3.
  bool one_by_one() {
    if (candidates_.size() != parameters_.size() || candidates_.empty()) return false;
    for (const TensorOrder& order : tensor_orders(file_, candidates_)) {
      bool agree = true;
      for (std::size_t i = 0; i < order.arrays.size() && agree; ++i) agree = shape_agrees(i, order.arrays[i]);
      if (!agree) continue;
      if (!found.empty()) {
        notes.push_back("The shapes agree " + order.what + " as well (" + groups(order) +
                        "); --expect-loss tells which is yours.");
        break;
      }
      found = order.arrays;
      how = "tensors matched one by one by their shapes, groups " + order.what + ": " + groups(order);
    }
    return !found.empty();
  }
  static std::string groups(const TensorOrder& order) {
    return list(order.groups, [](const std::string& name) { return name; });
  }

  std::span<const Parameter> parameters_;
  const ArrayFile& file_;
  WeightsLayout layout_;
  bool probing_ = false;  // only asked whether it fits: to advise, not to refuse
  std::vector<std::size_t> candidates_;
};

void note_square_kernels(LoadedWeights& loaded, std::span<const Parameter> parameters, WeightsLayout layout) {
  if (layout == WeightsLayout::in_out) return;
  bool kernels = false, square = true;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Shape& shape = parameters[i].shape;
    if (shape.size() != 2) continue;
    kernels = kernels || loaded.file.arrays[loaded.matches[i].array].name.find("kernel") != std::string::npos;
    square = square && shape[0] == shape[1];
  }
  if (kernels && square) {
    loaded.notes.push_back(
        "Names with \"kernel\" are Keras's or Flax's, whose matrices are in-out; these are square, so "
        "shapes can't tell. If they are: --weights-layout in-out.");
  }
}

}  // namespace

LoadedWeights match_weights(std::span<const Parameter> parameters, ArrayFile file, WeightsLayout layout) {
  LoadedWeights loaded;
  loaded.file = std::move(file);
  Matcher matcher(parameters, loaded.file, layout);
  if (!matcher.match()) matcher.refuse();
  loaded.how = matcher.how + (layout == WeightsLayout::in_out ? ", matrices in-out" : "");
  loaded.notes = std::move(matcher.notes);
  std::size_t size = 0;
  for (const Parameter& parameter : parameters) {
    size = std::max(size, parameter.offset + element_count(parameter.shape));
  }
  loaded.theta.assign(size, 0.0);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const NamedArray& array = loaded.file.arrays[matcher.found[i]];
    if (!is_float(array.dtype) && array.dtype != Dtype::other) {
      throw_bad_input("holds " + array.dtype_text() + "; weights are f64, f32, f16 or bf16.", loaded.file.where(array),
                      "Convert them before saving.");
    }
    loaded.matches.push_back({matcher.found[i], stored_transposed(parameters[i], layout)});
    Vector values = to_f64(array, loaded.file.where(array));
    if (loaded.matches.back().transposed) values = transpose(values, array.shape);
    std::copy(values.begin(), values.end(), loaded.theta.begin() + static_cast<std::ptrdiff_t>(parameters[i].offset));
  }
  if (loaded.file.arrays.size() > parameters.size()) {
    std::vector<std::string> others;
    for (std::size_t i = 0; i < loaded.file.arrays.size(); ++i) {
      const bool used = std::find(matcher.found.begin(), matcher.found.end(), i) != matcher.found.end();
      if (!used) others.push_back(loaded.file.arrays[i].name);
    }
    loaded.notes.push_back(
        "Tensors that belong to no parameter: " + list(others, [](const std::string& name) { return name; }) + ".");
  }
  note_square_kernels(loaded, parameters, layout);
  return loaded;
}

LoadedWeights load_weights(std::span<const Parameter> parameters, const std::string& path, WeightsLayout layout,
                           const ReadLimits& limits) {
  return match_weights(parameters, read_arrays(path, limits), layout);
}

}  // namespace saddlescope
