#include "saddlescope/cli/training_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/arrays.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStateFile = "state.safetensors";
constexpr std::string_view kTrainFormat = "saddlescope/train-state 2";
constexpr auto kStateEvery = std::chrono::seconds(10);

// The command that this run is, but for what may change between two times: --steps, and where and how it is shown.
std::string run_of(const Arguments& arguments) {
  ProblemDescription problem = arguments.problem;
  problem.seed = 0;
  const MinimizeOptions& options = arguments.train.minimize;
  const OptimizerOptions& optimizer = options.optimizer;
  const OptimizerEntry& entry = find_optimizer(optimizer.name);
  std::string text = fmt::format("{} --seed {} --optimizer {}", saddlescope::arguments(problem), arguments.problem.seed,
                                 optimizer.name);
  const auto add = [&](std::string_view flag, const std::optional<double>& given, const std::optional<double>& usual) {
    if (usual) text += fmt::format(" {} {}", flag, given.value_or(*usual));
  };
  add("--learning-rate", optimizer.learning_rate, entry.learning_rate);
  add("--momentum", optimizer.momentum, entry.momentum);
  add("--epsilon", optimizer.epsilon, entry.epsilon);
  if (options.batch_size) text += fmt::format(" --batch-size {}", *options.batch_size);
  text += fmt::format(" --stall {}", options.stall);
  std::string plain;  // .safetensors holds UTF-8 alone, a file's name may be anything
  for (const char c : text) {
    if (const auto byte = static_cast<unsigned char>(c); byte < 0x80) {
      plain += c;
    } else {
      plain += fmt::format("%{:02X}", byte);
    }
  }
  return plain;
}

std::string metadata(const ArrayFile& file, std::string_view key) {
  for (const auto& [name, text] : file.metadata) {
    if (name == key) return text;
  }
  return {};
}

NamedVectors vectors_of(const ArrayFile& file) {
  NamedVectors vectors;
  for (const NamedArray& array : file.arrays) vectors.emplace_back(array.name, to_f64(array, file.where(array)));
  return vectors;
}

}  // namespace

bool TrainingFolder::is_named_by(const std::string& output) {
  if (output.ends_with('/')) return true;
  if (format_of_ending(output)) return false;
  std::error_code failed;
  return fs::is_directory(output, failed) || fs::path(output).filename().string().find('.') == std::string::npos;
}

TrainingFolder::TrainingFolder(const Arguments& arguments, const Problem& problem, Context& context)
    : problem_(problem), run_(run_of(arguments)), folder_(*arguments.output, FolderKind::training) {
  const bool safetensors = problem.source && format_of_ending(problem.source->file.path) == Format::safetensors;
  ending_ = ending_of(safetensors ? Format::safetensors : Format::npz);
  const AtomicFile trial(state_file());  // says now where nothing can be written
  read_state(context.memory);
  if (state_) require_same_start(context);
}

void TrainingFolder::read_state(std::size_t memory) {
  std::error_code failed;
  if (!fs::exists(state_file(), failed)) return;
  const ArrayFile file = read_arrays(state_file(), {memory});
  if (metadata(file, "format") != kTrainFormat) {
    throw_bad_input("is no state of a training.", state_file(), "Name another folder with -o.");
  }
  require_same_arguments("run", "train", metadata(file, "run"), run_, state_file(), " (--steps may differ)");
  state_ = vectors_of(file);
}

std::string TrainingFolder::state_file() const { return folder_.file(kStateFile); }

std::size_t TrainingFolder::step() const {
  NamedVectors alone;
  for (const auto& entry : *state_) {
    if (entry.first == "step") alone.push_back(entry);
  }
  std::size_t step = 0;
  StateArchive(0, std::move(alone))("step", step);
  return step;
}

// The flags are the same; what the files they name hold may not be.
void TrainingFolder::require_same_start(Context& context) const {
  const double now = problem_.objective->value(problem_.theta, context);
  for (const auto& [name, values] : *state_) {
    if (name != "loss_before" || values.size() != 1) continue;
    if (same_loss(values[0], now, problem_.objective->traits().epsilon)) return;
    throw_bad_input(
        fmt::format("belongs to another run: the loss at its start was {}, here it is {}. The data or the weights to "
                    "start from have changed.",
                    values[0], now),
        state_file(), "Name another folder with -o.");
  }
}

bool TrainingFolder::state_is_due() const { return Clock::now() - last_written_ >= kStateEvery; }

void TrainingFolder::write_state(const NamedVectors& state) {
  ArrayFile file;
  file.metadata = {{"format", std::string(kTrainFormat)}, {"run", run_}};
  for (const auto& [name, values] : state) {
    file.arrays.push_back(from_f64(name, {values.size()}, values, Dtype::f64));
  }
  AtomicFile(state_file()).commit(arrays_bytes(Format::safetensors, file));
  last_written_ = Clock::now();
}

void TrainingFolder::write_checkpoint(std::size_t step, std::span<const double> theta) const {
  WeightsTarget(problem_, in_folder(fmt::format("checkpoint-{:09}", step))).write(theta);
}

void TrainingFolder::write_result(const Json& document) const {
  AtomicFile(folder_.file("training.json")).commit(to_text(document));
}

NamedVectors state_beside(const std::string& weights, std::span<const double> theta, std::size_t memory) {
  const fs::path file = fs::path(weights).parent_path() / kStateFile;
  std::error_code failed;
  if (!fs::exists(file, failed)) return {};
  NamedVectors state;
  try {
    const ArrayFile arrays = read_arrays(file.string(), {memory});
    if (metadata(arrays, "format") != kTrainFormat) return {};
    state = vectors_of(arrays);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) throw;
    return {};  // some other program's file of that name: nobody asked for it
  }
  for (const auto& [name, values] : state) {
    if (name == "theta" && std::equal(values.begin(), values.end(), theta.begin(), theta.end())) return state;
  }
  return {};
}

}  // namespace saddlescope::cli
