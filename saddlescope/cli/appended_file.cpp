#include "saddlescope/cli/appended_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "saddlescope/base/error.h"

namespace saddlescope::cli {

AppendedFile::~AppendedFile() {
  if (file_ >= 0) ::close(file_);
}

void AppendedFile::open(const std::string& path, std::size_t whole) {
  path_ = path;
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0 || ::ftruncate(file_, static_cast<off_t>(whole)) != 0) {
    throw_bad_input(fmt::format("can't be written ({}).", std::strerror(errno)), path, "Name another folder with -o.");
  }
}

void AppendedFile::append(std::span<const std::byte> bytes) const {
  const off_t before = ::lseek(file_, 0, SEEK_END);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      [[maybe_unused]] const int cut = before >= 0 ? ::ftruncate(file_, before) : -1;  // else the next run cuts it off
      throw_bad_input(fmt::format("can't be written ({}).", std::strerror(error)), path_,
                      "Make room, and run the same command again: it goes on from here.");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace saddlescope::cli
