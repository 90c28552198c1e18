#include "saddlescope/cli/streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "saddlescope/base/error.h"

namespace saddlescope::cli {

void keep_closed_streams() {
  int file = 0;
  while (file >= 0 && file <= STDERR_FILENO) file = open("/dev/null", O_RDONLY);  // what can't be written to
  if (file >= 0) close(file);
}

bool write_standard_output(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return true;
  if (errno == EPIPE) return false;
  throw_bad_input(std::string("can't be written: ") + std::strerror(errno) + ".", "standard output");
}

void write_standard_error(const std::string& text) noexcept {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace saddlescope::cli
