#include "saddlescope/engine/chunks.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/engine/kernels/noise.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kMaxSlots = 16;   // accumulators of one sum
constexpr std::size_t kFewChunks = 4;    // up to here each has a slot, so that short sums have work for some threads
constexpr std::size_t kMaxBatch = 8;    // directions a worker takes through its chunks at once,
constexpr std::size_t kBatchSize = std::size_t{1} << 19U;  // as many as have accumulators of so many doubles together
constexpr std::size_t kGroupSize = std::size_t{1} << 25U;  // doubles of accumulators that batches side by side may take
constexpr std::size_t kAddSize = std::size_t{1} << 16U;  // entries of the accumulators that a worker adds at once
constexpr double kCacheShare = 1.0 / 4;  // of the memory allowed, for what a linearization keeps
constexpr std::uint64_t kThetaStream = 0x7468657461;

// θ as the arithmetic sees it.
template <class T>
std::vector<T> rounded_theta(std::span<const double> theta, const std::optional<PerturbedBy>& perturbed) {
  std::vector<T> result(theta.size());
  std::transform(theta.begin(), theta.end(), result.begin(), [](double x) { return static_cast<T>(x); });
  if (perturbed && (perturbed->theta || !std::is_same_v<T, double>))
    perturb_relatively(perturbed->seed ^ kThetaStream, 0, result.size(), result.data());
  return result;
}

Perturbation of_chunk(const PerturbedBy& perturbed, std::size_t chunk) {
  return {perturbed.seed * 0x9e3779b97f4a7c15U + chunk * 0xd1342543de82ef95U};
}

// out[i] = Σ over slots, in order and in f64; out and each accumulator are `length` long.
template <class T>
void add_slots(const T* accumulators, std::size_t slots, std::size_t length, double* out, int threads) {
  parallel_for(threads, (length + kAddSize - 1) / kAddSize, [&](std::size_t part) {
    const std::size_t first = part * kAddSize, end = std::min(first + kAddSize, length);
    for (std::size_t i = first; i < end; ++i) out[i] = static_cast<double>(accumulators[i]);
    for (std::size_t s = 1; s < slots; ++s)
      for (std::size_t i = first; i < end; ++i) out[i] += static_cast<double>(accumulators[s * length + i]);
  });
}

}  // namespace

template <class T>
BasicChunkSum<T>::BasicChunkSum(std::vector<BasicChunk<T>> chunks, std::shared_ptr<Pools<T>> pools)
    : chunks_(std::move(chunks)), pools_(std::move(pools)) {
  for (const BasicChunk<T>& chunk : chunks_) {
    shared_size_ = std::max(shared_size_, chunk.program->shared_size());
    directional_size_ = std::max(directional_size_, chunk.program->directional_size());
    largest_cache_ = std::max(largest_cache_, chunk.program->cache_size());
    largest_workspace_ = std::max(largest_workspace_, chunk.program->workspace_size(0));
    const auto& needs = chunk.program->needs();
    if (chunk.inputs.size() < needs.inputs) throw_internal("a chunk has an array for every input of its program");
    needs_.theta = std::max(needs_.theta, needs.theta);
    needs_.tangent_rows = std::max(needs_.tangent_rows, needs.tangent_rows);
    needs_.tangent_sets = std::max(needs_.tangent_sets, needs.tangent_sets);
    needs_.seeds = std::max(needs_.seeds, needs.seeds);
  }
}

// Two chunks a slot where there are many, so that adding the slots stays small beside the chunks' own work.
template <class T>
std::size_t BasicChunkSum<T>::slots() const {
  return std::clamp(chunks_.size() / 2, std::min(std::max<std::size_t>(chunks_.size(), 1), kFewChunks), kMaxSlots);
}
template <class T>
std::size_t BasicChunkSum<T>::first_chunk(std::size_t slot) const {
  return slot * chunks_.size() / slots();
}

template <class T>
double BasicChunkSum<T>::evaluation_bytes(int threads) const {
  const auto workers =
      static_cast<double>(std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), slots()));
  return sizeof(T) * (workers * static_cast<double>(largest_workspace_ + largest_cache_) +
                      static_cast<double>(slots()) * static_cast<double>(shared_size_));
}

template <class T>
double BasicChunkSum<T>::apply_bytes(int threads) const {
  std::size_t workspace = 0;
  for (const BasicChunk<T>& chunk : chunks_) workspace = std::max(workspace, chunk.program->workspace_size(1));
  const double workers = std::max(threads, 1), sums = std::max(workers, static_cast<double>(slots()));
  return sizeof(T) *
         (workers * static_cast<double>(workspace + largest_cache_) + sums * static_cast<double>(directional_size_));
}

template <class T>
double BasicChunkSum<T>::linearization_bytes() const {
  double bytes = 0;
  for (const BasicChunk<T>& chunk : chunks_) bytes += sizeof(T) * static_cast<double>(chunk.program->cache_size());
  return bytes;
}

