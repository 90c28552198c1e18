#include "saddlescope/cli/pictures.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include "saddlescope/base/error.h"
#include "saddlescope/cli/file_names.h"
#include "saddlescope/report/svg.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace saddlescope::cli {
namespace {

constexpr const char* kDrawer = "rsvg-convert";
constexpr const char* kDotsAnInch = "300";

bool on_the_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access(folder.append("/").append(program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using MemoryFile = std::unique_ptr<std::FILE, CloseFile>;  // in no folder: gone with the process

MemoryFile in_memory(const std::string& contents, const std::string& path) {
  const int descriptor = memfd_create("picture", MFD_CLOEXEC);
  MemoryFile file(descriptor < 0 ? nullptr : fdopen(descriptor, "w+b"));
  if (!file || std::fwrite(contents.data(), 1, contents.size(), file.get()) != contents.size() ||
      std::fflush(file.get()) != 0 || std::fseek(file.get(), 0, SEEK_SET) != 0) {
    const std::string reason = std::generic_category().message(errno);
    if (!file && descriptor >= 0) close(descriptor);
    throw_bad_input(std::string("no file in memory could be made for ") + kDrawer + " (" + reason + ").", path,
                    "Take --svg, which needs no other program.");
  }
  return file;
}

std::string contents_of(std::FILE* file) {
  std::string text;
  if (std::fseek(file, 0, SEEK_SET) != 0) return text;
  char piece[1 << 14];
  while (const std::size_t n = std::fread(piece, 1, sizeof piece, file)) text.append(piece, n);
  return text;
}

// The exit code of rsvg-convert, reading one file and writing the other; -1 where it didn't come to its end.
int run_drawer(std::FILE* from, std::FILE* to) {
  std::string program = kDrawer, format = "--format=png", x = std::string("--dpi-x=") + kDotsAnInch,
              y = std::string("--dpi-y=") + kDotsAnInch;
  char* const arguments[] = {program.data(), format.data(), x.data(), y.data(), nullptr};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, fileno(from), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, fileno(to), STDOUT_FILENO);
  // What this program does with signals (signals.h) isn't that program's.
  sigset_t none, ignored;
  sigemptyset(&none);
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &ignored);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t process = 0;
  const int failed = posix_spawnp(&process, kDrawer, &files, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  int status = 0;
  if (failed != 0 || waitpid(process, &status, 0) != process || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

std::string drawn(const std::string& svg, const std::string& path) {
  const MemoryFile from = in_memory(svg, path), to = in_memory({}, path);
  const int code = run_drawer(from.get(), to.get());
  std::string png = contents_of(to.get());
  if (code != 0 || !png.starts_with("\x89PNG")) {
    throw_bad_input(std::string(kDrawer) + " couldn't draw the picture (exit code " + std::to_string(code) + ").", path,
                    "Take --svg, which needs no other program.");
  }
  return png;
}

// What tells a PNG of ours from others: a word behind its head, as an SVG of ours its beginning.
constexpr std::string_view kPngMark("Software\0Saddlescope", 20);
constexpr std::size_t kPngHead = 8 + 12 + 13;  // the signature, and the chunk IHDR: length, name, 13 bytes, checksum
constexpr std::size_t kChunkHead = 4 + 4;      // of the chunk that follows: length, name

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xffU);
  return bytes;
}

// As PNG has it.
std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

std::string marked(std::string png) {
  const std::string chunk = "tEXt" + std::string(kPngMark);
  return png.insert(kPngHead, big_endian(kPngMark.size()) + chunk + big_endian(checksum(chunk)));
}

// Whether a file is there that this program didn't draw.
bool is_somebodys(PictureFormat format, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return false;  // none, or one that can't be written either: that is said elsewhere
  std::string begin(std::max(report::kSvgBegin.size(), kPngHead + kChunkHead + kPngMark.size()), '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(file.gcount()));
  if (format == PictureFormat::svg) return !begin.starts_with(report::kSvgBegin);
  const std::size_t mark = kPngHead + kChunkHead;
  return begin.size() < mark || !std::string_view(begin).substr(mark).starts_with(kPngMark);
}

std::string beside(const std::string& path, const std::string& id) {
  const std::filesystem::path whole(path);
  std::filesystem::path name = whole.stem();
  name += "-" + id;
  name += whole.extension();
  return (whole.parent_path() / name).string();
}

std::string named_for(PictureFormat format, const std::string& path) {
  const bool svg = format == PictureFormat::svg;
  require_ending(svg ? "--svg" : "--png", path, svg ? ".svg" : ".png", "--svg draws SVG, --png PNG");
  return path;
}

}  // namespace

PictureFiles::PictureFiles(const std::string& path, PictureFormat format)
    : path_(named_for(format, path)), format_(format), main_(std::make_unique<AtomicFile>(path)) {
  if (format == PictureFormat::png && !on_the_path(kDrawer)) {
    throw_bad_input(std::string("needs the program ") + kDrawer + ", which isn't there.", "--png",
                    "On Debian: apt-get install librsvg2-bin. Or take --svg.");
  }
}

PictureFiles::Written PictureFiles::write(std::span<const report::Picture> pictures) {
  Written written;
  for (const report::Picture& picture : pictures) {
    const bool main = &picture == pictures.data();
    const std::string path = main ? path_ : beside(path_, picture.id);
    if (!main && is_somebodys(format_, path)) {
      written.kept.push_back(path);
      continue;
    }
    const std::string contents = format_ == PictureFormat::png ? marked(drawn(picture.svg, path)) : picture.svg;
    if (main) {
      main_->commit(contents);
    } else {
      AtomicFile(path).commit(contents);
    }
    written.paths.push_back(path);
  }
  return written;
}

}  // namespace saddlescope::cli
