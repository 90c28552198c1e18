// Every elementwise kernel against its op's own formula in long double: the error promised by max_ulp, the points each
// range ends at, infinities and NaN, on every instruction set of this processor; and a result that doesn't depend on
// where an element stands. In f64 and f32.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "hwy/highway.h"
#include "saddlescope/base/random.h"
#include "saddlescope/engine/kernels/elementwise.h"
#include "tests/engine/all_ops.h"
#include "tests/numbers.h"

namespace saddlescope::engine {
namespace {

// Distance in units of the last place of the true value; the spacing of subnormals below the smallest normal.
template <class T>
double ulp_error(T value, long double truth) {
  using Limits = std::numeric_limits<T>;
  if (std::isnan(value) || std::isnan(truth)) return std::isnan(value) && std::isnan(truth) ? 0 : kInf;
  const T rounded = static_cast<T>(truth);
  if (std::isinf(rounded) || std::isinf(value)) return value == rounded ? 0 : kInf;
  const int exponent = std::max(std::ilogb(rounded == 0 ? Limits::denorm_min() : rounded), Limits::min_exponent - 1) -
                       (Limits::digits - 1);
  return std::fabs(static_cast<double>(std::ldexp(static_cast<long double>(value) - truth, -exponent)));
}

template <class T>
std::vector<T> hard_points() {
  using Limits = std::numeric_limits<T>;
  const T inf = Limits::infinity(), large = Limits::max() / 2;
  std::vector<T> points = {T(0), -T(0), inf, -inf, Limits::quiet_NaN(), large, -large, T(0.6) * Limits::max()};
  for (const T tiny : {Limits::denorm_min(), Limits::min()}) points.insert(points.end(), {tiny, -tiny});
  for (const double e : {1e-300,       1e-17, 1e-8,  0.1,   0.5,   1.0,   2.0,    3.0,     4.0,     6.0,     9.01,
                         18.714973875, 20.0,  36.0,  37.5,  86.9,  87.0,  88.7,   88.8,    103.9,   104.1,   700.0,
                         705.0,        706.0, 709.7, 709.8, 745.0, 746.0, 1000.0, 38999.0, 39000.0, 39001.0, 1e10})
    for (const T edge = static_cast<T>(e); T x : {edge, std::nextafter(edge, inf), std::nextafter(edge, T(0))}) {
      points.push_back(x);
      points.push_back(-x);
    }
  return points;
}

template <class T>
std::vector<T> sample_points() {
  std::vector<T> points = hard_points<T>();
  RandomStream random(7, "accuracy");
  for (double width : {1e-3, 1.0, 3.0, 8.0, 40.0, 100.0, 750.0, 40000.0})
    for (int i = 0; i < 20000; ++i) points.push_back(static_cast<T>(random.uniform(-width, width)));
  const int exponents = sizeof(T) == 4 ? 120 : 300;
  for (int i = 0; i < 20000; ++i) {
    const int exponent = static_cast<int>(random.below(2 * static_cast<std::size_t>(exponents))) - exponents;
    points.push_back(static_cast<T>(std::ldexp(random.uniform(-1, 1), exponent)));
  }
  return points;
}

// The op with its constants as the arithmetic holds them.
template <class T, class O>
O rounded(O op) {
  const auto round = [](double& c) { c = static_cast<double>(static_cast<T>(c)); };
  if constexpr (requires { op.c; }) round(op.c);
  if constexpr (requires { op.low; }) round(op.low), round(op.high);
  if constexpr (requires { op.p; }) round(op.p);
  return op;
}

// Makes dispatch choose each instruction set in turn.
template <class Body>
void on_every_instruction_set(Body&& body) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    body(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

template <class T, class O>
void stays_within_its_promise() {
  const std::vector<T> x = sample_points<T>();
  std::vector<T> y(x.size());
  for (const O& op : instances<O>()) {
    std::vector<long double> truth;
    for (T e : x) truth.push_back(rounded<T>(op).f(static_cast<long double>(e)));
    on_every_instruction_set([&](const char* target) {
      elementwise<T>(op, x.size(), x.data(), nullptr, y.data());
      double worst = 0;
      T at = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = ulp_error(y[i], truth[i]);
        if (!(error <= worst)) worst = error, at = x[i];
      }
      constexpr double promised = max_ulp_in<O, T>();
      EXPECT_LE(worst, promised) << "at " << at << " on " << target;
      testing::Test::RecordProperty(std::string("worst_ulp_") + target, std::to_string(worst));
    });
  }
}

template <class T, class O>
void does_not_depend_on_where_an_element_stands() {
  const std::vector<T> x = hard_points<T>();
  for (const O& op : instances<O>()) {
    std::vector<T> whole(x.size()), single(1);
    elementwise<T>(op, x.size(), x.data(), nullptr, whole.data());
    for (std::size_t i = 0; i < x.size(); ++i) {
      elementwise<T>(op, 1, &x[i], nullptr, single.data());
      EXPECT_EQ(std::memcmp(&whole[i], single.data(), sizeof(T)), 0) << "at " << x[i];
    }
  }
}

template <class O>
class Accuracy : public testing::Test {};
TYPED_TEST_SUITE(Accuracy, UnaryOps, OpNames);

TYPED_TEST(Accuracy, StaysWithinItsPromise) { stays_within_its_promise<double, TypeParam>(); }
TYPED_TEST(Accuracy, StaysWithinItsPromiseInF32) { stays_within_its_promise<float, TypeParam>(); }
TYPED_TEST(Accuracy, DoesNotDependOnWhereAnElementStands) {
  does_not_depend_on_where_an_element_stands<double, TypeParam>();
  does_not_depend_on_where_an_element_stands<float, TypeParam>();
}

}  // namespace
}  // namespace saddlescope::engine
