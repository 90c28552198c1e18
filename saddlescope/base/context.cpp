#include "saddlescope/base/context.h"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "saddlescope/base/error.h"
#include "saddlescope/base/memory_size.h"

namespace saddlescope {
namespace {

int affinity_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

// cgroup v2 "cpu.max" holds "quota period" in microseconds, or "max period".
double quota_threads() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  double quota = 0, period = 0;
  if (file >> quota >> period && quota > 0 && period > 0) return quota / period;
  return 1e9;
}

double allowed_memory() {
  const double machine = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
  std::ifstream file("/sys/fs/cgroup/memory.max");
  double limit = 0;
  return file >> limit && limit > 0 ? std::min(limit, machine) : machine;
}

}  // namespace

void Context::throw_if_stopped() const {
  if (stop_requested()) throw Error(ErrorKind::interrupted, "interrupted.");
}

void Context::require_memory(double bytes, std::string_view what, std::string_view remedy) const {
  if (bytes <= static_cast<double>(memory)) return;
  throw Error(ErrorKind::memory,
              fmt::format("{} would take {}; {} are allowed.", what, memory_text(bytes),
                          memory_text(static_cast<double>(memory))),
              {}, std::string(remedy));
}

Context default_context() {
  Context context;
  context.threads = std::max(1, static_cast<int>(std::min<double>(affinity_threads(), std::ceil(quota_threads()))));
  context.memory = static_cast<std::size_t>(allowed_memory() / 2);
  return context;
}

}  // namespace saddlescope
