#include "saddlescope/commands/environment.h"

#include <fstream>

#include "saddlescope/linalg/blas.h"

namespace saddlescope {
namespace {

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (line.starts_with("model name") && colon != std::string::npos && colon + 2 < line.size()) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

}  // namespace

std::string version() { return SADDLESCOPE_VERSION; }

Environment environment(const Context& context) { return {version(), processor(), blas_name(), context.threads}; }

Context checked_context() {
  static const bool kSound = (blas_self_test(), true);  // once a process, unless it throws
  static_cast<void>(kSound);
  return default_context();
}

}  // namespace saddlescope
