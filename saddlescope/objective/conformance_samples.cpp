// Batches and gradient noise against sums of single samples.
#include "saddlescope/base/error.h"
#include "saddlescope/objective/conformance_suite.h"

namespace saddlescope::conformance {

// Gradients of batches, and the noise of a gradient, against sums of single samples.
void Suite::samples_hold(const Samples& samples) {
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
  const double whole = std::abs(samples_agree(samples, shuffled, "the whole data set, shuffled", root) - at_->value());
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

// About ‖H‖, from below by at most half: twice the longest product of a power iteration.
double Suite::largest_curvature() {
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

// L_B and its gradient against the mean over single samples; returns L_B.
double Suite::samples_agree(const Samples& samples, const std::vector<std::size_t>& batch, std::string_view which,
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
  near(fmt::format("the gradient of {} is the mean over its samples, ‖difference‖", which), norm(plus(g, -1, mean)), 0,
       kSlack * (root * gradient_error_ + relative() * size));
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

void Suite::bad_batches_are_refused(const Samples& samples) {
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

}  // namespace saddlescope::conformance
