#include "saddlescope/network/network_samples.h"

#include <algorithm>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/network/gradient_noise.h"

namespace saddlescope {
namespace {

constexpr std::size_t kKept = 8;  // batch lengths that nobody uses at the moment

std::size_t parameter_count(const MlpSpec& spec) {
  const Parameter last = parameters_of(spec).back();
  return last.offset + element_count(last.shape);
}

}  // namespace

template <class T>
struct NetworkSamples<T>::Batch {
  Batch(const NetworkSamples& of, std::size_t n)
      : length(n),
        chunks(of.chunks_, n),
        sums(of.spec_, of.loss_, chunks, n, of.weight_decay_, std::make_shared<engine::Pools<T>>()),
        out(of.parameters_ + 1) {}

  std::size_t length;
  SampleChunks<T> chunks;
  NetworkSums<T> sums;
  Vector out;  // gradient, then loss
};

template <class T>
NetworkSamples<T>::NetworkSamples(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                                  std::size_t samples, double weight_decay)
    : spec_(spec),
      loss_(loss),
      chunks_(chunks),
      samples_(samples),
      parameters_(parameter_count(spec)),
      weight_decay_(weight_decay) {}

template <class T>
NetworkSamples<T>::~NetworkSamples() = default;

template <class T>
auto NetworkSamples<T>::take(std::size_t length) const -> std::unique_ptr<Batch> {
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(idle_.rbegin(), idle_.rend(), [length](const auto& batch) { return batch->length == length; });
    if (found != idle_.rend()) {
      std::unique_ptr<Batch> batch = std::move(*found);
      idle_.erase(std::next(found).base());
      return batch;
    }
  }
  return std::make_unique<Batch>(*this, length);
}

template <class T>
void NetworkSamples<T>::give_back(std::unique_ptr<Batch> batch) const {
  const std::lock_guard lock(mutex_);
  if (idle_.size() == kKept) idle_.erase(idle_.begin());
  idle_.push_back(std::move(batch));
}

template <class T>
double NetworkSamples<T>::gradient(std::span<const double> theta, std::span<const std::size_t> batch,
                                   std::span<double> g, Context& context) const {
  if (theta.size() != parameters_ || g.size() != parameters_) throw_internal("theta and g hold every parameter");
  if (batch.empty()) throw_internal("a batch has at least one sample");
  if (std::any_of(batch.begin(), batch.end(), [this](std::size_t n) { return n >= samples_; })) {
    throw_internal("a batch names samples of the data set");
  }
  std::unique_ptr<Batch> own = take(batch.size());
  own->chunks.gather(chunks_, batch, context);
  own->sums.gradient().evaluate(theta, own->out, context);
  std::copy_n(own->out.begin(), parameters_, g.begin());
  const double L = own->out.back();
  give_back(std::move(own));
  return L;
}

template <class T>
GradientNoise NetworkSamples<T>::noise(const Linearization& at, Context& context) const {
  return gradient_noise(spec_, loss_, chunks_, weight_decay_, at, context);
}

template class NetworkSamples<double>;
template class NetworkSamples<float>;

}  // namespace saddlescope
