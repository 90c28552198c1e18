#include "saddlescope/function/function_residuals.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "saddlescope/engine/transform.h"
#include "saddlescope/function/translate.h"

namespace saddlescope {
namespace {

using engine::Output;
using engine::Program;
using engine::Value;

// The node and the power m of e^(2m); nothing where the node is no square.
struct Square {
  std::size_t base = 0;
  double half = 1;
};
std::optional<Square> square_at(const Expression& expression, std::size_t place) {
  const Expression::Node& node = expression.nodes()[place];
  if (node.op == Expression::Op::multiply && node.a == node.b) return Square{node.a, 1};
  const double half = node.number / 2;
  if (node.op != Expression::Op::power || !(half >= 1) || half != std::floor(half)) return std::nullopt;
  return Square{node.a, half};
}

}  // namespace

std::unique_ptr<FunctionResiduals> FunctionResiduals::of(const Expression& expression) {
  double constant = 0;
  const std::vector<Term> terms = varying_terms(expression, &constant);
  if (!(constant >= 0) || std::isinf(constant)) return nullptr;
  for (const Term& term : terms) {
    if (!(term.factor > 0) || std::isinf(term.factor) || !square_at(expression, term.node)) return nullptr;
  }
  std::unique_ptr<FunctionResiduals> made(new FunctionResiduals);
  const std::vector<Value> nodes = translate(expression, made->graph_);
  made->P_ = expression.variables().size();
  for (std::size_t i = 0; i < made->P_; ++i) made->variables_.push_back(made->graph_.parameter(i, {}));
  for (const Term& term : terms) {
    const Square square = *square_at(expression, term.node);
    const Value root = square.half == 1 ? nodes[square.base] : engine::power(nodes[square.base], square.half);
    made->residuals_.push_back(root * std::sqrt(2 * term.factor));
  }
  if (constant > 0) made->residuals_.push_back(made->graph_.constant(std::sqrt(2 * constant), {}));
  std::vector<Output> outputs;
  outputs.reserve(made->residuals_.size());
  for (std::size_t k = 0; k < made->residuals_.size(); ++k) outputs.push_back({made->residuals_[k], k});
  made->values_ = std::make_unique<Program>(made->graph_, outputs);
  return made;
}

const Program& FunctionResiduals::program() const {
  std::call_once(once_, [this] {
    const std::size_t M = residuals_.size();
    std::vector<Output> outputs;
    for (std::size_t k = 0; k < M; ++k) {
      outputs.push_back({residuals_[k], k});
      const std::vector<Value> slopes =
          engine::vjp(std::span(&residuals_[k], 1), std::vector<Value>{graph_.constant(1, {})}, variables_);
      for (std::size_t i = 0; i < P_; ++i) outputs.push_back({slopes[i], M + k * P_ + i});
    }
    all_ = std::make_unique<Program>(graph_, outputs);
  });
  return *all_;
}

Vector FunctionResiduals::evaluate(const Program& program, std::span<const double> theta) const {
  const std::size_t M = residuals_.size();
  Vector out(&program == values_.get() ? M : M * (P_ + 1)), cache(program.cache_size()),
      workspace(program.workspace_size(0));
  engine::Arguments arguments;
  arguments.theta = theta.data();
  program.linearize(arguments, cache.data(), workspace.data(), out.data());
  return out;
}

std::span<const double> FunctionResiduals::row(const Vector& all, std::size_t k) const {
  return std::span(all).subspan(residuals_.size() + k * P_, P_);
}

double FunctionResiduals::residuals(std::span<const double> theta, std::span<double> r, Context&) const {
  const Vector values = evaluate(*values_, theta);
  std::ranges::copy(values, r.begin());
  return 0.5 * dot(r, r);
}

void FunctionResiduals::jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context&) const {
  const Vector all = evaluate(program(), theta);
  for (std::size_t j = 0; j < V.columns(); ++j)
    for (std::size_t k = 0; k < residuals_.size(); ++k) JV(k, j) = dot(row(all, k), V.column(j));
}

void FunctionResiduals::transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU, Context&) const {
  const Vector all = evaluate(program(), theta);
  std::fill_n(JTU.data(), P_ * JTU.columns(), 0.0);
  for (std::size_t j = 0; j < U.columns(); ++j)
    for (std::size_t k = 0; k < residuals_.size(); ++k) axpy(U(k, j), row(all, k), JTU.column(j));
}

double FunctionResiduals::normal_equations(std::span<const double> theta, Block A, std::span<double> g,
                                           Context&) const {
  const Vector all = evaluate(program(), theta);
  const std::span<const double> r = std::span(all).first(residuals_.size());
  std::ranges::fill(g, 0.0);
  for (std::size_t i = 0; i < P_; ++i) std::fill_n(A.column(i).data() + i, P_ - i, 0.0);
  for (std::size_t k = 0; k < r.size(); ++k) {
    const std::span<const double> slope = row(all, k);
    axpy(r[k], slope, g);
    for (std::size_t i = 0; i < P_; ++i) axpy(slope[i], slope.subspan(i), A.column(i).subspan(i));
  }
  return 0.5 * dot(r, r);
}

}  // namespace saddlescope
