#include "saddlescope/objective/conformance.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

using conformance::Options;

constexpr double kSlack = 8;  // both sides are estimates; they are allowed this many times what they say

class Suite {
 public:
  Suite(const Objective& objective, std::span<const double> theta, const Options& options)
      : objective_(objective), theta_(theta.begin(), theta.end()), options_(options), P_(theta.size()) {
    context_.seed = options.seed;
  }

  std::vector<std::string> run() {
    parameters_cover_theta();
    if (!failures_.empty()) return failures_;
    wrong_length_is_refused();
    at_ = objective_.linearize(theta_, context_);
    HV_error_ = rounding_is_sound();
    if (!failures_.empty()) return failures_;  // the other checks measure against these errors
    values_agree();
    many_values_are_single_values();
    floor_is_below();
    linearization_owns_its_point();
    if (objective_.traits().deterministic) same_bits_again();
    if (objective_.samples()) samples_hold(*objective_.samples());
    const Kink kink = objective_.kink(theta_, context_);
    kink_is_sound(kink);
    products_of_blocks_are_single_products();
    product_is_symmetric();
    if (P_ <= options_.dense_limit) dense_hessian_holds_products();
    if (kink.known && kink.on) return failures_;
    gradient_is_the_slope(kink);
    product_is_the_slope_of_the_gradient(kink);
    if (kink.known && kink.distance < kDifferenceReach * (1 + norm(theta_))) return failures_;
    third_agrees_with_the_fallback();
    along_agrees_with_the_fallback();
    along_agrees_with_the_other_parts();
    return std::move(failures_);
  }

 private:
  static constexpr double kDifferenceReach = 0.1;  // the fallbacks' longest step, relative to 1 + ‖θ‖

