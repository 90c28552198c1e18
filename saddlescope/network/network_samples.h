// Batches of a network's samples: L_B(θ) = 1/|B|·Σ_{n∈B} ℓₙ(θ) + ½λ‖θ‖² and its gradient.
// The samples of a batch are gathered into chunks cut like those of the whole data set and run through the same
// programs, with 1/|B| in place of 1/N: the same bits for any number of threads; the whole data set in order gives the
// very bits of the full gradient. What a batch length needs (memory for its samples, compiled programs) is made when
// that length first comes and kept: a loop over batches of one length, and a shorter last one, allocates nothing large
// after its first epoch.
// Calls may overlap; each then has its own.
// Cost: |B|/N of a full gradient, and the copy of the batch (features and targets, some 2 % of it for 784-128-10).
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "saddlescope/network/network_sums.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

template <class T>
class NetworkSamples final : public Samples {
 public:
  /// samples: N. Keeps references.
  NetworkSamples(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, std::size_t samples,
                 double weight_decay);
  ~NetworkSamples() override;

  std::size_t count() const override { return samples_; }
  double gradient(std::span<const double> theta, std::span<const std::size_t> batch, std::span<double> g,
                  Context& context) const override;
  /// By network/gradient_noise.h, without a gradient a sample.
  GradientNoise noise(const Linearization& at, Context& context) const override;

 private:
  struct Batch;  // what batches of one length need
  std::unique_ptr<Batch> take(std::size_t length) const;
  void give_back(std::unique_ptr<Batch> batch) const;

  const MlpSpec& spec_;
  const Loss& loss_;
  const SampleChunks<T>& chunks_;
  std::size_t samples_, parameters_;
  double weight_decay_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Batch>> idle_;  // the last used at the end
};

}  // namespace saddlescope
