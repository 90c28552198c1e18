// An array of doubles that begins as zeros: what a matrix lies in.
//
// A large one comes from the system in pages of its own, which it hands out zeroed, and asks for huge ones (Linux; a
// hint): a matrix of 100 MB in pages of 4 KiB costs 25,000 faults, some 40 ms, and clearing it another 10.
// Invariant: a cache line's border or better. Given back to the system when it goes.
#pragma once

#include <cstddef>
#include <utility>

namespace saddlescope {

/// Asks for huge pages for as much of the memory as lies in whole ones; ignored where there are none.
void prefer_huge_pages(void* data, std::size_t bytes) noexcept;

class ZeroedDoubles {
 public:
  ZeroedDoubles() = default;
  /// Throws std::bad_alloc.
  explicit ZeroedDoubles(std::size_t size);
  ZeroedDoubles(const ZeroedDoubles& other);
  ZeroedDoubles(ZeroedDoubles&& other) noexcept { swap(other); }
  ZeroedDoubles& operator=(ZeroedDoubles other) noexcept {
    swap(other);
    return *this;
  }
  ~ZeroedDoubles();

  double* data() { return data_; }
  const double* data() const { return data_; }
  double& operator[](std::size_t i) { return data_[i]; }
  double operator[](std::size_t i) const { return data_[i]; }
  std::size_t size() const { return size_; }

 private:
  void swap(ZeroedDoubles& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(mapped_, other.mapped_);
  }

  double* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;  // bytes, where the pages are its own
};

}  // namespace saddlescope
