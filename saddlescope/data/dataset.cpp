#include "saddlescope/data/dataset.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/data/built_in.h"
#include "saddlescope/data/fashion_mnist.h"
#include "saddlescope/formats/arrays.h"
#include "saddlescope/formats/csv.h"

namespace saddlescope {
namespace {

constexpr std::size_t kDefaultGrid = 128;
constexpr double kProbabilityTolerance = 1e-6;  // per class: softmax in f32 errs by some 1e-7

std::string shortest(double value) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::string ordinal(std::size_t i) { return std::to_string(i + 1); }

// `row 48, column 3` of an array, flattened behind the first axis, counted from 1 as in a spreadsheet.
std::string cell(const Tensor& tensor, std::size_t i) {
  const std::size_t width = tensor.values.size() / tensor.shape.front();
  std::string text = ", row " + ordinal(i / width);
  if (tensor.shape.size() > 1) text += ", column " + ordinal(i % width);
  return text;
}

void require_finite(const Tensor& tensor, const std::string& where) {
  for (std::size_t i = 0; i < tensor.values.size(); ++i) {
    if (std::isfinite(tensor.values[i])) continue;
    const char* what = std::isnan(tensor.values[i]) ? "is NaN." : "is infinite.";
    throw_bad_input(what, where + cell(tensor, i), "Fill or drop the row; missing values aren't guessed.");
  }
}

void require_filled(const Tensor& tensor, const std::string& where) {
  const std::optional<std::size_t> count = checked_element_count(tensor.shape);
  if (count == tensor.values.size() && count > 0) return;
  throw_bad_input("has shape " + to_string(tensor.shape) + " and " + std::to_string(tensor.values.size()) + " values.",
                  where, "The product of the extents is the number of values, at least 1.");
}

void require_equal_counts(std::size_t x, std::size_t y, const std::string& x_where, const std::string& y_where) {
  if (x == y) return;
  throw_bad_input(
      "holds " + std::to_string(y) + " samples, but the inputs (" + x_where + ") " + std::to_string(x) + ".", y_where,
      "Both need one row a sample, samples along the first axis.");
}

// A byte of a compressed file may be a thousand elements of one byte, and each becomes eight.
Tensor numbers_of(const NamedArray& array, const std::string& where, const ReadLimits& limits) {
  if (array.dtype != Dtype::other) limits.require(element_count(array.shape) * sizeof(double), where);
  return {array.shape, to_f64(array, where)};
}

Tensor inputs_from(const NamedArray& array, const std::string& where, const ReadLimits& limits) {
  Tensor x = numbers_of(array, where, limits);
  if (x.shape.empty() || x.values.empty()) {
    throw_bad_input("has shape " + to_string(x.shape) + ": no samples.", where,
                    "Inputs have shape (samples, features).");
  }
  if (x.shape.size() == 1) x.shape.push_back(1);  // N numbers are N samples of one feature
  require_finite(x, where);
  return x;
}

DataTargets targets_from(const NamedArray& array, const std::string& where, const std::string& other_way,
                         const ReadLimits& limits) {
  DataTargets y;
  y.values = numbers_of(array, where, limits);
  y.where = where;
  y.other_way = other_way;
  if (array.shape.empty() || y.values.values.empty()) {
    throw_bad_input("has shape " + to_string(array.shape) + ": no samples.", where,
                    "Targets have shape (samples,) or (samples, outputs).");
  }
  const bool whole = is_integer(array.dtype) || array.dtype == Dtype::boolean;
  y.kind = whole && array.shape.size() == 1 ? DataTargets::Kind::integers : DataTargets::Kind::numbers;
  require_finite(y.values, where);
  return y;
}

const NamedArray& pick(const ArrayFile& file, const std::optional<std::string>& asked, const char* usual) {
  if (const NamedArray* array = file.find(asked.value_or(usual))) return *array;
  std::string names;
  for (std::size_t i = 0; i < file.arrays.size() && i < 20; ++i) {
    names += (i ? ", \"" : "\"") + file.arrays[i].name + "\" " + to_string(file.arrays[i].shape);
  }
  throw_bad_input("has no array \"" + asked.value_or(usual) + "\".", file.path,
                  "It holds " + (names.empty() ? "none" : names) + "; name one with --" + usual + ".");
}

DataSet from_arrays(const ArrayFile& file, const DataOptions& options) {
  const NamedArray& x = pick(file, options.x_name, "x");
  const NamedArray& y = pick(file, options.y_name, "y");
  DataSet data;
  data.x = inputs_from(x, file.where(x), options.limits);
  data.y = targets_from(y, file.where(y), "Name another array with --y.", options.limits);
  require_equal_counts(data.samples(), data.y.values.shape.front(), "\"" + x.name + "\"", data.y.where);
  data.provenance = file.path + ", arrays \"" + x.name + "\" and \"" + y.name + "\"";
  return data;
}

// The first samples of what is row-major: the others needn't become numbers, eight bytes each.
void keep_first(NamedArray& array, const std::optional<std::size_t>& samples) {
  if (!samples || *samples == 0 || array.shape.empty() || *samples >= array.shape.front() ||
      array.dtype == Dtype::other) {
    return;
  }
  array.bytes.resize(array.bytes.size() / array.shape.front() * *samples);
  array.shape.front() = *samples;
}

DataSet from_pair(const std::string& x_path, const std::string& y_path, const DataOptions& options) {
  const auto single = [&](const std::string& path) {
    const Bytes bytes = read_file(path, options.limits);
    const Format format = detect_format(bytes, path);
    if (format != Format::npy && format != Format::idx) {
      throw_bad_input("is no .npy or IDX; two files with a comma between are a pair of these.", path,
                      "An .npz holds inputs and targets in one file.");
    }
    return std::move(parse_arrays(bytes, path, options.limits).arrays.front());
  };
  NamedArray x = single(x_path), y = single(y_path);
  if (x.shape.size() == 1 && y.shape.size() > 2) {
    throw_bad_input("holds one number a sample, and " + y_path + " has shape " + to_string(y.shape) +
                        ": labels and images are swapped.",
                    x_path, "The images come first: " + y_path + "," + x_path + ".");
  }
  if (!x.shape.empty() && !y.shape.empty()) require_equal_counts(x.shape.front(), y.shape.front(), x_path, y_path);
  keep_first(x, options.samples);
  keep_first(y, options.samples);
  DataSet data;
  data.x = inputs_from(x, x_path, options.limits);
  data.y = targets_from(y, y_path, "Name another file behind the comma.", options.limits);
  require_equal_counts(data.samples(), data.y.values.shape.front(), x_path, y_path);
  data.provenance = "inputs from " + x_path + ", targets from " + y_path;
  return data;
}

std::vector<std::size_t> target_columns(const Table& table, const std::optional<std::string>& asked) {
  if (!asked) return {table.columns - 1};
  if (std::find(table.names.begin(), table.names.end(), *asked) != table.names.end()) {
    return {find_column(table, *asked)};  // a name that contains a comma
  }
  std::vector<std::size_t> columns;
  for (std::size_t start = 0; start <= asked->size();) {
    const std::size_t end = std::min(asked->find(',', start), asked->size());
    const std::size_t column = find_column(table, std::string_view(*asked).substr(start, end - start));
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) {
      throw_bad_input("the target column " + ordinal(column) + " is named twice.", table.path, "Name each once.");
    }
    columns.push_back(column);
    start = end + 1;
  }
  return columns;
}

// The column, for messages: `train.csv, column 3 "age"`.
std::string where_column(const Table& table, std::size_t column) {
  return table.path + ", column " + ordinal(column) + (table.has_header ? " \"" + table.names[column] + "\"" : "");
}

// Cells of text that isn't empty.
std::size_t texts_in(const Table& table, std::size_t column) {
  std::size_t texts = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const std::string* text = table.text(row, column);
    texts += text != nullptr && !text->empty() ? 1 : 0;
  }
  return texts;
}

