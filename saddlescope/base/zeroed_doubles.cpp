#include "saddlescope/base/zeroed_doubles.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

namespace saddlescope {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kLarge = 2 * kHugePage;  // bytes from which on an array gets pages of its own
constexpr std::size_t kLine = 64;

// A sanitizer sees an access beyond the end only where the allocator is its own.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kOwnPages = false;
#else
constexpr bool kOwnPages = true;
#endif

std::size_t rounded_up(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }

}  // namespace

void prefer_huge_pages(void* data, std::size_t bytes) noexcept {
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  const std::uintptr_t first = rounded_up(begin, kHugePage), end = (begin + bytes) / kHugePage * kHugePage;
  if (first < end) madvise(static_cast<char*>(data) + (first - begin), end - first, MADV_HUGEPAGE);
}

ZeroedDoubles::ZeroedDoubles(std::size_t size) : size_(size) {
  if (size == 0) return;
  if (size > (std::numeric_limits<std::size_t>::max() - kHugePage) / sizeof(double)) throw std::bad_alloc();
  const std::size_t bytes = size * sizeof(double);
  if (kOwnPages && bytes >= kLarge) {
    void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    prefer_huge_pages(pages, bytes);
    mapped_ = bytes;
    data_ = static_cast<double*>(pages);
    return;
  }
  data_ = static_cast<double*>(std::aligned_alloc(kLine, rounded_up(bytes, kLine)));
  if (data_ == nullptr) throw std::bad_alloc();
  std::fill_n(data_, size, 0.0);
}

ZeroedDoubles::ZeroedDoubles(const ZeroedDoubles& other) : ZeroedDoubles(other.size_) {
  std::copy_n(other.data_, size_, data_);
}

ZeroedDoubles::~ZeroedDoubles() {
  if (mapped_ > 0) {
    munmap(data_, mapped_);
  } else {
    std::free(data_);
  }
}

}  // namespace saddlescope
