#include "saddlescope/network/network_evaluation.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <type_traits>

#include "saddlescope/network/anatomy.h"
#include "saddlescope/network/kink.h"
#include "saddlescope/network/network_linearization.h"
#include "saddlescope/network/network_residuals.h"
#include "saddlescope/network/network_samples.h"
#include "saddlescope/network/network_sums.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/network/signals.h"

namespace saddlescope {
namespace {

// Samples a chunk (methods §9): whole tiles of three vectors, rows an odd number of cache lines. A gradient of more
// parameters than the second-level cache holds is added to memory once a chunk: those take longer ones.
constexpr std::size_t kChunkBytes = 960, kLongChunkBytes = 2112;  // of a row: 120 and 264 samples in f64
constexpr std::size_t kManyBytes = std::size_t{1} << 19U;

std::size_t size_of(const MlpSpec& spec) {
  const Parameter last = parameters_of(spec).back();
  return last.offset + element_count(last.shape);
}

template <class T>
class EvaluationIn final : public NetworkEvaluation {
 public:
  EvaluationIn(const MlpSpec& spec, const Loss& loss, const DataSet& data, const Targets& targets,
               const NetworkOptions& options)
      : spec_(spec),
        loss_(loss),
        size_(size_of(spec)),
        chunks_(data, targets, chunk_length(options, data.samples())),
        sums_(spec, loss, chunks_, data.samples(), options.weight_decay, pools_),
        other_chunks_(data, targets, (chunks_.length() + 1) / 2),
        other_sums_(spec, loss, other_chunks_, data.samples(), options.weight_decay, pools_),
        samples_(spec, loss, chunks_, data.samples(), options.weight_decay) {
    if constexpr (std::is_same_v<T, double>) {
      if (loss.residual_factor(data.samples(), spec.outputs()) > 0)
        residuals_.emplace(spec, loss, chunks_, data.samples(), sums_);
    }
  }

  double epsilon() const override { return std::numeric_limits<T>::epsilon(); }
  std::size_t chunk() const override { return chunks_.length(); }
  double evaluation_bytes(int threads) const override { return sums_.gradient().evaluation_bytes(threads); }
  double product_bytes(int threads) const override { return sums_.product().apply_bytes(threads); }

  double value(std::span<const double> theta, Context& context) const override {
    double L = 0;
    sums_.value().evaluate(theta, {&L, 1}, context);
    return L;
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    const engine::BufferPool<double>::Lease out(buffers_, size_ + 1);
    sums_.gradient().evaluate(theta, {out.data(), size_ + 1}, context);
    std::copy_n(out.data(), size_, g.begin());
    return out.data()[size_];
  }
  std::unique_ptr<Linearization> linearize(const Objective& of, std::span<const double> theta,
                                           Context& context) const override {
    return std::make_unique<NetworkLinearization<T>>(of, sums_, other_sums_, theta, context);
  }

  Tensor outputs(std::span<const double> theta, Context& context) const override {
    return network_outputs(spec_, loss_, chunks_, theta, context);
  }
  Kink kink(std::span<const double> theta, Context& context) const override {
    return nearest_kink(spec_, loss_, chunks_, theta, context);
  }
  std::string first_not_finite(std::span<const double> theta, Context& context) const override {
    return saddlescope::first_not_finite(spec_, loss_, chunks_, theta, context);
  }
  std::vector<LayerActivity> activity(std::span<const double> theta, Context& context) const override {
    return layer_activity(spec_, loss_, chunks_, theta, context);
  }
  std::vector<double> output_gains(std::span<const double> theta, Context& context) const override {
    return saddlescope::output_gains(spec_, loss_, chunks_, theta, context);
  }
  const Samples& samples() const override { return samples_; }
  const LeastSquares* least_squares() const override { return residuals_ ? &*residuals_ : nullptr; }

  LayersCost layers_cost() const override {
    const engine::BasicLayerHessian<T>& layers = sums_.layers_as_cut();
    if (layers.parameters() == 0) return {};
    return {layers.parameters(), layers.flops(), sums_.least_layer_bytes(), layers.kPanelBytes};
  }

 private:
  std::size_t chunk_length(const NetworkOptions& options, std::size_t samples) const {
    if (options.chunk != 0) return options.chunk;
    const std::size_t row = size_ * sizeof(T) < kManyBytes ? kChunkBytes : kLongChunkBytes;
    return even_length(samples, row / sizeof(T), SampleChunks<T>::kLine);
  }

  const MlpSpec& spec_;
  const Loss& loss_;
  std::size_t size_;
  std::shared_ptr<engine::Pools<T>> pools_ = std::make_shared<engine::Pools<T>>();
  SampleChunks<T> chunks_;
  NetworkSums<T> sums_;
  SampleChunks<T> other_chunks_;  // the same samples cut otherwise: a second opinion on sums
  NetworkSums<T> other_sums_;
  NetworkSamples<T> samples_;
  std::optional<NetworkResiduals> residuals_;
  mutable engine::BufferPool<double> buffers_;  // fresh pages for each call would cost a wide network some percent
};

}  // namespace

std::unique_ptr<NetworkEvaluation> make_evaluation(const MlpSpec& spec, const Loss& loss, const DataSet& data,
                                                   const Targets& targets, const NetworkOptions& options) {
  if (options.precision == Precision::f32)
    return std::make_unique<EvaluationIn<float>>(spec, loss, data, targets, options);
  return std::make_unique<EvaluationIn<double>>(spec, loss, data, targets, options);
}

}  // namespace saddlescope
