#include "saddlescope/formats/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr int kAttempts = 1000;  // names tried for the temporary file
constexpr int kLinks = 40;       // links to links followed, as the kernel does

// A link is followed: what it points to is replaced, not the link.
std::filesystem::path resolve(const std::filesystem::path& target) {
  std::filesystem::path path = target;
  std::error_code failed;
  for (int links = 0; links < kLinks && std::filesystem::is_symlink(path, failed); ++links) {
    path = path.parent_path() / std::filesystem::read_symlink(path, failed);  // an absolute one replaces the folder
  }
  return path;
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& target) : shown_(target.string()) {
  const std::filesystem::path path = resolve(target);
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  name_ = path.filename().string();
  std::error_code failed;
  const std::filesystem::file_status status = std::filesystem::status(path, failed);
  if (name_.empty() || std::filesystem::is_directory(status)) {
    throw_bad_input("is a folder; the output is one file.", shown_, "Name a file in it.");
  }
  direct_ = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  if (direct_) return;
  folder_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_ < 0) fail("its folder " + folder.string() + " can't be opened", errno);
  if (struct stat old{}; ::fstatat(folder_, name_.c_str(), &old, 0) == 0) mode_ = old.st_mode & 0777U;
  try {
    create_beside();  // a trial: leave nothing lying about while the work runs
  } catch (...) {
    ::close(folder_);
    throw;
  }
  remove_beside();
}

AtomicFile::~AtomicFile() {
  remove_beside();
  if (folder_ >= 0) ::close(folder_);
}

void AtomicFile::commit(std::string_view contents) { commit(std::as_bytes(std::span(contents))); }

void AtomicFile::commit(ByteView contents) {
  if (direct_) {
    file_ = ::open(shown_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file_ < 0) fail("it can't be opened", errno);
    write_all(file_, contents);
    remove_beside();
    return;
  }
  create_beside();
  write_all(file_, contents);
  if (::fsync(file_) != 0 && errno != EINVAL && errno != EROFS) fail("it can't be stored", errno);
  if (::close(std::exchange(file_, -1)) != 0) fail("it can't be stored", errno);
  if (::renameat(folder_, beside_.c_str(), folder_, name_.c_str()) != 0) fail("it can't be replaced", errno);
  beside_.clear();
}

void AtomicFile::create_beside() {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    beside_ = "." + name_ + "." + std::to_string(::getpid()) + "-" + std::to_string(attempt) + ".tmp";
    file_ = ::openat(folder_, beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_);
    if (file_ >= 0) return;
    if (errno != EEXIST) break;
  }
  const int error = errno;
  beside_.clear();
  fail("no file can be made in its folder", error);
}

void AtomicFile::write_all(int file, ByteView contents) const {
  while (!contents.empty()) {
    const ssize_t written = ::write(file, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("writing broke off", errno);
    contents = contents.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::remove_beside() noexcept {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
  if (!beside_.empty()) ::unlinkat(folder_, beside_.c_str(), 0);
  beside_.clear();
}

void AtomicFile::fail(const std::string& what, int error) const {
  throw_bad_input("can't be written: " + what + " (" + std::strerror(error) + ").", shown_,
                  "Name an output in a folder that exists and that you may write to.");
}

}  // namespace saddlescope
