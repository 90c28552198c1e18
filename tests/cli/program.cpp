#include "tests/cli/program.h"

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX's
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace saddlescope::cli {
namespace {

// An unnamed file for one stream of the child.
int stream_file() {
  std::string name = (std::filesystem::temp_directory_path() / "saddlescope-stream-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) throw std::runtime_error("no temporary file");
  unlink(name.c_str());
  fcntl(file, F_SETFD, FD_CLOEXEC);
  return file;
}

std::string content_of(int file) {
  std::string text(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  if (pread(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) throw std::runtime_error("short");
  return text;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

// This process's environment, with `changes` (NAME=value) in place of what it says.
std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
  std::vector<std::string> result = changes;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto changed = [&](const std::string& change) {
      return change.substr(0, change.find('=')) == text.substr(0, text.find('='));
    };
    if (std::none_of(changes.begin(), changes.end(), changed)) result.push_back(text);
  }
  return result;
}

}  // namespace

Running::Running(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                 const std::vector<std::string>& environment)
    : out_(stream_file()), err_(stream_file()) {
  std::vector<std::string> words = arguments, variables = environment_with(environment);
  if (words.empty() || words.front().front() != '/') words.insert(words.begin(), SADDLESCOPE_PROGRAM);
  const std::vector<char*> argv = pointers(words), envp = pointers(variables);
  const std::string where = folder.string();
  child_ = fork();
  if (child_ < 0) throw std::runtime_error("can't fork");
  if (child_ > 0) return;
  const int nothing = open("/dev/null", O_RDONLY);
  if (chdir(where.c_str()) == 0 && dup2(nothing, 0) == 0 && dup2(out_, 1) == 1 && dup2(err_, 2) == 2) {
    execve(argv.front(), argv.data(), envp.data());
  }
  _exit(127);
}

Running::~Running() {
  if (child_ > 0) {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  close(out_);
  close(err_);
}

void Running::send(int signal) const { kill(child_, signal); }

void Running::wait_until_catches(int signal) const {
  const std::string path = "/proc/" + std::to_string(child_) + "/status";
  for (;;) {
    const std::string status = content_of(std::filesystem::path(path));
    const std::size_t blocked = status.find("SigBlk:");
    if (blocked == std::string::npos) throw std::runtime_error("the program has ended:\n" + content_of(err_));
    if (std::stoull(status.substr(blocked + 7), nullptr, 16) >> (signal - 1) & 1) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

double Running::processor_time() const {
  const std::string stat = content_of(std::filesystem::path("/proc/" + std::to_string(child_) + "/stat"));
  std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 2)));
  std::string skipped;
  double user = 0, system = 0;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void Running::wait_until(const std::function<bool()>& happened) const {
  const auto ended = [this] {  // and leaves it to wait()
    siginfo_t state{};
    return waitid(P_PID, static_cast<id_t>(child_), &state, WEXITED | WNOHANG | WNOWAIT) != 0 || state.si_pid != 0;
  };
  while (!happened() && !ended()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Outcome Running::wait() {
  int status = 0;
  waitpid(child_, &status, 0);
  child_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(out_), content_of(err_)};
}

void ProgramTest::SetUp() {
  std::string name = (std::filesystem::temp_directory_path() / "saddlescope-cli-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  folder_ = name;
}

void ProgramTest::TearDown() { std::filesystem::remove_all(folder_); }

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Outcome ProgramTest::good(const Words& words) const {
  Outcome outcome = run(words);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return outcome;
}

Outcome ProgramTest::shell(const std::string& line) const {
  const std::string folder = std::filesystem::path(SADDLESCOPE_PROGRAM).parent_path().string();
  return run({"/bin/sh", "-c", line}, {"PATH=" + folder + ":/usr/bin:/bin"});
}

void ProgramTest::write(const std::string& name, ByteView bytes) const {
  write(name, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void ProgramTest::write(const std::string& name, const std::string& text) const {
  std::ofstream file(path(name), std::ios::binary);
  file << text;
  ASSERT_TRUE(file.flush());
}

std::string ProgramTest::read(const std::string& name) const { return content_of(path(name)); }

std::vector<std::string> ProgramTest::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

nlohmann::ordered_json parsed(const std::string& text) {
  nlohmann::ordered_json document = nlohmann::ordered_json::parse(text, nullptr, false);
  if (document.is_discarded()) throw std::runtime_error("no JSON: " + text);
  return document;
}

}  // namespace saddlescope::cli