bool is_of_text(const Table& table, std::size_t column) { return 2 * texts_in(table, column) > table.rows; }

double number_at(const Table& table, std::size_t row, std::size_t column) {
  if (const std::string* text = table.text(row, column)) {
    const bool missing = text->empty();
    std::string remedy = "Fill or drop the row; missing values aren't guessed.";
    const bool decimal_comma = !missing && text->find_first_not_of("+-0123456789,") == std::string::npos;
    if (decimal_comma) remedy = "Write decimal points: 3.14, not 3,14.";
    if (!missing && !decimal_comma && is_of_text(table, column)) {
      throw_bad_input("holds text, \"" + *text + "\" for one; inputs, and several targets, are numbers.",
                      where_column(table, column),
                      "Make it the target with --target, where its texts are classes, or leave it out of the file.");
    }
    throw_bad_input(missing ? "is empty." : "\"" + *text + "\" is not a number.", table.where(row, column), remedy);
  }
  return table.numbers[row * table.columns + column];
}

// Text labels become classes in sorted order. A column that mixes text and numbers is an error at the rarer of both's
// first cell: a number column with a "n/a" in it must not become a classification.
DataTargets labels_from(const Table& table, std::size_t column) {
  DataTargets y;
  y.kind = DataTargets::Kind::classes;
  std::map<std::string, std::size_t> index;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const std::string* text = table.text(row, column);
    if (text == nullptr || text->empty()) {
      throw_bad_input(text == nullptr ? "is a number among text labels." : "is empty.", table.where(row, column),
                      "A target column holds numbers alone or text labels alone.");
    }
    index.emplace(*text, 0);
  }
  for (auto& [name, number] : index) {
    number = y.class_names.size();
    y.class_names.push_back(name);
  }
  y.values.shape = {table.rows};
  for (std::size_t row = 0; row < table.rows; ++row) {
    y.values.values.push_back(static_cast<double>(index.at(*table.text(row, column))));
  }
  return y;
}