template <class T>
void BasicChunkSum<T>::evaluate(std::span<const double> theta, std::span<double> out, Context& context,
                                std::optional<PerturbedBy> perturbed) const {
  if (out.size() < shared_size_) throw_internal("a sum over chunks has room for its outputs");
  if (theta.size() < needs_.theta) throw_internal("theta holds every parameter of the graph");
  std::vector<T> rounded;
  const T* at = nullptr;
  if constexpr (std::is_same_v<T, double>) at = theta.data();
  if (at == nullptr || (perturbed && perturbed->theta)) {
    rounded = rounded_theta<T>(theta, perturbed);
    at = rounded.data();
  }
  const std::size_t count = slots(), length = out.size();
  const typename BufferPool<T>::Lease accumulators(pools_->workspaces, count * length);
  parallel_for(context.threads, count, [&](std::size_t slot) {
    const BlasThreads one(1);
    T* sum = accumulators.data() + slot * length;
    std::fill_n(sum, length, T(0));
    const typename BufferPool<T>::Lease cache(pools_->workspaces, largest_cache_);
    for (std::size_t c = first_chunk(slot); c < first_chunk(slot + 1); ++c) {
      const BasicProgram<T>& program = *chunks_[c].program;
      const typename BufferPool<T>::Lease workspace(pools_->workspaces, program.workspace_size(0));
      const BasicArguments<T> args{at, chunks_[c].inputs, {}, {}};
      const Perturbation own = perturbed ? of_chunk(*perturbed, c) : Perturbation{};
      program.linearize(args, cache.data(), workspace.data(), sum, perturbed ? &own : nullptr);
    }
  });
  add_slots(accumulators.data(), count, length, out.data(), context.threads);
}

template <class T>
std::unique_ptr<BasicLinearizedSum<T>> BasicChunkSum<T>::linearize(std::span<const double> theta, std::span<double> out,
                                                                   Context& context,
                                                                   std::optional<PerturbedBy> perturbed) const {
  if (theta.size() < needs_.theta) throw_internal("theta holds every parameter of the graph");
  std::unique_ptr<BasicLinearizedSum<T>> state(
      new BasicLinearizedSum<T>(*this, rounded_theta<T>(theta, perturbed), perturbed));
  auto budget = static_cast<std::size_t>(kCacheShare * static_cast<double>(context.memory) / sizeof(T));
  while (state->kept_ < chunks_.size() && chunks_[state->kept_].program->cache_size() <= budget)
    budget -= chunks_[state->kept_++].program->cache_size();
  for (std::size_t c = 0; c < state->kept_; ++c)
    state->caches_.push_back(pools_->caches.take(chunks_[c].program->cache_size()));

  const std::size_t count = slots(), length = out.size();
  if (length != 0 && length < shared_size_) throw_internal("a sum over chunks has room for its outputs");
  const typename BufferPool<T>::Lease accumulators(pools_->workspaces, count * length);
  parallel_for(context.threads, count, [&](std::size_t slot) {
    const BlasThreads one(1);
    T* sum = length == 0 ? nullptr : accumulators.data() + slot * length;
    if (sum != nullptr) std::fill_n(sum, length, T(0));
    const typename BufferPool<T>::Lease spare(pools_->workspaces, largest_cache_);
    for (std::size_t c = first_chunk(slot); c < first_chunk(slot + 1); ++c) {
      if (c >= state->kept_ && sum == nullptr) continue;
      const BasicProgram<T>& program = *chunks_[c].program;
      T* cache = c < state->kept_ ? state->caches_[c].reserve(program.cache_size()) : spare.data();
      const typename BufferPool<T>::Lease workspace(pools_->workspaces, program.workspace_size(0));
      const BasicArguments<T> args{state->theta_.data(), chunks_[c].inputs, {}, {}};
      const Perturbation own = perturbed ? of_chunk(*perturbed, c) : Perturbation{};
      program.linearize(args, cache, workspace.data(), sum, perturbed ? &own : nullptr);
    }
  });
  if (length != 0) add_slots(accumulators.data(), count, length, out.data(), context.threads);
  return state;
}

template <class T>
BasicLinearizedSum<T>::~BasicLinearizedSum() {
  for (AlignedBuffer<T>& cache : caches_) sum_.pools_->caches.give_back(std::move(cache));
}

template <class T>
void BasicLinearizedSum<T>::run_chunk(std::size_t chunk, BasicArguments<T> args, std::size_t k, T* out,
                                      std::size_t stride) const {
  const BasicProgram<T>& program = *sum_.chunks_[chunk].program;
  args.theta = theta_.data();
  args.inputs = sum_.chunks_[chunk].inputs;
  const typename BufferPool<T>::Lease workspace(sum_.pools_->workspaces, program.workspace_size(k));
  const Perturbation own = perturbed_ ? of_chunk(*perturbed_, chunk) : Perturbation{};
  const Perturbation* perturbation = perturbed_ ? &own : nullptr;
  if (chunk < kept_) {
    program.apply(args, caches_[chunk].data(), k, workspace.data(), out, stride, perturbation);
    return;
  }
  const typename BufferPool<T>::Lease cache(sum_.pools_->workspaces, program.cache_size());
  program.linearize(args, cache.data(), workspace.data(), nullptr, perturbation);
  program.apply(args, cache.data(), k, workspace.data(), out, stride, perturbation);
}

