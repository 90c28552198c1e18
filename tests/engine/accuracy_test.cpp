// Every elementwise kernel against its op's own formula in long double: the error promised by max_ulp, the points each
// range ends at, infinities and NaN, on every instruction set of this processor; and a result that doesn't depend on where an element stands.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "hwy/highway.h"
#include "saddlescope/base/random.h"
#include "saddlescope/engine/kernels/elementwise.h"
#include "tests/engine/all_ops.h"

namespace saddlescope::engine {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Distance in units of the last place of the true value; subnormal spacing below 2⁻¹⁰²².
double ulp_error(double value, long double truth) {
  if (std::isnan(value) || std::isnan(truth)) return std::isnan(value) && std::isnan(truth) ? 0 : kInf;
  const double rounded = static_cast<double>(truth);
  if (std::isinf(rounded) || std::isinf(value)) return value == rounded ? 0 : kInf;
  const int exponent = std::max(std::ilogb(rounded == 0 ? 0x1p-1074 : rounded), -1022) - 52;
  return std::fabs(static_cast<double>(std::ldexp(static_cast<long double>(value) - truth, -exponent)));
}

std::vector<double> hard_points() {
  std::vector<double> points = {0.0,        -0.0,      kInf,       -kInf,    kNaN,  0x1p-1074,
                                -0x1p-1074, 0x1p-1022, -0x1p-1022, 0x1p1023, 1e308, -1e308};
  for (double edge :
       {1e-300, 1e-17, 1e-8,  0.1,   0.5,   1.0,   2.0,   3.0,    6.0,     18.714973875, 20.0,    36.0, 37.5,
        700.0,  705.0, 706.0, 709.7, 709.8, 745.0, 746.0, 1000.0, 38999.0, 39000.0,      39001.0, 1e10})
    for (double x : {edge, std::nextafter(edge, kInf), std::nextafter(edge, 0.0)}) {
      points.push_back(x);
      points.push_back(-x);
    }
  return points;
}

std::vector<double> sample_points() {
  std::vector<double> points = hard_points();
  RandomStream random(7, "accuracy");
  for (double width : {1e-3, 1.0, 3.0, 8.0, 40.0, 750.0, 40000.0})
    for (int i = 0; i < 20000; ++i) points.push_back(random.uniform(-width, width));
  for (int i = 0; i < 20000; ++i)
    points.push_back(std::ldexp(random.uniform(-1, 1), static_cast<int>(random.below(600)) - 300));
  return points;
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

template <class O>
class Accuracy : public testing::Test {};
TYPED_TEST_SUITE(Accuracy, UnaryOps, OpNames);

TYPED_TEST(Accuracy, StaysWithinItsPromise) {
  const std::vector<double> x = sample_points();
  std::vector<double> y(x.size());
  for (const TypeParam& op : instances<TypeParam>()) {
    std::vector<long double> truth;
    for (double e : x) truth.push_back(op.f(static_cast<long double>(e)));
    on_every_instruction_set([&](const char* target) {
      elementwise<double>(op, x.size(), x.data(), nullptr, y.data());
      double worst = 0, at = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = ulp_error(y[i], truth[i]);
        if (!(error <= worst)) worst = error, at = x[i];
      }
      EXPECT_LE(worst, TypeParam::max_ulp) << "at " << at << " on " << target;
      this->RecordProperty(std::string("worst_ulp_") + target, std::to_string(worst));
    });
  }
}

TYPED_TEST(Accuracy, DoesNotDependOnWhereAnElementStands) {
  const std::vector<double> x = hard_points();
  for (const TypeParam& op : instances<TypeParam>()) {
    std::vector<double> whole(x.size()), single(1);
    elementwise<double>(op, x.size(), x.data(), nullptr, whole.data());
    for (std::size_t i = 0; i < x.size(); ++i) {
      elementwise<double>(op, 1, &x[i], nullptr, single.data());
      EXPECT_EQ(std::bit_cast<std::uint64_t>(whole[i]), std::bit_cast<std::uint64_t>(single[0])) << "at " << x[i];
    }
  }
}

}  // namespace
}  // namespace saddlescope::engine