DataTargets targets_from(const Table& table, const std::vector<std::size_t>& columns) {
  DataTargets y;
  if (columns.size() == 1 && is_of_text(table, columns[0])) {
    y = labels_from(table, columns[0]);
  } else {
    const bool one = columns.size() == 1;
    y.kind = one && table.integral[columns[0]] ? DataTargets::Kind::integers : DataTargets::Kind::numbers;
    y.values.shape = one ? Shape{table.rows} : Shape{table.rows, columns.size()};
    for (std::size_t row = 0; row < table.rows; ++row) {
      for (const std::size_t column : columns) y.values.values.push_back(number_at(table, row, column));
    }
  }
  y.where = table.path;
  for (const std::size_t column : columns) y.where += where_column(table, column).substr(table.path.size());
  y.other_way = "Name other columns with --target.";
  return y;
}

DataSet from_table(const Table& table, const DataOptions& options) {
  const std::vector<std::size_t> targets = target_columns(table, options.target);
  if (targets.size() >= table.columns) {
    throw_bad_input("has no column left for the inputs: all " + std::to_string(table.columns) + " are targets.",
                    table.path, "Name fewer with --target.");
  }
  DataSet data;
  data.x.shape = {table.rows, table.columns - targets.size()};
  data.x.values.reserve(table.rows * data.x.shape[1]);
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (std::size_t column = 0; column < table.columns; ++column) {
      const bool target = std::find(targets.begin(), targets.end(), column) != targets.end();
      if (!target) data.x.values.push_back(number_at(table, row, column));
    }
  }
  data.y = targets_from(table, targets);
  data.provenance = table.path + ", targets in" + data.y.where.substr(table.path.size() + 1);
  return data;
}

DataSet from_file(const std::string& path, const DataOptions& options) {
  const Bytes bytes = read_file(path, options.limits);
  switch (detect_format(bytes, path)) {
    case Format::csv:
      return from_table(
          parse_csv(bytes, path, options.no_header ? CsvHeader::absent : CsvHeader::detect, options.limits), options);
    case Format::npy:
    case Format::idx:
      throw_bad_input("is one array; inputs and targets are needed.", path,
                      "Name both files with a comma between: --data x.npy,y.npy");
    default:
      return from_arrays(parse_arrays(bytes, path, options.limits), options);
  }
}

