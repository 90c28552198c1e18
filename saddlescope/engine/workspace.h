// Memory that workers reuse from call to call.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace saddlescope::engine {

/// Uninitialized doubles on a cache line's border.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size) { reserve(size); }
  /// Room for `size` doubles; what was there is lost if it has to grow.
  double* reserve(std::size_t size) {
    if (size > size_ || data_ == nullptr) {
      data_.reset();
      data_.reset(static_cast<double*>(::operator new((size + 1) * sizeof(double), std::align_val_t{64})));
      size_ = size;
    }
    return data_.get();
  }
  double* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(double* p) const { ::operator delete(p, std::align_val_t{64}); }
  };
  std::unique_ptr<double, Free> data_;
  std::size_t size_ = 0;
};

/// Buffers taken by workers and given back; after the first calls nothing is allocated any more.
class BufferPool {
 public:
  class Lease {
   public:
    Lease(BufferPool& pool, std::size_t size) : pool_(pool), buffer_(pool.take()) { buffer_.reserve(size); }
    ~Lease() { pool_.give_back(std::move(buffer_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    double* data() const { return buffer_.data(); }

   private:
    BufferPool& pool_;
    AlignedBuffer buffer_;
  };

  AlignedBuffer take() {
    const std::lock_guard lock(mutex_);
    free_.reserve(free_.size() + ++lent_);  // so that giving back never allocates: destructors do it
    if (free_.empty()) return {};
    AlignedBuffer buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
  }
  void give_back(AlignedBuffer buffer) noexcept {
    const std::lock_guard lock(mutex_);
    --lent_;
    free_.push_back(std::move(buffer));
  }

 private:
  std::mutex mutex_;
  std::vector<AlignedBuffer> free_;
  std::size_t lent_ = 0;
};

}  // namespace saddlescope::engine
