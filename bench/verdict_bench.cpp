// `saddlescope diagnose` from the start of the process to its end, at the points that bench_problems wrote:
//   bench_verdict [--threads T] [--json] [--problems DIR] [--large]
// --large: instead, 784-128-10 relu on 10,000 images of Fashion-MNIST (P = 101,770), which takes minutes.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "bench/problems.h"
#include "bench/rows.h"

extern char** environ;

namespace saddlescope::bench {
namespace {

struct Ended {
  int code = -1;
  Seconds seconds;
  double peak_bytes = 0;
};

Ended run_program(std::vector<std::string> words, const std::string& stderr_file) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, stderr_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  Ended ended;
  if (posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0) {
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    const auto seconds = [](timeval t) {
      return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ended.seconds = {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
                     seconds(usage.ru_utime) + seconds(usage.ru_stime)};
    ended.peak_bytes = 1024 * static_cast<double>(usage.ru_maxrss);
  }
  posix_spawn_file_actions_destroy(&actions);
  return ended;
}

std::string contents(const std::string& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Row diagnose(Row row, std::vector<std::string> words, const Options& options, const std::string& expected) {
  const std::string json = options.problems + "/verdict.json", errors = options.problems + "/verdict.txt";
  words.insert(words.begin(), {SADDLESCOPE_PROGRAM, "diagnose"});
  words.insert(words.end(), {"--threads", std::to_string(options.threads), "--seed", "0", "--quiet", "--json", json});
  const Ended ended = run_program(words, errors);
  if (ended.code != 0) {
    const std::string said = contents(errors);
    row.missing = "exit " + std::to_string(ended.code) + ": " + said.substr(0, said.find('\n'));
    return row;
  }
  const auto answer = nlohmann::ordered_json::parse(contents(json));
  const std::string kind = answer.at("verdict").at("kind");
  if (!expected.empty() && kind != expected) {
    row.missing = "the verdict is " + kind + ", not " + expected;
    return row;
  }
  row.value = ended.seconds;
  row.checks = {{"loss", answer.at("loss")}};
  if (expected.empty()) {
    char text[64];
    std::snprintf(text, sizeof text, "%s, at most %.0f MiB", kind.c_str(), ended.peak_bytes / 1048576);
    row.note = text;
  }
  return row;
}

void run(const Options& options) {
  const Output output(options);
  if (options.large) {
    output.row(diagnose(
        {"large/verdict", "diagnose, 784-128-10 relu on Fashion-MNIST (10,000)"},
        {"--model", "mlp:784-128-10:relu", "--data", "fashion-mnist", "--samples", "10000", "--memory", "2GiB"},
        options, ""));
    output.row(diagnose({"largest/verdict", "diagnose, 784-512-512-10 relu on Fashion-MNIST (60,000)"},
                        {"--model", "mlp:784-512-512-10:relu", "--data", "fashion-mnist", "--memory", "2GiB"}, options,
                        ""));
    return;
  }
  for (const char* point : {"stalled", "critical"}) {
    const Problem problem = make_problem(point);
    for (const char* spectrum : {"inertia", "exact"}) {
      const bool inertia = std::string(spectrum) == "inertia";
      Row row = {std::string(point) + "/" + spectrum,
                 "diagnose --spectrum " + std::string(spectrum) + ", " + problem.title + " (P = 3,466)"};
      row.goal = inertia ? "PyTorch + NumPy ≥ 12" : "PyTorch + NumPy ≥ 7";
      std::vector<std::string> words = {
          "--model",    problem.model, "--data",    problem.data_flag,
          "--spectrum", spectrum,      "--weights", options.problems + "/" + point + "-weights.npz"};
      if (problem.weight_decay > 0) words.insert(words.end(), {"--weight-decay", std::to_string(problem.weight_decay)});
      output.row(diagnose(row, words, options, problem.name == "stalled" ? "not_critical" : "local_minimum"));
    }
  }
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