DataSet load(const std::string& spec, const DataOptions& options) {
  if (std::optional<DataSet> known = load_built_in(spec)) return *std::move(known);
  if (spec == kFashionMnist) return load_fashion_mnist(options);
  std::error_code failed;
  const std::size_t comma = spec.find(',');
  if (std::filesystem::exists(spec, failed) || comma == std::string::npos) {
    if (!std::filesystem::exists(spec, failed)) {
      std::string names;
      for (const std::string& name : built_in_data()) names += (names.empty() ? "" : ", ") + name;
      throw_bad_input(
          "is neither a file nor a built-in data set.", spec,
          did_you_mean(spec, built_in_data(), [](const std::string& name) { return std::string_view(name); }) +
              "Built in are " + names + "; files are .npz, .csv, .safetensors, a pair x.npy,y.npy or of IDX.");
    }
    return from_file(spec, options);
  }
  return from_pair(spec.substr(0, comma), spec.substr(comma + 1), options);
}

void keep_first(Tensor& tensor, std::size_t samples) {
  const std::size_t width = tensor.values.size() / tensor.shape.front();
  tensor.values.resize(samples * width);
  tensor.shape.front() = samples;
}

// Mean and variance over samples in two passes; a column is constant when all its values are equal, not when its
// variance, which has rounding, is 0.
void standardize(Tensor& x) {
  const std::size_t rows = x.shape.front(), columns = x.values.size() / rows;
  const double n = static_cast<double>(rows);
  for (std::size_t j = 0; j < columns; ++j) {
    double mean = 0, low = x.values[j], high = x.values[j];
    for (std::size_t i = 0; i < rows; ++i) {
      const double value = x.values[i * columns + j];
      mean += value / n;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    double variance = 0;
    const double size = std::max(std::abs(low - mean), std::abs(high - mean));  // squares neither overflow nor vanish
    for (std::size_t i = 0; i < rows && low < high; ++i) {
      const double deviation = (x.values[i * columns + j] - mean) / size;
      variance += deviation * deviation / n;
    }
    const double width = size * std::sqrt(variance);
    for (std::size_t i = 0; i < rows; ++i) {
      double& value = x.values[i * columns + j];
      value = low < high ? (value - mean) / width : 0.0;
    }
  }
}

}  // namespace

std::vector<std::string> built_in_data() {
  std::vector<std::string> names = built_in_names();
  names.emplace_back(kFashionMnist);
  return names;
}

void require_sound(const DataSet& data) {
  const std::string where = data.y.where.empty() ? "the targets" : data.y.where;
  require_filled(data.x, "the inputs");
  if (data.x.shape.size() < 2) {
    throw_bad_input("has shape " + to_string(data.x.shape) + ".", "the inputs",
                    "They are (samples, features); N numbers are (N, 1).");
  }
  require_filled(data.y.values, where);
  if (data.y.values.shape.empty()) throw_bad_input("has shape ().", where, "Targets have shape (samples,) or more.");
  require_equal_counts(data.samples(), data.y.values.shape.front(), "x", where);
  require_finite(data.x, "the inputs");
  require_finite(data.y.values, where);
}

DataSet load_data(const std::string& spec, const DataOptions& options) {
  DataSet data = load(spec, options);
  prepare(data, options);
  return data;
}

DataSet sample_formula(const std::function<double(double)>& f, const std::string& text, double low, double high,
                       const DataOptions& options) {
  const std::size_t count = options.samples.value_or(kDefaultGrid);
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high)) {
    throw_bad_input("is no range: it needs two finite numbers, the smaller first.", "--x-range",
                    "Write for example --x-range 0:1.");
  }
  if (count == 0) throw_bad_input("0 points are no data.", "--samples", "Name at least 1.");
  options.limits.require(count > options.limits.bytes / 16 ? std::numeric_limits<std::size_t>::max() : 16 * count,
                         "--samples " + std::to_string(count));
  DataSet data;
  data.x.shape = {count, 1};
  data.y.values.shape = {count, 1};
  for (std::size_t i = 0; i < count; ++i) {
    const double x = low + (static_cast<double>(i) + 0.5) * (high - low) / static_cast<double>(count);
    const double y = f(x);
    if (!std::isfinite(y)) {
      throw_bad_input("isn't finite at x = " + shortest(x) + ".", "--data \"" + text + "\"",
                      "Name a range in which it is, with --x-range, or another number of --samples.");
    }
    data.x.values.push_back(x);
    data.y.values.values.push_back(y);
  }
  data.y.where = "--data \"" + text + "\"";
  data.y.other_way = "A formula gives one number a sample.";
  data.provenance = text + " at the midpoints of " + std::to_string(count) + " equal cells";
  DataOptions rest = options;
  rest.samples.reset();
  prepare(data, rest);
  return data;
}

