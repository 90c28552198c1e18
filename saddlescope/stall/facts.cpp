#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "saddlescope/curvature/fall_along.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/affordable_steps.h"
#include "saddlescope/spectrum/lanczos.h"
#include "saddlescope/stall/causes.h"
#include "saddlescope/stall/top_eigenvalue.h"

namespace saddlescope {
namespace {

constexpr double kAtFloor = 1e-3;  // of S: what is left above the floor counts as nothing
constexpr double kFloorErrors = 10;  // where there is no S: within this multiple of rounding (as the verdict, §5)

}  // namespace

const Floor& Facts::floor() {
  if (!floor_) floor_ = at().objective().floor();
  return *floor_;
}

double Facts::above_floor() {
  if (!above_floor_) above_floor_ = at().above_floor(context_);
  return above_floor_->value;
}

double Facts::gradient_norm() { return norm(at().gradient()); }

double Facts::gradient_error() {
  if (!gradient_error_) gradient_error_ = at().rounding(ConstBlock(nullptr, at().size(), 0), context_).gradient;
  return *gradient_error_;
}

const Vector& Facts::gradient_product() {
  if (!product_) {
    product_.emplace(at().size());
    at().apply(at().gradient(), *product_, context_);
  }
  return *product_;
}

double Facts::gradient_curvature() { return dot(at().gradient(), gradient_product()); }

BoundedEigenvalue Facts::highest() {
  if (!highest_) highest_ = input_.highest ? *input_.highest : top_eigenvalue(HessianOperator(at()), context_);
  return *highest_;
}

double Facts::hessian_norm() {
  constexpr std::size_t kSteps = 24;
  if (!hessian_norm_) {
    hessian_norm_ =
        input_.norm
            ? *input_.norm
            : spectral_norm(HessianOperator(at()), affordable_steps(kSteps, at().size(), context_), context_).ritz;
  }
  return *hessian_norm_;
}

double Facts::fall_along_gradient() {
  if (!fall_) fall_ = fall_along(at(), at().gradient(), kFlatDoublings, context_);
  return *fall_;
}

bool Facts::at_the_floor() {
  if (!floor().value) return false;
  const double left = above_floor();
  if (anatomy()) return left <= kAtFloor * anatomy()->stake();
  return floor().attained && left <= kFloorErrors * above_floor_->error;
}

bool Facts::critical() {
  if (!input_.verdict) return gradient_norm() <= gradient_error();
  const VerdictKind kind = input_.verdict->kind;
  return kind != VerdictKind::not_critical && kind != VerdictKind::gradient_flat && kind != VerdictKind::undetermined;
}

bool Facts::has_flag(std::string_view flag) const {
  const std::string padded = " " + input_.arguments + " ";
  return padded.find(" " + std::string(flag) + " ") != std::string::npos;
}

std::string rounded_down(double x, int digits) {
  std::string text = fmt::format("{:.{}g}", x, digits);
  const auto said = [&text] {  // whatever the locale
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  for (double lower = x; said() > x; text = fmt::format("{:.{}g}", lower, digits)) lower *= 1 - 1e-3;
  return text;
}

}  // namespace saddlescope
