// The one property test of ops (docs/design: idea 2), as a function that returns what it found wrong, so that it can
// also be run on ops that are wrong on purpose. A wrong adjoint escapes the difference test and a wrong derivative
// escapes the adjoint test: both are needed, on the op and on its vjp.
#pragma once

#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "saddlescope/base/random.h"
#include "saddlescope/engine/chunks.h"
#include "saddlescope/engine/graph.h"
#include "saddlescope/engine/rules.h"
#include "tests/engine/op_cases.h"
#include "tests/numbers.h"

namespace saddlescope::engine {

/// Step of a central difference and what it leaves: h² of truncation and eps/h of rounding, times third derivatives and
/// sums of at most some hundred on the domains tested.
inline const double kStep = std::cbrt(kEpsilon);
inline const double kDifferenceTolerance = 1000 * kStep * kStep;
/// Two ways to form the same sum of at most some hundred products.
inline constexpr double kSumTolerance = 256 * kEpsilon;

/// The two rules of an op under test.
struct RulesUnderTest {
  std::function<Value(std::span<const Value> x, std::span<const Value> tangents, Value y)> tangent;
  std::function<Value(std::size_t i, std::span<const Value> x, Value y, Value c)> cotangent;
};

template <class O>
RulesUnderTest rules_of(const O& op) {
  return {[op](auto x, auto t, Value y) { return tangent_of(op, x, t, y); },
          [op](std::size_t i, auto x, Value y, Value c) { return cotangent_of(op, i, x, y, c); }};
}

/// y = op(x…) with active operands as parameters one after another in θ, inactive ones as inputs.
class OpUnderTest {
 public:
  template <class O>
  OpUnderTest(const Case<O>& c, RulesUnderTest rules, std::uint64_t seed)
      : rules_(std::move(rules)), random_(seed, "op") {
    for (std::size_t i = 0; i < O::arity; ++i) {
      const Domain& domain = c.domains[i];
      Vector entries(element_count(c.shapes[i]));
      for (double& e : entries) {
        e = domain.indices != 0 ? static_cast<double>(random_.below(domain.indices))
                                : random_.uniform(domain.low, domain.high);
        if (domain.both_signs && random_.below(2) == 1) e = -e;
      }
      if (domain.indices != 0) {
        x_.push_back(graph_.input(data_.size(), c.shapes[i]));
        data_.push_back(entries);
      } else {
        active_.push_back(i);
        x_.push_back(graph_.parameter(theta_.size(), c.shapes[i]));
        theta_.insert(theta_.end(), entries.begin(), entries.end());
      }
    }
    y_ = graph_.append(c.op, x_);
  }

  std::vector<std::string> failures() {
    const std::vector<Value> primal = {y_};
    check("op", primal, first_tangents(), first_cotangents(cotangent_leaf(0, y_)));
    const std::vector<Value> vjp_values = present_values(first_cotangents(cotangent_leaf(0, y_)));
    if (!vjp_values.empty()) check_through_transforms("vjp of the op", vjp_values);
    return failures_;
  }

 private:
  // Seeds 0: cotangent of the op; 1 …: cotangents of its vjp.
  Value cotangent_leaf(std::size_t slot, Value like) {
    while (seeds_.size() <= slot) seeds_.emplace_back();
    if (seeds_[slot].empty()) seeds_[slot] = draw(element_count(like.shape()));
    return graph_.seed(slot, like.shape(), false);
  }
  Vector draw(std::size_t n) {
    Vector v(n);
    for (double& e : v) e = random_.uniform(-1, 1);
    return v;
  }
  std::vector<Value> active_leaves() const {
    std::vector<Value> leaves;
    for (std::size_t i : active_) leaves.push_back(x_[i]);
    return leaves;
  }
  static std::vector<Value> present_values(const std::vector<Value>& values) {
    std::vector<Value> present;
    for (Value v : values)
      if (v) present.push_back(v);
    return present;
  }
  std::vector<Value> first_tangents() {
    std::vector<Value> t(x_.size());
    for (std::size_t i : active_) t[i] = tangents(std::vector{x_[i]})[0].second;
    return {rules_.tangent(x_, t, y_)};
  }
  std::vector<Value> first_cotangents(Value c) {
    std::vector<Value> result;
    for (std::size_t i : active_) result.push_back(rules_.cotangent(i, x_, y_, c));
    return result;
  }
  void check_through_transforms(const std::string& what, const std::vector<Value>& outputs) {
    std::vector<Value> cotangents;
    for (std::size_t j = 0; j < outputs.size(); ++j) cotangents.push_back(cotangent_leaf(j + 1, outputs[j]));
    check(what, outputs, jvp(outputs, tangents(active_leaves())), vjp(outputs, cotangents, active_leaves()), 1);
  }

