#include "saddlescope/engine/chunks.h"

#include <algorithm>

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
constexpr std::size_t kGroupSize = std::size_t{1} << 24U;  // doubles of accumulators that batches side by side may take
constexpr std::size_t kAddSize = std::size_t{1} << 16U;  // entries of the accumulators that a worker adds at once
constexpr double kCacheShare = 1.0 / 4;  // of the memory allowed, for what a linearization keeps
constexpr std::uint64_t kThetaStream = 0x7468657461;

Vector perturbed_theta(std::span<const double> theta, const std::optional<PerturbedBy>& perturbed) {
  Vector moved(theta.begin(), theta.end());
  if (perturbed && perturbed->theta) perturb_relatively(perturbed->seed ^ kThetaStream, 0, moved.size(), moved.data());
  return moved;
}

Perturbation of_chunk(const PerturbedBy& perturbed, std::size_t chunk) {
  return {perturbed.seed * 0x9e3779b97f4a7c15U + chunk * 0xd1342543de82ef95U};
}

// out[i] = Σ over slots, in order; out and each accumulator are `length` long.
void add_slots(const double* accumulators, std::size_t slots, std::size_t length, double* out, int threads) {
  parallel_for(threads, (length + kAddSize - 1) / kAddSize, [&](std::size_t part) {
    const std::size_t first = part * kAddSize, end = std::min(first + kAddSize, length);
    std::copy(accumulators + first, accumulators + end, out + first);
    for (std::size_t s = 1; s < slots; ++s)
      for (std::size_t i = first; i < end; ++i) out[i] += accumulators[s * length + i];
  });
}

}  // namespace

ChunkSum::ChunkSum(std::vector<Chunk> chunks) : chunks_(std::move(chunks)) {
  for (const Chunk& chunk : chunks_) {
    shared_size_ = std::max(shared_size_, chunk.program->shared_size());
    directional_size_ = std::max(directional_size_, chunk.program->directional_size());
    largest_cache_ = std::max(largest_cache_, chunk.program->cache_size());
    largest_workspace_ = std::max(largest_workspace_, chunk.program->workspace_size(0));
    const Program::Needs& needs = chunk.program->needs();
    if (chunk.inputs.size() < needs.inputs) throw_internal("a chunk has an array for every input of its program");
    needs_.theta = std::max(needs_.theta, needs.theta);
    needs_.tangent_rows = std::max(needs_.tangent_rows, needs.tangent_rows);
    needs_.tangent_sets = std::max(needs_.tangent_sets, needs.tangent_sets);
    needs_.seeds = std::max(needs_.seeds, needs.seeds);
  }
}

// Two chunks a slot where there are many, so that adding the slots stays small beside the chunks' own work.
std::size_t ChunkSum::slots() const {
  return std::clamp(chunks_.size() / 2, std::min(std::max<std::size_t>(chunks_.size(), 1), kFewChunks), kMaxSlots);
}
std::size_t ChunkSum::first_chunk(std::size_t slot) const { return slot * chunks_.size() / slots(); }

double ChunkSum::evaluation_bytes(int threads) const {
  const auto workers =
      static_cast<double>(std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), slots()));
  return 8 * (workers * static_cast<double>(largest_workspace_ + largest_cache_) +
              static_cast<double>(slots()) * static_cast<double>(shared_size_));
}

double ChunkSum::linearization_bytes() const {
  double bytes = 0;
  for (const Chunk& chunk : chunks_) bytes += 8 * static_cast<double>(chunk.program->cache_size());
  return bytes;
}

void ChunkSum::evaluate(std::span<const double> theta, std::span<double> out, Context& context,
                        std::optional<PerturbedBy> perturbed) const {
  if (out.size() < shared_size_) throw_internal("a sum over chunks has room for its outputs");
  if (theta.size() < needs_.theta) throw_internal("theta holds every parameter of the graph");
  const Vector moved = perturbed && perturbed->theta ? perturbed_theta(theta, perturbed) : Vector{};
  const double* at = moved.empty() ? theta.data() : moved.data();
  const std::size_t count = slots(), length = out.size();
  const BufferPool::Lease accumulators(pool_, count * length);
  parallel_for(context.threads, count, [&](std::size_t slot) {
    const BlasThreads one(1);
    double* sum = accumulators.data() + slot * length;
    std::fill_n(sum, length, 0.0);
    const BufferPool::Lease cache(pool_, largest_cache_);
    for (std::size_t c = first_chunk(slot); c < first_chunk(slot + 1); ++c) {
      const Program& program = *chunks_[c].program;
      const BufferPool::Lease workspace(pool_, program.workspace_size(0));
      const Arguments args{at, chunks_[c].inputs, {}, {}};
      const Perturbation own = perturbed ? of_chunk(*perturbed, c) : Perturbation{};
      program.linearize(args, cache.data(), workspace.data(), sum, perturbed ? &own : nullptr);
    }
  });
  add_slots(accumulators.data(), count, length, out.data(), context.threads);
}