  template <class... Arguments>
  void fail(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    failures_.push_back(fmt::format(text, std::forward<Arguments>(arguments)...));
  }
  /// The one way two numbers are compared. Two that are not finite agree.
  void near(std::string_view claim, double x, double y, double allowed) {
    if (!std::isfinite(x) && !std::isfinite(y)) return;
    if (!(std::abs(x - y) <= allowed)) {
      fail("{}: {:.17g} against {:.17g}, apart by {:.3g} where {:.3g} is allowed", claim, x, y, std::abs(x - y),
           allowed);
    }
  }
  static bool same_bits(std::span<const double> x, std::span<const double> y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](double a, double b) {
      return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    });
  }
  Vector direction(std::string_view purpose, std::uint64_t index = 0) const {
    RandomStream random = context_.random(purpose, index);
    Vector v(P_);
    for (double& x : v) x = random.normal();
    if (const double length = norm(v); length > 0) scale(1 / length, v);
    return v;
  }
  double relative() const { return objective_.traits().relative_error; }
  /// Poisoned, so that what isn't written or is added to shows.
  static Vector poisoned(std::size_t n) { return Vector(n, std::numeric_limits<double>::quiet_NaN()); }
  Matrix product(ConstBlock V) {
    Matrix HV(P_, V.columns());
    std::fill_n(HV.data(), P_ * V.columns(), std::numeric_limits<double>::quiet_NaN());
    at_->apply(V, HV, context_);
    return HV;
  }
  Vector product(const Vector& v) {
    const Matrix Hv = product(ConstBlock(v));
    return {Hv.column(0).begin(), Hv.column(0).end()};
  }
  double product_tolerance(std::span<const double> Hv) const {
    return kSlack * (HV_error_ + relative() * norm(Hv) + static_cast<double>(P_) * kEps * norm(Hv));
  }

  void parameters_cover_theta() {
    const std::string fault = layout_fault(objective_.parameters());
    if (!fault.empty()) return fail("{}", fault);
    std::set<std::string> names;
    for (const Parameter& parameter : objective_.parameters()) {
      if (parameter.name.empty()) fail("a parameter has no name");
      if (!names.insert(parameter.name).second) fail("two parameters are called {}", parameter.name);
    }
    if (objective_.size() != P_) fail("the parameters hold {} numbers, theta {}", objective_.size(), P_);
  }

  void wrong_length_is_refused() {
    try {
      objective_.linearize(Vector(P_ + 1, 0.0), context_);
      fail("linearize() takes a theta of {} numbers", P_ + 1);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::bad_input)
        fail("a theta of the wrong length is no fault of ours: {}", error.what());
    }
  }

  double rounding_is_sound() {
    Matrix V(P_, 3);
    for (std::size_t j = 0; j < 3; ++j) {
      const Vector v = direction("rounding", j);
      std::copy(v.begin(), v.end(), V.column(j).begin());
    }
    const Rounding errors = at_->rounding(V, context_);
    if (errors.product.size() != 3 || errors.quadratic.size() != 3) fail("rounding() must give one error a column");
    Vector all{errors.value, errors.value_theta, errors.gradient};
    all.insert(all.end(), errors.product.begin(), errors.product.end());
    all.insert(all.end(), errors.quadratic.begin(), errors.quadratic.end());
    for (const double error : all) {
      if (error < 0) fail("a rounding error of {} is negative", error);
      if (std::isnan(error) && std::isfinite(at_->value()) && all_finite(at_->gradient())) {
        fail("a rounding error is NaN at a point where value and gradient are finite");
      }
    }
    const Rounding none = at_->rounding(ConstBlock(nullptr, P_, 0), context_);
    if (!none.product.empty() || !none.quadratic.empty()) fail("rounding() of no columns gives errors of products");
    value_error_ = errors.value;
    gradient_error_ = errors.gradient;
    double largest = 0;
    for (const double error : errors.product) largest = std::max(largest, error);
    return largest;
  }

  void values_agree() {
    const double value = objective_.value(theta_, context_);
    const double allowed = kSlack * (value_error_ + relative() * std::abs(value));
    near("value() is the linearization's value", value, at_->value(), allowed);
    Vector g = poisoned(P_);
    near("gradient() returns the value", objective_.gradient(theta_, g, context_), value, allowed);
    const Vector difference = plus(g, -1, at_->gradient());
    if (at_->gradient().size() != P_) return fail("the gradient has {} entries, not {}", at_->gradient().size(), P_);
    if (!all_finite(g) && !all_finite(at_->gradient())) return;
    near("gradient() is the linearization's gradient, ‖difference‖", norm(difference), 0,
         kSlack * (gradient_error_ + relative() * norm(g)));
  }

  void many_values_are_single_values() {
    Matrix thetas(P_, 5);
    for (std::size_t j = 0; j < 5; ++j) {
      const Vector theta = plus(theta_, 0.1 * static_cast<double>(j), direction("values", j));
      std::copy(theta.begin(), theta.end(), thetas.column(j).begin());
    }
    Vector L = poisoned(5);
    objective_.values(thetas, L, context_);
    for (std::size_t j = 0; j < 5; ++j) {
      const double single = objective_.value(thetas.column(j), context_);
      near("values() holds value() of each column", L[j], single,
           kSlack * (value_error_ + relative() * std::abs(single)));
    }
    objective_.values(ConstBlock(nullptr, P_, 0), {}, context_);
  }

  void floor_is_below() {
    const Floor floor = objective_.floor();
    const Estimate<double> above = at_->above_floor(context_);
    if (!(above.error >= 0) && std::isfinite(above.value)) fail("above_floor() has an error of {}", above.error);
    if (!floor.value) {
      if (above.value != std::numeric_limits<double>::infinity()) fail("above_floor() is {} of no floor", above.value);
      return;
    }
    near("above_floor() is value − floor", above.value, at_->value() - *floor.value,
         kSlack * (above.error + value_error_ + relative() * (std::abs(at_->value()) + std::abs(*floor.value))));
    if (!std::isfinite(*floor.value)) fail("a floor of {} says nothing", *floor.value);
    if (floor.why.empty()) fail("the floor doesn't say why");
    const auto check = [&](double L) {
      if (L < *floor.value - kSlack * (value_error_ + relative() * std::abs(L))) {
        fail("L = {:.17g} lies below the floor {:.17g}", L, *floor.value);
      }
    };
    for (std::uint64_t j = 0; j < 20; ++j) {
      const double reach = j == 0 ? 0 : std::ldexp(1.0, static_cast<int>(j) - 10);
      check(objective_.value(plus(theta_, reach, direction("floor", j)), context_));
    }
    check(descend(60));
  }

  /// The lowest loss of some steps of gradient descent whose length doubles while it works and halves where it doesn't.
  double descend(int steps) {
    Vector theta = theta_, g(P_);
    double length = 1e-2 * (1 + norm(theta_)), L = objective_.gradient(theta, g, context_);
    for (int step = 0; step < steps && norm(g) > 0 && all_finite(g); ++step) {
      const Vector next = plus(theta, -length / norm(g), g);
      const double there = objective_.value(next, context_);
      length *= there < L ? 2 : 0.25;
      if (!(there < L)) continue;
      theta = next;
      L = objective_.gradient(theta, g, context_);
    }
    return L;
  }

  void linearization_owns_its_point() {
    Vector theta = theta_;
    const auto at = objective_.linearize(theta, context_);
    const Vector v = direction("own");
    Vector before = poisoned(P_), after = poisoned(P_);
    at->apply(ConstBlock(v), Block(before), context_);
    std::fill(theta.begin(), theta.end(), 0.123);
    objective_.value(plus(theta_, 1, v), context_);
    Vector g(P_);
    objective_.gradient(plus(theta_, 1, v), g, context_);
    const auto other = objective_.linearize(plus(theta_, 1, v), context_);
    at->apply(ConstBlock(v), Block(after), context_);
    if (all_finite(before)) {
      near("a product doesn't change when the objective is called elsewhere, ‖difference‖",
           norm(plus(after, -1, before)), 0, objective_.traits().deterministic ? 0 : product_tolerance(before));
    }
    if (!same_bits(at->theta(), theta_)) fail("the linearization's theta isn't the one it was made at");
  }

  void same_bits_again() {
    const Vector v = direction("bits");
    const auto everything = [&](Context& context) {
      Vector all{objective_.value(theta_, context)};
      Vector g = poisoned(P_), Hv = poisoned(P_);
      all.push_back(objective_.gradient(theta_, g, context));
      const auto at = objective_.linearize(theta_, context);
      at->apply(ConstBlock(v), Block(Hv), context);
      all.push_back(at->value());
      for (const std::span<const double> part :
           {std::span<const double>(g), at->gradient(), std::span<const double>(Hv)}) {
        all.insert(all.end(), part.begin(), part.end());
      }
      return all;
    };
    const Vector first = everything(context_);
    if (!same_bits(first, everything(context_)))
      fail("a second call gives other bits, though the traits say deterministic");
    Context threads = context_;
    threads.threads = options_.threads;
    if (!same_bits(first, everything(threads))) fail("{} threads give other bits than one", options_.threads);
  }

  /// Gradients of batches, and the noise of a gradient, against sums of single samples.
  void samples_hold(const Samples& samples) {
    const std::size_t N = samples.count();
    if (N == 0) return fail("samples() counts none");
    bad_batches_are_refused(samples);
    if (N > options_.sample_limit || !all_finite(at_->gradient())) return;
    std::vector<std::size_t> shuffled(N), batch;
    for (std::size_t n = 0; n < N; ++n) shuffled[n] = n;
    RandomStream random = context_.random("samples");
    for (std::size_t n = N; n > 1; --n) std::swap(shuffled[n - 1], shuffled[random.below(n)]);
    // A single gradient may be off by √N times what their mean is: its error is one of N independent ones.
    const double root = std::sqrt(static_cast<double>(N));
    const double whole =
        std::abs(samples_agree(samples, shuffled, "the whole data set, shuffled", root) - at_->value());
    near("the loss of the whole data set as a batch is L, difference", whole, 0,
         kSlack * (root * value_error_ + relative() * std::abs(at_->value())));
    batch.assign(shuffled.begin(), shuffled.begin() + static_cast<std::ptrdiff_t>((N + 1) / 2));
    samples_agree(samples, batch, "half of the samples, shuffled", root);
    const GradientNoise own = samples.noise(*at_, context_), fallback = samples.Samples::noise(*at_, context_);
    const double d = std::sqrt(fallback.trace),
                 rounding = kSlack * (root * gradient_error_ + relative() * (d + norm(at_->gradient())));
    near("tr Σ of noise() is the fallback's", own.trace, fallback.trace, 2 * d * rounding + rounding * rounding);
    near("tr HΣ of noise() is the fallback's", own.curvature, fallback.curvature,
         kSlack * own.curvature_error + d * d * product_tolerance({}) +
             (2 * d * rounding + rounding * rounding) * largest_curvature());
  }

  /// About ‖H‖, from below by at most half: twice the longest product of a power iteration.
  double largest_curvature() {
    double largest = 0;
    Vector v = direction("power");
    for (int step = 0; step < 20; ++step) {
      v = product(v);
      largest = std::max(largest, norm(v));
      if (!(norm(v) > 0)) break;
      scale(1 / norm(v), v);
    }
    return 2 * largest;
  }

  /// L_B and its gradient against the mean over single samples; returns L_B.
  double samples_agree(const Samples& samples, const std::vector<std::size_t>& batch, std::string_view which,
                       double root) {
    const double share = 1 / static_cast<double>(batch.size());
    Vector g = poisoned(P_), mean(P_, 0.0), single = poisoned(P_);
    const double L = samples.gradient(theta_, batch, g, context_);
    double mean_L = 0, size = 0, size_L = 0;
    for (const std::size_t n : batch) {
      const double one = samples.gradient(theta_, {&n, 1}, single, context_);
      mean_L += share * one;
      axpy(share, single, mean);
      size += share * norm(single);
      size_L += share * std::abs(one);
    }
    near(fmt::format("the loss of {} is the mean over its samples", which), L, mean_L,
         kSlack * (root * value_error_ + relative() * size_L));
    near(fmt::format("the gradient of {} is the mean over its samples, ‖difference‖", which), norm(plus(g, -1, mean)),
         0, kSlack * (root * gradient_error_ + relative() * size));
    if (batch.size() == samples.count()) {
      near(fmt::format("the gradient of {} is ∇L, ‖difference‖", which), norm(plus(g, -1, at_->gradient())), 0,
           kSlack * (gradient_error_ + relative() * size));
    }
    if (!objective_.traits().deterministic) return L;
    Context threads = context_;
    threads.threads = options_.threads;
    Vector again = poisoned(P_);
    samples.gradient(theta_, batch, again, threads);
    if (!same_bits(g, again)) fail("the gradient of {} has other bits with {} threads", which, options_.threads);
    return L;
  }

  void bad_batches_are_refused(const Samples& samples) {
    const std::vector<std::size_t> none, beyond{samples.count()};
    for (const std::vector<std::size_t>* batch : {&none, &beyond}) {
      try {
        Vector g(P_);
        samples.gradient(theta_, *batch, g, context_);
        batch->empty() ? fail("samples() takes a batch of none") : fail("samples() takes sample {0} of {0}", beyond[0]);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::internal) fail("a wrong batch is a fault of ours: {}", error.what());
      }
    }
  }

  void kink_is_sound(const Kink& kink) {
    if (!kink.known) return;
    if (!(kink.distance >= 0)) fail("the distance {} to a kink is none", kink.distance);
    if (kink.on && kink.where.empty()) fail("on a kink, and not said which");
  }

  void products_of_blocks_are_single_products() {
    std::set<std::size_t> sizes{1, 2, 3, std::max<std::size_t>(1, objective_.traits().preferred_block), P_};
    for (const std::size_t k : sizes) {
      if (k == 0 || k > 65) continue;
      Matrix V(P_, k);
      for (std::size_t j = 0; j < k; ++j) {
        const Vector v = direction("block", j);
        std::copy(v.begin(), v.end(), V.column(j).begin());
      }
      const Matrix HV = product(V);
      for (std::size_t j = 0; j < k; ++j) {
        const Vector single = product(direction("block", j));
        if (!all_finite(single) && !all_finite(HV.column(j))) continue;
        near(fmt::format("column {} of a block of {} is the single product, ‖difference‖", j, k),
             norm(plus(single, -1, HV.column(j))), 0, product_tolerance(single));
      }
    }
  }

  void product_is_symmetric() {
    for (std::uint64_t j = 0; j < 4; ++j) {
      const Vector u = direction("symmetric u", j), v = direction("symmetric v", j);
      const Vector Hu = product(u), Hv = product(v);
      near("uᵀHv = vᵀHu", dot(u, Hv), dot(v, Hu), product_tolerance(Hu) + product_tolerance(Hv));
    }
  }

  void dense_hessian_holds_products() {
    Matrix H(P_, P_);
    std::fill_n(H.data(), P_ * P_, std::numeric_limits<double>::quiet_NaN());
    const double asymmetry = at_->hessian(H, context_);
    if (asymmetry < 0) fail("an asymmetry of {} is negative", asymmetry);
    const Vector v = direction("dense"), Hv = product(v);
    Vector sum(P_, 0.0);
    for (std::size_t j = 0; j < P_; ++j) {
      axpy(v[j], H.column(j), sum);
      for (std::size_t i = 0; i < j; ++i) {
        if (std::isfinite(H(i, j)) && H(i, j) != H(j, i)) return fail("H({0}, {1}) isn't H({1}, {0})", i, j);
      }
    }
    double size = 0;
    for (std::size_t j = 0; j < P_; ++j) size = std::hypot(size, norm(H.column(j)));
    near("hessian() times v is the product, ‖difference‖", norm(plus(sum, -1, Hv)), 0,
         product_tolerance(Hv) + kSlack * (asymmetry + (relative() + static_cast<double>(P_) * kEps) * size));
    for (std::size_t j = 0; j < P_; ++j) {
      Vector e(P_, 0.0);
      e[j] = 1;
      const Vector He = product(e);
      near(fmt::format("column {} of hessian() is the product, ‖difference‖", j), norm(plus(He, -1, H.column(j))), 0,
           product_tolerance(He) + kSlack * (asymmetry + relative() * size));
    }
  }

  /// D = (f(h) − f(−h))/2h, extrapolated from two steps, and how far it may be off.
  struct Slope {
    Vector value;
    double error;
  };
  Slope slope(const std::function<Vector(double)>& f, double f_error, double longest) const {
    Slope best{{}, std::numeric_limits<double>::infinity()};
    Vector before;
    for (double h = longest; h > 1e-7 * longest; h /= 2) {
      Vector D = plus(f(h), -1, f(-h));
      scale(1 / (2 * h), D);
      if (!before.empty()) {
        const double change = norm(plus(D, -1, before)), error = change + 2 * f_error / h;
        if (error < best.error) best = {plus(D, 1.0 / 3, plus(D, -1, before)), error};
      }
      before = std::move(D);
    }
    return best;
  }
  double longest_step(const Kink& kink) const {
    return std::min(1e-2 * (1 + norm(theta_)), kink.known ? kink.distance / 4 : 1e9);
  }
  double along_error(double error, double size) const {
    return error + (relative() + kEps * (1 + norm(theta_))) * size;
  }

  void gradient_is_the_slope(const Kink& kink) {
    const Vector g(at_->gradient().begin(), at_->gradient().end());
    if (!all_finite(g)) return;
    const auto check = [&](const Vector& v, std::string_view which) {
      const auto line = [&](double t) { return Vector{objective_.value(plus(theta_, t, v), context_)}; };
      const Slope D = slope(line, along_error(value_error_, std::abs(at_->value()) + norm(g)), longest_step(kink));
      if (D.value.empty()) return;
      near(fmt::format("the gradient along {} is the slope of value()", which), dot(g, v), D.value[0],
           D.error + kSlack * gradient_error_);
    };
    for (std::uint64_t j = 0; j < 4; ++j) check(direction("slope", j), "a random direction");
    RandomStream random = context_.random("coordinates");
    for (std::size_t j = 0; j < std::min<std::size_t>(P_, 32); ++j) {
      const std::size_t i = P_ <= 32 ? j : random.below(P_);
      Vector e(P_, 0.0);
      e[i] = 1;
      check(e, fmt::format("coordinate {}", i));
    }
  }

  void product_is_the_slope_of_the_gradient(const Kink& kink) {
    for (std::uint64_t j = 0; j < 4; ++j) {
      const Vector v = direction("curvature", j), Hv = product(v);
      if (!all_finite(Hv)) continue;
      const auto line = [&](double t) {
        Vector g(P_);
        objective_.gradient(plus(theta_, t, v), g, context_);
        return g;
      };
      const Slope D = slope(line, along_error(gradient_error_, norm(at_->gradient()) + norm(Hv)), longest_step(kink));
      if (D.value.empty()) continue;
      near("the product is the slope of the gradient, ‖difference‖", norm(plus(Hv, -1, D.value)), 0,
           D.error + product_tolerance(Hv));
    }
  }

  void third_agrees_with_the_fallback() {
    for (const double length : {1.0, 2.0}) {
      Vector v = direction("third");
      scale(length, v);
      const Estimate<Vector> own = at_->third(v, Errors::measured, context_);
      const Estimate<Vector> fallback = at_->Linearization::third(v, Errors::measured, context_);
      if (own.value.size() != P_ || own.error.size() != P_) return fail("third() needs {} entries and errors", P_);
      for (std::size_t i = 0; i < P_; ++i) {
        if (own.error[i] < 0) fail("an error of third() is negative");
        near(fmt::format("entry {} of third() is the fallback's", i), own.value[i], fallback.value[i],
             kSlack * (own.error[i] + fallback.error[i]));
      }
      const Estimate<Vector> quick = at_->third(v, Errors::none, context_);
      if (!quick.error.empty()) fail("third() without errors has errors");
    }
  }

  void along_agrees_with_the_fallback() {
    const Vector v = direction("along");
    const Estimate<Series> own = at_->along(v, options_.order, Errors::measured, context_);
    const Estimate<Series> fallback = at_->Linearization::along(v, options_.order, Errors::measured, context_);
    if (own.value.size() != static_cast<std::size_t>(options_.order) + 1) {
      return fail("along() gives {} coefficients of order {}", own.value.size(), options_.order);
    }
    for (std::size_t j = 0; j < own.value.size(); ++j) {
      if (!std::isfinite(own.error[j]) || !std::isfinite(fallback.error[j])) continue;
      near(fmt::format("Taylor coefficient {} is the fallback's", j), own.value[j], fallback.value[j],
           kSlack * (own.error[j] + fallback.error[j]));
    }
  }

  // (j+1)·c_{j+1}(θ) = d/dt c_j(θ + tv): every coefficient from the one before, at orders no fallback reaches.
  void along_agrees_with_the_other_parts() {
    const Vector v = direction("along parts");
    const Estimate<Series> own = at_->along(v, options_.order, Errors::measured, context_);
    const auto line = [&](double t) {
      const auto there = objective_.linearize(plus(theta_, t, v), context_);
      Vector c = there->along(v, options_.order, Errors::none, context_).value;
      c.pop_back();
      return c;
    };
    for (std::size_t j = 0; j + 1 < own.value.size(); ++j) {
      if (!std::isfinite(own.error[j + 1])) continue;
      const double error = along_error(own.error[j], std::abs(own.value[j]) + std::abs(own.value[j + 1]));
      const Slope D = slope([&](double t) { return Vector{line(t).at(j)}; }, error, 1e-2 * (1 + norm(theta_)));
      if (D.value.empty()) continue;
      near(fmt::format("{0} times Taylor coefficient {0} is the slope of the one before", j + 1),
           static_cast<double>(j + 1) * own.value[j + 1], D.value[0],
           D.error + kSlack * static_cast<double>(j + 1) * own.error[j + 1]);
    }
    const Estimate<Vector> third = at_->third(v, Errors::measured, context_);
    if (own.value.size() > 3) {
      near("6·c₃ = vᵀD³L[v,v]", 6 * own.value[3], dot(third.value, v),
           kSlack * (6 * own.error[3] + norm(third.error)) + static_cast<double>(P_) * kEps * norm(third.value));
    }
  }

  const Objective& objective_;
  Vector theta_;
  Options options_;
  std::size_t P_;
  Context context_;
  std::unique_ptr<Linearization> at_;
  double value_error_ = 0, gradient_error_ = 0, HV_error_ = 0;
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<std::string> check_objective(const Objective& objective, std::span<const double> theta,
                                         const conformance::Options& options) {
  return Suite(objective, theta, options).run();
}

}  // namespace saddlescope
