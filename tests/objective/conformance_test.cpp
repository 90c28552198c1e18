// The conformance suite passes what is right and fails what is wrong.
#include "saddlescope/objective/conformance.h"

#include <gmock/gmock.h>

#include <ostream>

#include "tests/objective/handwritten.h"

namespace saddlescope {
namespace {

using handwritten::ExponentialSum;
using handwritten::Fault;
using handwritten::FullExponentialSum;

const conformance::Options kOrder8{.order = 8};

TEST(Conformance, PassesWhatAnObjectiveMustGiveAndNothingElse) {
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  for (const Vector& theta : {Vector{0, 0, 0}, Vector{1, -2, 0.5}, Vector{-3, 0.1, 4}}) {
    EXPECT_THAT(check_objective(objective, theta), testing::IsEmpty());
  }
}

TEST(Conformance, PassesClosedFormsUpToOrder8) {
  for (const double c : {0.0, 1e3, -1e-6}) {
    const FullExponentialSum objective({1.0, 0.7, 0.4}, handwritten::example_slopes(), c);
    for (const Vector& theta : {Vector{0, 0, 0}, Vector{1, -2, 0.5}, Vector{-3, 0.1, 4}}) {
      EXPECT_THAT(check_objective(objective, theta, kOrder8), testing::IsEmpty());
    }
  }
}

TEST(Conformance, PassesOneParameter) {
  EXPECT_THAT(check_objective(FullExponentialSum({1, 2}, {{0.3}, {-0.5}}), Vector{0.7}, kOrder8), testing::IsEmpty());
}

/// A fault and a part of the sentence that must name it.
struct Wrong {
  Fault fault;
  const char* sentence;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.sentence; }

class ConformanceFault : public testing::TestWithParam<Wrong> {};

TEST_P(ConformanceFault, IsNoticedAndNamed) {
  const FullExponentialSum objective({1.0, 0.7, 0.4}, handwritten::example_slopes(), 0, GetParam().fault);
  EXPECT_THAT(check_objective(objective, Vector{0.1, -0.2, 0.3}, kOrder8),
              testing::Contains(testing::HasSubstr(GetParam().sentence)));
}

INSTANTIATE_TEST_SUITE_P(
    All, ConformanceFault,
    testing::Values(Wrong{Fault::gradient_sign, "the gradient along coordinate 2 is the slope of value()"},
                    Wrong{Fault::gradient_accumulates, "gradient() is the linearization's gradient"},
                    Wrong{Fault::value_of_gradient, "gradient() returns the value"},
                    Wrong{Fault::product_scale, "the product is the slope of the gradient"},
                    Wrong{Fault::product_unsymmetric, "uᵀHv = vᵀHu"},
                    Wrong{Fault::product_of_block, "of a block of 3 is the single product"},
                    Wrong{Fault::hessian_entry, "column 0 of hessian() is the product"},
                    Wrong{Fault::hessian_unsymmetric, "H(0, 2) isn't H(2, 0)"},
                    Wrong{Fault::third_scale, "of third() is the fallback's"},
                    Wrong{Fault::third_not_quadratic, "of third() is the fallback's"},
                    Wrong{Fault::along_factorial, "Taylor coefficient 3 is the fallback's"},
                    Wrong{Fault::along_high_order, "6 times Taylor coefficient 6 is the slope of the one before"},
                    Wrong{Fault::values_order, "values() holds value() of each column"},
                    Wrong{Fault::rounding_negative, "a rounding error of -1 is negative"},
                    Wrong{Fault::rounding_missing, "rounding() must give one error a column"},
                    Wrong{Fault::floor_too_high, "lies below the floor"},
                    Wrong{Fault::not_deterministic, "a second call gives other bits"},
                    Wrong{Fault::theta_by_reference, "a product doesn't change when the objective is called elsewhere"},
                    Wrong{Fault::shared_cache, "a product doesn't change when the objective is called elsewhere"},
                    Wrong{Fault::parameter_offset, "rest starts at 0, not at 1"},
                    Wrong{Fault::kink_unnamed, "on a kink, and not said which"},
                    Wrong{Fault::batch_sum, "the whole data set, shuffled is the mean over its samples"},
                    Wrong{Fault::batch_order, "half of the samples, shuffled is the mean over its samples"},
                    Wrong{Fault::batch_accumulates, "the whole data set, shuffled is the mean over its samples"},
                    Wrong{Fault::batch_beyond, "samples() takes sample 3 of 3"},
                    Wrong{Fault::noise_uncentred, "tr Σ of noise() is the fallback's"},
                    Wrong{Fault::noise_curvature, "tr HΣ of noise() is the fallback's"},
                    Wrong{Fault::residual_scale, "½‖r‖² is the value"},
                    Wrong{Fault::jacobian_sign, "J·v is the slope of the residuals"},
                    Wrong{Fault::jacobian_of_block, "of jacobian() of a block of 3 is the single product"},
                    Wrong{Fault::transposed_scale, "Jᵀr is the gradient"},
                    Wrong{Fault::normal_equations_entry, "A·v of normal_equations() is Jᵀ(Jv)"},
                    Wrong{Fault::normal_equations_gradient, "g of normal_equations() is the gradient"}));

}  // namespace
}  // namespace saddlescope
