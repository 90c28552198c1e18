#include "saddlescope/problem/inspection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/arrays.h"
#include "saddlescope/function/expression.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/problem/data.h"
#include "saddlescope/problem/weights.h"
#include "saddlescope/truths/ground_truth.h"

namespace saddlescope {
namespace {

void add_parameters(Inspection& result, std::span<const Parameter> parameters) {
  std::size_t total = 0;
  for (const Parameter& p : parameters) {
    total += element_count(p.shape);
    result.parameters.push_back({p.name, p.shape, "f64", true, "a parameter of the model"});
  }
  result.notes.push_back(fmt::format("{} parameters in all.", total));
}

void add_data(Inspection& result, const DataSet& data) {
  const auto [low, high] = std::ranges::minmax(data.x.values);
  result.notes.push_back(data.provenance);
  result.parameters.push_back(
      {"x", data.x.shape, "f64", false, fmt::format("inputs, from {:.4g} to {:.4g}", low, high)});
  std::string targets = data.y.kind == DataTargets::Kind::numbers ? "target values"
                        : data.y.kind == DataTargets::Kind::integers
                            ? "integer targets: classes for a model of several "
                              "outputs, numbers for one"
                            : "classes";
  if (!data.y.class_names.empty()) {
    targets += ":";
    constexpr std::size_t kShown = 12;
    for (std::size_t i = 0; i < std::min(kShown, data.y.class_names.size()); ++i)
      targets += " " + data.y.class_names[i];
    if (data.y.class_names.size() > kShown) targets += fmt::format(" and {} more", data.y.class_names.size() - kShown);
  }
  result.parameters.push_back({"y", data.y.values.shape, "f64", false, targets});
}

// What isn't a file but names a model or data, and what is one but neither weights nor data, with what would do.
void require_inspectable(const std::string& path) {
  std::error_code failed;
  const bool there = std::filesystem::exists(path, failed);
  if (there && path.ends_with(".json")) {
    throw_bad_input("is a JSON document, no weights and no data.", path,
                    "The weights of `train -o FOLDER` are in FOLDER/weights.npz.");
  }
  if (there) return;
  const std::vector<std::string> built_in = built_in_data();
  if (path.starts_with("mlp:")) {
    throw_bad_input("is a model, no file.", path, fmt::format("Say inspect --model {}.", path));
  }
  if (std::ranges::find(built_in, path) != built_in.end() || path.find(',') != std::string::npos) {
    throw_bad_input("names data, no file.", path, fmt::format("Say inspect --data {}.", path));
  }
}

}  // namespace

Inspection inspect_file(const std::string& path, const ProblemDescription& description, const Context& context) {
  require_inspectable(path);
  ReadLimits limits;
  limits.bytes = context.memory;
  const Bytes bytes = read_file(path, limits);
  Inspection result;
  if (detect_format(bytes, path) == Format::csv) {
    result.what = "data";
    add_data(result, make_data(path, description, context));
    return result;
  }
  const ArrayFile file = parse_arrays(bytes, path, limits);
  const bool idx = detect_format(bytes, path) == Format::idx;
  result.what = "arrays";
  // A data set's x and y have the shapes of a matrix and a bias, too.
  const bool data = file.find("x") != nullptr && file.find("y") != nullptr;
  const std::optional<ModelSuggestion> model = data ? std::nullopt : suggest_model(file);
  for (const NamedArray& array : file.arrays) {
    const bool numbers = array.dtype != Dtype::other;
    result.parameters.push_back({array.name, array.shape, array.dtype_text(), model && is_float(array.dtype),
                                 numbers ? std::string() : array.refusal});
    if (!numbers) result.unsupported.push_back(fmt::format("{}: {} {}", array.name, array.refusal, array.remedy));
  }
  for (const auto& [key, value] : file.metadata) result.notes.push_back(fmt::format("metadata {}: {}", key, value));
  if (model) {
    result.what = "weights";
    result.model = model->model;
    if (model->layout == WeightsLayout::in_out) result.notes.push_back("Read them with --weights-layout in-out.");
    result.notes.push_back(model->note);
  }
  if (data) {
    result.what = "data";
    result.notes.push_back("Inputs x and targets y: a data set, for --data.");
  } else if (idx) {
    result.notes.push_back("One array: images or labels. A data set is a pair of them, --data IMAGES,LABELS.");
  } else if (!model) {
    result.unsupported.push_back("these tensors are no chain of dense layers, the only models there are so far.");
  }
  return result;
}

Inspection inspect_problems() {
  Inspection result;
  result.what = "problems";
  for (const TruthFamily& f : truth_families()) {
    result.problems.push_back(
        {std::string(f.name), std::string(f.grammar), std::string(f.summary), std::string(f.example)});
  }
  return result;
}

Inspection inspect_description(const ProblemDescription& d, Context& context) {
  if (d.problem && (d.model || d.function || d.data)) {
    throw Error(ErrorKind::usage,
                fmt::format("{} has no meaning with --problem.", d.model      ? "--model"
                                                                 : d.function ? "--function"
                                                                              : "--data"),
                {}, "Leave one of them out.");
  }
  Inspection result;
  if (d.model) {
    const MlpSpec spec = parse_mlp(*d.model);
    result.what = "model";
    result.model = to_string(spec);
    add_parameters(result, parameters_of(spec));
  } else if (d.problem) {
    const GroundTruth truth = ground_truth(*d.problem, d.seed, context);
    result.what = "problem";
    if (!truth.data.empty()) result.model = truth.description;
    add_parameters(result, truth.objective->parameters());
    result.notes.push_back(truth.description + (truth.data.empty() ? "." : " on " + truth.data + "."));
    result.notes.push_back("Theory: " + truth.theory.source + ".");
  } else if (d.function) {
    const Expression expression = Expression::parse(*d.function, "--function");
    result.what = "function";
    for (const std::string& name : expression.variables()) {
      result.parameters.push_back({name, {}, "f64", true, "a variable of the formula"});
    }
  }
  if (d.data) {
    if (result.what.empty()) result.what = "data";
    add_data(result, make_data(*d.data, d, context));
  }
  if (result.what.empty()) {
    throw Error(ErrorKind::usage, "inspect what?", {},
                "Name a file, or --model, --data, --function, --problem or --problems.");
  }
  return result;
}

}  // namespace saddlescope
