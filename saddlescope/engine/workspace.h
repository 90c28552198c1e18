// Memory that workers reuse from call to call.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace saddlescope::engine {

/// Uninitialized numbers on a cache line's border.
template <class T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size) { reserve(size); }
  /// Room for `size` doubles; what was there is lost if it has to grow.
  T* reserve(std::size_t size) {
    if (size > size_ || data_ == nullptr) {
      data_.reset();
      data_.reset(static_cast<T*>(::operator new((size + 1) * sizeof(T), std::align_val_t{64})));
      size_ = size;
    }
    return data_.get();
  }
  T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete(p, std::align_val_t{64}); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

/// Buffers taken by workers and given back; after the first calls nothing is allocated any more.
template <class T>
class BufferPool {
 public:
  class Lease {
   public:
    Lease(BufferPool& pool, std::size_t size) : pool_(pool), buffer_(pool.take(size)) { buffer_.reserve(size); }
    ~Lease() { pool_.give_back(std::move(buffer_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    T* data() const { return buffer_.data(); }

   private:
    BufferPool& pool_;
    AlignedBuffer<T> buffer_;
  };

  /// The smallest buffer that is free and has room for `size` numbers; where none has, all that is free is given back to
  /// the system for a new one: what the work before took isn't kept beside what this one takes.
  AlignedBuffer<T> take(std::size_t size) {
    const std::lock_guard lock(mutex_);
    free_.reserve(free_.size() + ++lent_);  // so that giving back never allocates: destructors do it
    auto best = free_.end();
    for (auto buffer = free_.begin(); buffer != free_.end(); ++buffer) {
      if (buffer->size() >= size && (best == free_.end() || buffer->size() < best->size())) best = buffer;
    }
    if (best == free_.end()) {
      free_.clear();
      return {};
    }
    std::swap(*best, free_.back());
    AlignedBuffer<T> buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
  }
  void give_back(AlignedBuffer<T> buffer) noexcept {
    const std::lock_guard lock(mutex_);
    --lent_;
    free_.push_back(std::move(buffer));
  }

 private:
  std::mutex mutex_;
  std::vector<AlignedBuffer<T>> free_;
  std::size_t lent_ = 0;
};

/// What the sums of one objective share: memory for their work, and for what linearizations keep.
template <class T>
struct Pools {
  BufferPool<T> workspaces, caches;
};

}  // namespace saddlescope::engine
