#include "saddlescope/base/parallel.h"

#include <algorithm>
#include <exception>

namespace saddlescope {

void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& body) {
  const int workers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), count));
  if (workers <= 1) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  std::exception_ptr first;
  std::size_t first_index = count;
#pragma omp parallel for num_threads(workers) schedule(dynamic, 1)
  for (std::size_t i = 0; i < count; ++i) {
    try {
      body(i);
    } catch (...) {
#pragma omp critical(saddlescope_parallel_for)
      if (i < first_index) {
        first_index = i;
        first = std::current_exception();
      }
    }
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace saddlescope
