#include "saddlescope/critical/eigenpairs.h"

#include <algorithm>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

Context silent(const Context& context) {
  Context own = context;
  own.progress = nullptr;
  return own;
}

// Takes out of v what lies along the columns of U.
void remove(ConstBlock U, std::span<double> v) {
  for (std::size_t j = 0; j < U.columns(); ++j) axpy(-dot(U.column(j), v), U.column(j), v);
}

}  // namespace

Eigenpairs::Eigenpairs(Vector values, Matrix vectors)
    : P_(vectors.rows()), size_(values.size()), values_(std::move(values)), low_(std::move(vectors)) {}

Eigenpairs::Eigenpairs(std::size_t P, std::function<Eigenpairs()> later) : P_(P), size_(P), later_(std::move(later)) {}

const Eigenpairs& Eigenpairs::resolved() const {
  if (later_) {
    Eigenpairs found = later_();  // may throw: whoever asks again then starts anew
    later_ = nullptr;
    values_ = std::move(found.values_);
    reduction_ = std::move(found.reduction_);
    context_ = std::move(found.context_);
    low_ = std::move(found.low_);
    high_ = std::move(found.high_);
  }
  return *this;
}

Eigenpairs::Eigenpairs(std::shared_ptr<const DenseSpectrum> reduction, std::size_t at_once, Context& context)
    : P_(reduction->size()),
      size_(P_),
      values_(reduction->values()),
      reduction_(std::move(reduction)),
      context_(silent(context)),
      low_(P_, 0),
      high_(P_, 0) {
  if (P_ <= at_once) require_outside(P_, P_);
}

Eigenpairs::Eigenpairs(Vector low_values, Matrix low, Vector high_values, Matrix high, Context& context)
    : P_(low.rows()),
      size_(P_),
      values_(std::move(low_values)),
      context_(silent(context)),
      low_(std::move(low)),
      high_(std::move(high)) {
  values_.resize(P_ - high_values.size(), 0.0);
  values_.insert(values_.end(), high_values.begin(), high_values.end());
}

ConstBlock Eigenpairs::below(std::size_t count) const {
  resolved();
  if (count > low_.columns()) require_outside(count, size());
  return low_.block().middle(0, count);
}

ConstBlock Eigenpairs::above(std::size_t first) const {
  resolved();
  const std::size_t count = size() - first;
  if (!all() && count > high_.columns()) require_outside(0, first);
  if (all()) return low_.block().middle(first, count);
  return high_.block().middle(high_.columns() - count, count);
}

void Eigenpairs::require_outside(std::size_t count, std::size_t first) const {
  resolved();
  const std::size_t low = std::max(count, low_.columns()), high = std::max(size() - first, high_.columns());
  if (all() || (low == low_.columns() && high == high_.columns())) return;
  if (!reduction_) throw_internal("eigenvectors that are asked for are among those known");
  Context context = context_;
  if (2 * (low + high) > P_) {
    low_ = Matrix();  // before the large ones
    high_ = Matrix(P_, 0);
    low_ = reduction_->vectors({0, P_}, context);
    return;
  }
  const IndexRange ranges[] = {{0, low}, {P_ - high, high}};
  const Matrix both = reduction_->vectors(ranges, context);
  low_ = Matrix(P_, low);
  high_ = Matrix(P_, high);
  std::copy_n(both.data(), P_ * low, low_.data());
  std::copy_n(both.data() + P_ * low, P_ * high, high_.data());
}

Matrix Eigenpairs::vectors(std::span<const IndexRange> ranges) const {
  if (all() || !reduction_) return known(ranges);
  Context context = context_;
  return reduction_->vectors(ranges, context);
}

// From the blocks that are there; between them random vectors, orthogonal to both and to one another.
Matrix Eigenpairs::known(std::span<const IndexRange> ranges) const {
  std::size_t count = 0;
  for (const IndexRange& range : ranges) count += range.count;
  Matrix V(P_, count);
  RandomStream random = context_.random("a basis of the band");
  std::size_t j = 0;
  for (const IndexRange& range : ranges) {
    for (std::size_t i = range.first; i < range.end(); ++i, ++j) {
      const std::span<double> v = V.column(j);
      if (i < low_.columns()) {
        std::ranges::copy(low_.column(i), v.begin());
      } else if (const std::size_t from_end = size() - i; from_end <= high_.columns()) {
        std::ranges::copy(high_.column(high_.columns() - from_end), v.begin());
      } else {
        for (double& entry : v) entry = random.normal();
        for (int pass = 0; pass < 2; ++pass) {
          scale(1 / norm(v), v);
          remove(low_, v);
          remove(high_, v);
          remove(V.block().middle(0, j), v);
        }
        scale(1 / norm(v), v);
      }
    }
  }
  return V;
}

}  // namespace saddlescope
