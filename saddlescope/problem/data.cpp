#include "saddlescope/problem/data.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <span>
#include <system_error>

#include "saddlescope/base/error.h"
#include "saddlescope/function/expression.h"

namespace saddlescope {
namespace {

double parse_end(const std::string& text, const std::string& whole) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value)) return value;
  throw_bad_input(fmt::format("\"{}\" is no range.", whole), "--x-range", "Write it as 0:1.");
}

// A formula where a file is looked for: what it needs is a range.
void refuse_formula_without_range(const std::string& spec) {
  std::error_code failed;
  const bool has_operator = spec.find_first_of("+-*/^(") != std::string::npos;
  if (!has_operator || std::filesystem::exists(spec, failed) || std::ranges::count(built_in_data(), spec) > 0) return;
  try {
    if (Expression::parse(spec, "--data").variables().size() != 1) return;
  } catch (const Error&) {
    return;  // no formula
  }
  throw_bad_input("is neither a file nor a built-in data set; as a formula it needs a range to be sampled over.",
                  "--data \"" + spec + "\"", "Add --x-range 0:1.");
}

}  // namespace

DataSet make_data(const std::string& spec, const ProblemDescription& d, const Context& context) {
  DataOptions options;
  options.x_name = d.x_name;
  options.y_name = d.y_name;
  options.target = d.target;
  options.no_header = d.no_header;
  options.samples = d.samples;
  options.standardize = d.standardize;
  options.scale = d.scale;
  options.limits.bytes = context.memory;
  if (!d.x_range) {
    refuse_formula_without_range(spec);
    return load_data(spec, options);
  }
  const std::size_t colon = d.x_range->find(':');
  const double low = parse_end(d.x_range->substr(0, colon), *d.x_range);
  const double high = parse_end(colon == std::string::npos ? "" : d.x_range->substr(colon + 1), *d.x_range);
  const Expression formula = Expression::parse(spec, "--data");
  if (formula.variables().size() != 1) {
    throw_bad_input(
        fmt::format("the formula has {} variables; data along --x-range need one.", formula.variables().size()),
        "--data", "Write it with one, as in sin(5*pi*x)/(5*pi*x).");
  }
  return sample_formula([&](double x) { return formula.evaluate(std::span(&x, 1)); }, spec, low, high, options);
}

}  // namespace saddlescope