  // Values one after another; absent ones are zero.
  Vector evaluate(const std::vector<Value>& values, const std::vector<std::size_t>& sizes, const Vector& theta,
                  ConstBlock V) {
    std::vector<Output> outputs;
    std::size_t total = 0;
    for (std::size_t j = 0; j < values.size(); ++j) {
      outputs.push_back({values[j], total});
      total += sizes[j];
    }
    const Program program(graph_, outputs);
    std::vector<const double*> inputs;
    for (const Vector& d : data_) inputs.push_back(d.data());
    std::vector<SeedView> seeds;
    for (const Vector& s : seeds_) seeds.push_back({s.data(), 0});
    const std::array sets = {directions(V)};
    const Arguments args{theta.data(), inputs, sets, seeds};
    const std::size_t k = V.columns();
    Vector cache(program.cache_size()), workspace(program.workspace_size(k)), shared(total), result(total * k);
    program.linearize(args, cache.data(), workspace.data(), shared.data());
    program.apply(args, cache.data(), k, workspace.data(), result.data(), total);
    for (std::size_t e = 0; e < result.size(); ++e) result[e] += shared[e % std::max<std::size_t>(total, 1)];
    return result;
  }
  static std::vector<std::size_t> sizes_of(const std::vector<Value>& values) {
    std::vector<std::size_t> sizes;
    for (Value v : values) sizes.push_back(element_count(v.shape()));
    return sizes;
  }

  void check(const std::string& what, const std::vector<Value>& outputs, const std::vector<Value>& tangent_values,
             const std::vector<Value>& cotangent_values, std::size_t first_seed = 0) {
    const std::vector<std::size_t> sizes = sizes_of(outputs), wrt_sizes = sizes_of(active_leaves());
    const std::size_t P = theta_.size();
    Matrix V(std::max<std::size_t>(P, 1), 3);
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t i = 0; i < P; ++i) V(i, j) = random_.uniform(-1, 1);
    const Vector block = evaluate(tangent_values, sizes, theta_, V);
    const std::size_t total = block.size() / 3;

    const auto moved = [&](double h) {
      Vector theta = theta_;
      for (std::size_t i = 0; i < P; ++i) theta[i] += h * V(i, 0);
      return evaluate(outputs, sizes, theta, ConstBlock(V).middle(0, 1));
    };
    const Vector plus_h = moved(kStep), minus_h = moved(-kStep);
    for (std::size_t e = 0; e < total; ++e) {
      const double difference = (plus_h[e] - minus_h[e]) / (2 * kStep);
      compare(what + ": jvp against a central difference", block[e], difference,
              kDifferenceTolerance * (1 + std::fabs(plus_h[e]) + std::fabs(difference)));
    }

    double left = 0, right = 0, size = 0;
    std::size_t e = 0;
    for (std::size_t j = 0; j < outputs.size(); ++j)
      for (std::size_t i = 0; i < sizes[j]; ++i, ++e) {
        left += seeds_.at(first_seed + j)[i] * block[e];
        size += std::fabs(seeds_[first_seed + j][i] * block[e]);
      }
    const Vector adjoint = evaluate(cotangent_values, wrt_sizes, theta_, ConstBlock(V).middle(0, 1));
    for (std::size_t i = 0; i < adjoint.size(); ++i) {
      right += adjoint[i] * V(i, 0);
      size += std::fabs(adjoint[i] * V(i, 0));
    }
    compare(what + ": <c, Jv> against <Jᵀc, v>", left, right, kSumTolerance * (kEpsilon + size));

    for (std::size_t j = 0; j < 3; ++j) {
      const Vector single = evaluate(tangent_values, sizes, theta_, ConstBlock(V).middle(j, 1));
      for (std::size_t i = 0; i < total; ++i)
        compare(what + ": block against single direction", block[j * total + i], single[i],
                kSumTolerance * (kEpsilon + std::fabs(single[i]) + 1));
    }
  }

  void compare(const std::string& what, double a, double b, double tolerance) {
    if (std::fabs(a - b) <= tolerance) return;
    failures_.push_back(what + ": " + std::to_string(a) + " and " + std::to_string(b) + " differ by " +
                        std::to_string(std::fabs(a - b) / tolerance) + " tolerances");
  }

  Graph graph_;
  RulesUnderTest rules_;
  RandomStream random_;
  std::vector<Value> x_;
  std::vector<std::size_t> active_;
  Vector theta_;
  std::vector<Vector> data_, seeds_;
  Value y_;
  std::vector<std::string> failures_;
};

}  // namespace saddlescope::engine
