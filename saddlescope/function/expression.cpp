#include "saddlescope/function/expression.h"

#include <fmt/format.h>

#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/function/builder.h"

namespace saddlescope {

std::string_view Expression::text(const Node& node) const {
  return std::string_view(text_).substr(node.begin, node.end - node.begin);
}

Vector Expression::evaluate_all(std::span<const double> theta) const {
  if (theta.size() != variables_.size()) {
    throw_bad_input(
        fmt::format("the formula has {} variables; the point has {} values.", variables_.size(), theta.size()));
  }
  Vector values(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    values[i] = node.op == Op::variable ? theta[node.index] : apply(node, values[node.a], values[node.b]);
  }
  return values;
}

double Expression::evaluate(std::span<const double> theta) const { return evaluate_all(theta).back(); }

std::string Expression::assignment(const Node& node, std::span<const double> theta) const {
  std::vector<bool> used(nodes_.size(), false);
  std::vector<bool> depends(variables_.size(), false);
  const auto last = static_cast<std::size_t>(&node - nodes_.data());
  used[last] = true;
  for (std::size_t i = last + 1; i-- > 0;) {
    if (!used[i]) continue;
    if (nodes_[i].op == Op::variable) {
      depends[nodes_[i].index] = true;
    } else if (nodes_[i].op != Op::constant) {
      used[nodes_[i].a] = used[nodes_[i].b] = true;
    }
  }
  std::string list;
  for (std::size_t j = 0; j < variables_.size(); ++j) {
    if (depends[j]) list += fmt::format("{}{} = {}", list.empty() ? "" : ", ", variables_[j], theta[j]);
  }
  return list;
}

std::string Expression::first_not_finite(std::span<const double> theta) const {
  const Vector values = evaluate_all(theta);
  if (std::isfinite(values.back())) return {};
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    const std::string point = assignment(nodes_[i], theta);
    return fmt::format("{}{}{}", text(nodes_[i]), point.empty() ? "" : " at ", point);
  }
  return {};
}

}  // namespace saddlescope