void prepare(DataSet& data, const DataOptions& options) {
  if (options.samples) {
    if (*options.samples == 0 || *options.samples > data.samples()) {
      throw_bad_input(
          "asks for " + std::to_string(*options.samples) + " of " + std::to_string(data.samples()) + " samples.",
          "--samples", "Name between 1 and " + std::to_string(data.samples()) + ".");
    }
    keep_first(data.x, *options.samples);
    keep_first(data.y.values, *options.samples);
    data.provenance += ", the first " + std::to_string(*options.samples) + " samples";
  }
  if (options.standardize) {
    standardize(data.x);
    data.provenance += ", standardized";
  }
  if (options.scale) {
    if (!std::isfinite(*options.scale)) throw_bad_input("isn't a finite number.", "--scale", "Name one, such as 0.01.");
    for (double& value : data.x.values) value *= *options.scale;
    data.provenance += ", scaled";
  }
  if (options.standardize || options.scale) require_finite(data.x, "the scaled inputs");
}

namespace {

// "blue, green, red"; of many the first.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kNames = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(kNames, names.size()); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kNames ? text + ", …" : text;
}

}  // namespace

std::vector<std::size_t> class_indices(const DataTargets& targets, std::size_t classes, const std::string& outputs_of) {
  if (targets.kind == DataTargets::Kind::numbers) {
    throw_bad_input("has shape " + to_string(targets.values.shape) + " of numbers, which aren't class indices.",
                    targets.where, "Class indices are integers of shape (samples,). " + targets.other_way);
  }
  if (targets.class_names.size() > classes) {
    throw_bad_input("holds " + std::to_string(targets.class_names.size()) + " classes: " + listed(targets.class_names) +
                        "; " + outputs_of + ".",
                    targets.where, "End the model's sizes with " + std::to_string(targets.class_names.size()) + ".");
  }
  std::vector<std::size_t> indices;
  indices.reserve(targets.values.values.size());
  for (std::size_t i = 0; i < targets.values.values.size(); ++i) {
    const double value = targets.values.values[i];
    if (!(value >= 0) || value >= static_cast<double>(classes)) {
      throw_bad_input("class " + shortest(value) + " is out of range: " + outputs_of + ", so classes are 0 to " +
                          std::to_string(classes - 1) + ".",
                      targets.where + cell(targets.values, i),
                      "Number classes from 0, or give the model as many outputs as there are classes.");
    }
    indices.push_back(static_cast<std::size_t>(value));
  }
  return indices;
}

std::size_t class_count(const DataTargets& targets) {
  if (targets.kind == DataTargets::Kind::numbers) throw_internal("classes are counted of class targets alone");
  const double largest = *std::max_element(targets.values.values.begin(), targets.values.values.end());
  const std::size_t seen = largest < 0 ? 0 : static_cast<std::size_t>(largest) + 1;
  return std::max(seen, targets.class_names.size());
}

void require_probabilities(const DataTargets& targets) {
  const Tensor& y = targets.values;
  if (y.shape.size() != 2) {
    throw_bad_input("has shape " + to_string(y.shape) + "; probabilities of classes have (samples, classes).",
                    targets.where, targets.other_way);
  }
  for (std::size_t i = 0; i < y.shape[0]; ++i) {
    double sum = 0, lowest = 0;
    for (std::size_t j = 0; j < y.shape[1]; ++j) {
      sum += y.values[i * y.shape[1] + j];
      lowest = std::min(lowest, y.values[i * y.shape[1] + j]);
    }
    if (lowest >= 0 && std::abs(sum - 1) <= kProbabilityTolerance * static_cast<double>(y.shape[1])) continue;
    throw_bad_input(
        "are no probabilities: their sum is " + shortest(sum) + ", the least of them " + shortest(lowest) + ".",
        targets.where + ", row " + ordinal(i),
        "Probabilities are at least 0 and sum to 1; for other numbers say --loss mse.");
  }
}

}  // namespace saddlescope
