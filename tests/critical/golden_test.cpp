// Every point of golden/points.json: its truth is known from a closed form, and the verdict must be one that the truth
// allows, with the inertia that the truth gives. The table was made, and is checked, by the oracle beside it: an
// independent program. Where our verdict differs from the oracle's (both allowed) the difference is printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/critical/matrix_free.h"
#include "saddlescope/critical/verdict.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/data/dataset.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/network/network.h"

namespace saddlescope {
namespace {

using Json = nlohmann::ordered_json;  // g++ 12 warns wrongly about the plain one (array-bounds)

Json golden_points() {
  std::ifstream file(SADDLESCOPE_GOLDEN_POINTS);
  return Json::parse(file);
}

struct Case {
  std::unique_ptr<Objective> objective;
  Vector theta;
};

Case function_case(const Json& problem) {
  Expression expression = Expression::parse(problem.at("function").get<std::string>());
  Case c;
  for (const std::string& name : expression.variables()) c.theta.push_back(problem.at("at").at(name).get<double>());
  c.objective = std::make_unique<FunctionObjective>(std::move(expression));
  return c;
}

// The lecture's function at the midpoints of 128 cells, where the table gives no x and y.
DataSet sinc() {
  const auto f = [](double x) {
    const double z = 5 * std::acos(-1.0) * x;
    return std::sin(z) / z;
  };
  return sample_formula(f, "sin(5*pi*x)/(5*pi*x)", 0, 1);
}

Tensor tensor(const Json& rows) {
  Tensor t;
  t.shape = {rows.size()};
  if (rows.front().is_array()) t.shape.push_back(rows.front().size());
  for (const Json& row : rows) {
    if (!row.is_array()) {
      t.values.push_back(row.get<double>());
      continue;
    }
    for (const Json& value : row) t.values.push_back(value.get<double>());
  }
  return t;
}

DataSet data_of(const Json& problem) {
  if (problem.at("x").is_null()) return sinc();
  DataSet data;
  data.x = tensor(problem.at("x"));
  data.y.values = tensor(problem.at("y"));
  const bool classes = problem.at("loss") == "cross-entropy" && data.y.values.shape.size() == 1;
  data.y.kind = classes ? DataTargets::Kind::classes : DataTargets::Kind::numbers;
  data.y.where = "golden table";
  return data;
}

Case network_case(const Json& problem) {
  Case c;
  c.objective = make_network(parse_mlp(problem.at("model").get<std::string>()), data_of(problem),
                             problem.at("loss").get<std::string>());
  c.theta = problem.at("weights").get<Vector>();
  return c;
}

// "1 0 1", a null entry written as "?".
std::string counts(const Json& expected) {
  std::string text;
  for (const Json& n : expected) text += (text.empty() ? "" : " ") + (n.is_null() ? "?" : n.dump());
  return text;
}

bool agrees(const Json& expected, const Inertia& found) {
  const std::size_t counts_found[] = {found.negative, found.flat, found.positive};
  for (std::size_t i = 0; i < 3; ++i) {
    if (!expected[i].is_null() && expected[i].get<std::size_t>() != counts_found[i]) return false;
  }
  return true;
}

std::string text(const Inertia& i) {
  return std::to_string(i.negative) + " " + std::to_string(i.flat) + " " + std::to_string(i.positive);
}

bool contains(const Json& list, std::string_view kind) {
  for (const Json& entry : list) {
    if (entry == kind) return true;
  }
  return false;
}

void check(const Json& golden, const Classification& found) {
  const std::string kind(to_string(found.verdict.kind));
  EXPECT_TRUE(contains(golden.at("allowed"), kind))
      << kind << " isn't among " << golden.at("allowed") << ": " << golden.at("reason") << "\n  " << found.verdict.why;
  if (found.verdict.certified) {
    EXPECT_TRUE(contains(golden.at("certified_allowed"), kind)) << kind << " is certified\n  " << found.verdict.why;
  }
  const Inertia here = found.point.signs;
  if (golden.contains("inertia") && !golden.at("inertia").is_null()) {
    EXPECT_TRUE(agrees(golden.at("inertia"), here))
        << text(here) << " here instead of " << counts(golden.at("inertia"));
  }
  if (golden.contains("nearby") && !golden.at("nearby").is_null() && found.nearby) {
    EXPECT_TRUE(agrees(golden.at("nearby"), found.nearby->inertia))
        << text(found.nearby->inertia) << " nearby instead of " << counts(golden.at("nearby"));
  }
  const std::string oracle = golden.at("oracle").at("kind");
  if (oracle != kind) {
    std::cout << golden.at("id").get<std::string>() << ": " << kind << ", the oracle says " << oracle << "\n";
  }
}

TEST(Golden, EveryVerdictIsOneThatTheTruthAllows) {
  const Json points = golden_points();
  ASSERT_GE(points.size(), 200U);
  for (const Json& golden : points) {
    SCOPED_TRACE(golden.at("id").get<std::string>());
    Context context;
    const Json& problem = golden.at("problem");
    const Case c = problem.contains("function") ? function_case(problem) : network_case(problem);
    const auto at = c.objective->linearize(c.theta, context);
    if (!std::isfinite(at->value()) || !all_finite(at->gradient())) {
      EXPECT_TRUE(contains(golden.at("allowed"), "not_finite"));
      continue;
    }
    try {
      const DenseHessian hessian = dense_hessian(*at, context);
      check(golden, classify(*at, hessian.H, hessian.asymmetry, {}, context));
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

// Counts of signs that the eigenvalues give at a tolerance, those so near it that either call is right left out.
bool counted_right(const Vector& values, const Inertia& counts, double unit) {
  std::size_t negative = 0, positive = 0, either_low = 0, either_high = 0;
  for (const double value : values) {
    const bool near = std::abs(std::abs(value) - counts.tolerance) <= unit;
    (value < 0 ? either_low : either_high) += near;
    negative += !near && value < -counts.tolerance;
    positive += !near && value > counts.tolerance;
  }
  return counts.negative >= negative && counts.negative <= negative + either_low && counts.positive >= positive &&
         counts.positive <= positive + either_high;
}

// One way to get at the spectrum, as larger problems take it: vectors as they are asked for, or signs by factorization.
ClassifyOptions as_for_many_parameters(bool factorize) {
  ClassifyOptions options;
  options.measure.vectors_at_once = 0;
  options.measure.factorize = factorize;
  return options;
}

// Whether verdict and counts are those of all eigenpairs at once.
void expect_same(const Linearization& at, std::size_t& open, Context& context) {
  const DenseHessian hessian = dense_hessian(at, context);
  const Classification whole = classify(at, hessian.H, hessian.asymmetry, {}, context);
  const double unit = 4 * static_cast<double>(at.size()) * std::numeric_limits<double>::epsilon() * whole.point.norm;
  const Vector& values = whole.point.eigen.values();
  for (const bool factorize : {false, true}) {
    SCOPED_TRACE(factorize ? "signs by factorization" : "vectors as they are asked for");
    const Classification found = classify(at, hessian.H, hessian.asymmetry, as_for_many_parameters(factorize), context);
    if (factorize && found.verdict.kind == VerdictKind::undetermined) {  // the band's basis is a random one
      open += whole.verdict.kind != found.verdict.kind;
    } else {
      EXPECT_EQ(to_string(found.verdict.kind), to_string(whole.verdict.kind))
          << found.verdict.why << "\n  instead of\n  " << whole.verdict.why;
    }
    EXPECT_TRUE(counted_right(values, found.point.signs, unit)) << text(found.point.signs);
    if (!whole.kink.on && found.verdict.kind != VerdictKind::not_critical) {  // one-sided derivatives; not looked for
      EXPECT_EQ(found.nearby.has_value(), whole.nearby.has_value());
    }
    const auto inside = [&](const BoundedEigenvalue& end) {
      return std::ranges::any_of(values, [&](double value) { return std::abs(value - end.value) <= end.bound + unit; });
    };
    EXPECT_TRUE(inside(found.point.lowest)) << found.point.lowest.value;
    EXPECT_TRUE(inside(found.point.highest)) << found.point.highest.value;
    if (found.nearby && whole.nearby) {
      const double ratio = found.nearby->inertia.tolerance / whole.nearby->inertia.tolerance;
      if (std::abs(ratio - 1) < 1e-6) {
        EXPECT_EQ(text(found.nearby->inertia), text(whole.nearby->inertia));
      }
    }
  }
}

TEST(Golden, EveryWayToTheEigenpairsGivesTheSameVerdict) {
  std::size_t open = 0;
  for (const Json& golden : golden_points()) {
    SCOPED_TRACE(golden.at("id").get<std::string>());
    Context context;
    const Json& problem = golden.at("problem");
    const Case c = problem.contains("function") ? function_case(problem) : network_case(problem);
    const auto at = c.objective->linearize(c.theta, context);
    if (std::isfinite(at->value()) && all_finite(at->gradient())) expect_same(*at, open, context);
  }
  EXPECT_LE(open, 2U);  // of 480
}

// 48 networks: activations, losses, layers of zeros (a critical point where the data are centred), weights at random.
TEST(Networks, EveryWayToTheEigenpairsGivesTheSameVerdict) {
  std::size_t open = 0;
  std::uint64_t seed = 0;
  for (const char* model : {"mlp:3-5-2:tanh", "mlp:3-4-4-2:tanh", "mlp:3-5-2:relu", "mlp:3-6-2:linear"}) {
    for (const char* loss : {"mse", "cross-entropy"}) {
      for (const int zeros : {0, 1, 2}) {
        for (int repeat = 0; repeat < 2; ++repeat, ++seed) {
          SCOPED_TRACE(std::string(model) + " " + loss + ", zero layers " + std::to_string(zeros) + ", " +
                       std::to_string(seed));
          RandomStream random(seed, "networks");
          constexpr std::size_t kSamples = 12;
          DataSet data;
          data.x.shape = {kSamples, 3};
          data.y.values.shape = {kSamples, 2};
          data.y.kind = DataTargets::Kind::numbers;
          for (std::size_t i = 0; i < 3 * kSamples; ++i) data.x.values.push_back(random.normal());
          for (std::size_t i = 0; i < kSamples; ++i) {
            const double p = random.uniform(0, 1);
            data.y.values.values.insert(data.y.values.values.end(), {p, 1 - p});
          }
          const auto network = make_network(parse_mlp(model), std::move(data), loss);
          Vector theta(network->size());
          const std::size_t layers = network->parameters().size();
          std::size_t entry = 0, layer = 0;
          for (const Parameter& parameter : network->parameters()) {
            const bool zero = (zeros > 0 && layer + 2 >= layers) || (zeros > 1 && layer < 2);
            for (std::size_t i = 0; i < element_count(parameter.shape); ++i)
              theta[entry++] = zero ? 0 : random.normal();
            ++layer;
          }
          Context context;
          context.seed = seed;
          expect_same(*network->linearize(theta, context), open, context);
        }
      }
    }
  }
  EXPECT_EQ(open, 0U);
}

// Lower bounds of what is known.
bool allows(const Json& expected, const Inertia& at_least) {
  return (expected[0].is_null() || at_least.negative <= expected[0].get<std::size_t>()) &&
         (expected[2].is_null() || at_least.positive <= expected[2].get<std::size_t>());
}

void check_by_products(const Json& golden, const MatrixFreeClassification& found, std::size_t& undecided) {
  const std::string kind(to_string(found.verdict.kind));
  const bool modest = kind == "undetermined" || kind == "no_negative_curvature_found";
  undecided += kind == "undetermined" && !contains(golden.at("allowed"), kind);
  EXPECT_TRUE(modest || contains(golden.at("allowed"), kind))
      << kind << " isn't among " << golden.at("allowed") << ": " << golden.at("reason") << "\n  " << found.verdict.why;
  if (found.verdict.certified) {
    EXPECT_TRUE(contains(golden.at("certified_allowed"), kind)) << kind << " is certified\n  " << found.verdict.why;
  }
  if (golden.contains("inertia") && !golden.at("inertia").is_null() && found.spectrum.inertia) {
    EXPECT_TRUE(allows(golden.at("inertia"), *found.spectrum.inertia))
        << text(*found.spectrum.inertia) << " here, at most " << counts(golden.at("inertia"));
  }
  if (golden.contains("nearby") && !golden.at("nearby").is_null() && found.nearby) {
    EXPECT_TRUE(allows(golden.at("nearby"), found.nearby->inertia))
        << text(found.nearby->inertia) << " nearby, at most " << counts(golden.at("nearby"));
  }
}

// Products alone: less is said, nothing wrong.
TEST(Golden, NoVerdictByProductsAloneIsOneThatTheTruthForbids) {
  std::size_t undecided = 0, points = 0;
  for (const Json& golden : golden_points()) {
    SCOPED_TRACE(golden.at("id").get<std::string>());
    Context context;
    const Json& problem = golden.at("problem");
    const Case c = problem.contains("function") ? function_case(problem) : network_case(problem);
    const auto at = c.objective->linearize(c.theta, context);
    if (!std::isfinite(at->value()) || !all_finite(at->gradient())) continue;
    ++points;
    try {
      check_by_products(golden, classify_matrix_free(*at, {}, context), undecided);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::numerical) << error.what();
    }
  }
  EXPECT_LE(undecided, points / 20);
  std::cout << undecided << " of " << points << " undetermined where the truth has an answer\n";
}

// sigmoid(x) + sigmoid(−x) is 1 for every x: the curvature along x is rounding alone and must be called flat.
TEST(Verdict, RoundingIsNeverASign) {
  const FunctionObjective objective(Expression::parse("sigmoid(x)+sigmoid(-x)+1e-6*y^2"));
  RandomStream random(1, "sigmoids");
  Context context;
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    const Vector theta{random.uniform(-20, 20), random.uniform(-1, 1)};
    const auto at = objective.linearize(theta, context);
    const DenseHessian hessian = dense_hessian(*at, context);
    const MeasuredPoint point = measure_point(*at, hessian.H, hessian.asymmetry, {}, context);
    const Inertia signs = inertia(point, band(point, point.tolerance));
    if (signs.negative != 0 || signs.positive != 1) ++wrong;
    context.seed = static_cast<std::uint64_t>(i);
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace saddlescope