template <class T>
void BasicLinearizedSum<T>::apply(ConstBlock V, Block out, Context& context) const {
  apply(std::span<const ConstBlock>(&V, 1), out, context);
}

namespace {

// Directions of all sets as the arithmetic takes them: in place, or a copy of `count` columns from `first` on.
template <class T>
class Directions {
 public:
  Directions(std::span<const ConstBlock> sets, std::size_t first, std::size_t count, std::size_t rows,
             BufferPool<T>& pool, int threads)
      : copy_(pool, std::is_same_v<T, double> ? 0 : sets.size() * count * rows) {
    for (std::size_t s = 0; s < sets.size(); ++s) {
      if constexpr (std::is_same_v<T, double>) {
        views_.push_back(directions(sets[s].middle(first, count)));
      } else {
        T* to = copy_.data() + s * count * rows;
        parallel_for(count * rows < kAddSize ? 1 : threads, count, [&](std::size_t j) {
          const std::span<const double> v = sets[s].column(first + j);
          for (std::size_t i = 0; i < rows; ++i) to[j * rows + i] = static_cast<T>(v[i]);
        });
        views_.push_back({to, rows});
      }
    }
  }
  std::span<const DirectionsView<T>> views() const { return views_; }

 private:
  typename BufferPool<T>::Lease copy_;
  std::vector<DirectionsView<T>> views_;
};

}  // namespace

// Batches of directions one group after another, the accumulators of a group side by side; which batch shares a group
// with which changes no number.
template <class T>
void BasicLinearizedSum<T>::apply(std::span<const ConstBlock> sets, Block out, Context& context,
                                  std::span<const DirectionsView<T>> seeds) const {
  const std::size_t rows = out.rows(), columns = out.columns(), slots = sum_.slots();
  if (sets.empty() || sets.size() < sum_.needs_.tangent_sets) throw_internal("every tangent set has its block");
  if (seeds.size() < sum_.needs_.seeds) throw_internal("every seed of the graph has its array");
  for (const ConstBlock& V : sets)
    if (V.columns() != columns || V.rows() < sum_.needs_.tangent_rows)
      throw_internal("blocks of directions have a row for each parameter and as many columns as the result");
  if (rows < sum_.directional_size_) throw_internal("a sum over chunks has room for its outputs");

  const std::size_t wide = std::clamp<std::size_t>(kBatchSize / std::max<std::size_t>(rows, 1), 1, kMaxBatch);
  const std::size_t batches = (columns + wide - 1) / wide;
  const std::size_t group = std::clamp<std::size_t>(kGroupSize / std::max<std::size_t>(slots * wide * rows, 1), 1,
                                                    std::max<std::size_t>(1, 2 * kMaxSlots / slots));
  for (std::size_t first = 0; first < batches; first += group) {
    const std::size_t here = std::min(group, batches - first), from = first * wide;
    const Directions<T> tangents(sets, from, std::min(columns, from + here * wide) - from, sum_.needs_.tangent_rows,
                                 sum_.pools_->workspaces, context.threads);
    std::vector<DirectionsView<T>> own_seeds(seeds.begin(), seeds.end());
    for (DirectionsView<T>& seed : own_seeds) seed.data += from * seed.stride;
    const typename BufferPool<T>::Lease accumulators(sum_.pools_->workspaces, here * slots * wide * rows);
    const auto width = [&](std::size_t batch) { return std::min(wide, columns - batch * wide); };
    parallel_for(context.threads, here * slots, [&](std::size_t task) {
      const BlasThreads one(1);
      const std::size_t batch = first + task / slots, slot = task % slots, k = width(batch);
      T* sum = accumulators.data() + (task / slots * wide * slots + slot * k) * rows;
      std::fill_n(sum, k * rows, T(0));
      BasicArguments<T> args{nullptr, {}, tangents.views(), own_seeds, batch * wide - from};
      for (std::size_t c = sum_.first_chunk(slot); c < sum_.first_chunk(slot + 1); ++c)
        run_chunk(c, args, k, sum, rows);
    });
    for (std::size_t b = 0; b < here; ++b)
      add_slots(accumulators.data() + b * wide * slots * rows, slots, width(first + b) * rows,
                out.data() + (first + b) * wide * rows, context.threads);
  }
}

template class BasicChunkSum<double>;
template class BasicChunkSum<float>;
template class BasicLinearizedSum<double>;
template class BasicLinearizedSum<float>;

}  // namespace saddlescope::engine