std::unique_ptr<LinearizedSum> ChunkSum::linearize(std::span<const double> theta, std::span<double> out,
                                                   Context& context, std::optional<PerturbedBy> perturbed) const {
  if (theta.size() < needs_.theta) throw_internal("theta holds every parameter of the graph");
  std::unique_ptr<LinearizedSum> state(new LinearizedSum(*this, perturbed_theta(theta, perturbed), perturbed));
  auto budget = static_cast<std::size_t>(kCacheShare * static_cast<double>(context.memory) / sizeof(double));
  while (state->kept_ < chunks_.size() && chunks_[state->kept_].program->cache_size() <= budget)
    budget -= chunks_[state->kept_++].program->cache_size();
  for (std::size_t c = 0; c < state->kept_; ++c)
    state->caches_.push_back(caches_.take(chunks_[c].program->cache_size()));

  const std::size_t count = slots(), length = out.size();
  if (length != 0 && length < shared_size_) throw_internal("a sum over chunks has room for its outputs");
  const BufferPool::Lease accumulators(pool_, count * length);
  parallel_for(context.threads, count, [&](std::size_t slot) {
    const BlasThreads one(1);
    double* sum = length == 0 ? nullptr : accumulators.data() + slot * length;
    if (sum != nullptr) std::fill_n(sum, length, 0.0);
    const BufferPool::Lease spare(pool_, largest_cache_);
    for (std::size_t c = first_chunk(slot); c < first_chunk(slot + 1); ++c) {
      if (c >= state->kept_ && sum == nullptr) continue;
      const Program& program = *chunks_[c].program;
      double* cache = c < state->kept_ ? state->caches_[c].reserve(program.cache_size()) : spare.data();
      const BufferPool::Lease workspace(pool_, program.workspace_size(0));
      const Arguments args{state->theta_.data(), chunks_[c].inputs, {}, {}};
      const Perturbation own = perturbed ? of_chunk(*perturbed, c) : Perturbation{};
      program.linearize(args, cache, workspace.data(), sum, perturbed ? &own : nullptr);
    }
  });
  if (length != 0) add_slots(accumulators.data(), count, length, out.data(), context.threads);
  return state;
}

LinearizedSum::~LinearizedSum() {
  for (AlignedBuffer& cache : caches_) sum_.caches_.give_back(std::move(cache));
}

void LinearizedSum::run_chunk(std::size_t chunk, Arguments args, std::size_t k, double* out, std::size_t stride) const {
  const Program& program = *sum_.chunks_[chunk].program;
  args.theta = theta_.data();
  args.inputs = sum_.chunks_[chunk].inputs;
  const BufferPool::Lease workspace(sum_.pool_, program.workspace_size(k));
  const Perturbation own = perturbed_ ? of_chunk(*perturbed_, chunk) : Perturbation{};
  const Perturbation* perturbation = perturbed_ ? &own : nullptr;
  if (chunk < kept_) {
    program.apply(args, caches_[chunk].data(), k, workspace.data(), out, stride, perturbation);
    return;
  }
  const BufferPool::Lease cache(sum_.pool_, program.cache_size());
  program.linearize(args, cache.data(), workspace.data(), nullptr, perturbation);
  program.apply(args, cache.data(), k, workspace.data(), out, stride, perturbation);
}

void LinearizedSum::apply(ConstBlock V, Block out, Context& context) const {
  apply(std::span<const ConstBlock>(&V, 1), out, context);
}

// Batches of directions one group after another, the accumulators of a group side by side; which batch shares a group
// with which changes no number.
void LinearizedSum::apply(std::span<const ConstBlock> sets, Block out, Context& context,
                          std::span<const SeedView> seeds) const {
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
    const std::size_t here = std::min(group, batches - first);
    const BufferPool::Lease accumulators(sum_.pool_, here * slots * wide * rows);
    const auto width = [&](std::size_t batch) { return std::min(wide, columns - batch * wide); };
    parallel_for(context.threads, here * slots, [&](std::size_t task) {
      const BlasThreads one(1);
      const std::size_t batch = first + task / slots, slot = task % slots, k = width(batch);
      double* sum = accumulators.data() + (task / slots * wide * slots + slot * k) * rows;
      std::fill_n(sum, k * rows, 0.0);
      const Arguments args{nullptr, {}, sets, seeds, batch * wide};
      for (std::size_t c = sum_.first_chunk(slot); c < sum_.first_chunk(slot + 1); ++c)
        run_chunk(c, args, k, sum, rows);
    });
    for (std::size_t b = 0; b < here; ++b)
      add_slots(accumulators.data() + b * wide * slots * rows, slots, width(first + b) * rows,
                out.data() + (first + b) * wide * rows, context.threads);
  }
}

}  // namespace saddlescope::engine
