#include "saddlescope/commands/direction_requests.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/remedy.h"
#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/formats/file.h"
#include "saddlescope/landscape/directions.h"
#include "saddlescope/landscape/eigenvectors.h"
#include "saddlescope/problem/weight_names.h"
#include "saddlescope/problem/weights.h"
#include "saddlescope/results/json.h"

namespace saddlescope {
namespace {

namespace fs = std::filesystem;
using Kind = DirectionRequest::Kind;

constexpr std::string_view kFlag = "--directions";
constexpr std::size_t kParsedShare = 16;  // of the memory allowed, for the text of a document: its values take more

// What a direction may be called: a word, or one with a colon and an argument.
struct Form {
  std::string_view name, argument, what;  // argument: as it is listed; what it names, where it isn't a number
  Kind kind = Kind::parameter;
  std::optional<Kind> other = {};  // a word for two
};
constexpr std::array kForms{Form{"eigen", "", "", Kind::lowest, Kind::highest},
                            Form{"lowest", "", "", Kind::lowest},
                            Form{"highest", "", "", Kind::highest},
                            Form{"eigen", "K", "", Kind::rank},
                            Form{"gradient", "", "", Kind::gradient},
                            Form{"random", "", "", Kind::random},
                            Form{"to", "FILE", "file", Kind::to},
                            Form{"trajectory", "DIR", "folder", Kind::trajectory},
                            Form{"parameter", "NAME", "parameter", Kind::parameter}};

// All but parameters, which are called by their names.
std::string listed() {
  std::vector<std::string> list;
  for (const Form& form : kForms) {
    if (form.kind == Kind::parameter) continue;
    list.push_back(fmt::format("{}{}{}", form.name, form.argument.empty() ? "" : ":", form.argument));
  }
  const std::string last = std::exchange(list.back(), {});
  list.pop_back();
  return fmt::format("{} and {}", fmt::join(list, ", "), last);
}

std::string known() { return fmt::format("There are parameters' names, {}.", listed()); }

// At commas outside brackets.
std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> result(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (c == ',' && depth == 0) {
      result.emplace_back();
    } else {
      result.back() += c;
    }
  }
  for (std::string& word : result) {
    while (word.starts_with(' ')) word.erase(0, 1);
    while (word.ends_with(' ')) word.pop_back();
    if (word.empty())
      throw_bad_input(fmt::format("\"{}\" names an empty direction.", text), std::string(kFlag), known());
  }
  return result;
}

std::size_t rank_of(const std::string& word, std::string_view digits) {
  std::size_t rank = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rank);
  if (error == std::errc() && end == digits.data() + digits.size() && rank > 0) return rank;
  throw_bad_input(fmt::format("\"{}\" names no eigenvector.", word), std::string(kFlag),
                  "Take eigen:1 for the lowest eigenvalue's, eigen:2 for the next.");
}

DirectionRequest request_of(const Form& form, const std::string& word, const std::string& argument) {
  if (form.kind == Kind::rank) return {.kind = form.kind, .rank = rank_of(word, argument)};
  if (argument.empty() && !form.argument.empty()) {
    throw_bad_input(fmt::format("\"{}\" names no {}.", word, form.what), std::string(kFlag), known());
  }
  return {.kind = form.kind, .name = argument};
}

void add(const std::string& word, std::vector<DirectionRequest>& to) {
  const std::size_t colon = word.find(':');
  const std::string name = word.substr(0, colon);
  const auto* const form = std::ranges::find_if(
      kForms, [&](const Form& f) { return f.name == name && f.argument.empty() == (colon == std::string::npos); });
  if (form == kForms.end()) {
    to.push_back({.kind = Kind::parameter, .name = word, .word = word});
    return;
  }
  to.push_back(request_of(*form, word, colon == std::string::npos ? "" : word.substr(colon + 1)));
  to.back().word = word;
  if (form->other) to.push_back({.kind = *form->other, .word = word});
}

// A misspelt word with an argument is compared with those that take one.
std::size_t index_of(const Objective& objective, const DirectionRequest& parameter) {
  OtherDirections others{{}, listed()};
  const std::size_t colon = parameter.name.find(':');
  for (const Form& form : kForms) {
    if (form.argument.empty()) {
      others.names.emplace_back(form.name);
    } else if (colon != std::string::npos) {
      others.names.push_back(std::string(form.name) + parameter.name.substr(colon));
    }
  }
  return with_flag(kFlag, {}, [&] { return parameter_named(objective, parameter.name, others); });
}

// The last `parts` of a path.
std::string tail(const fs::path& path, std::size_t parts) {
  fs::path end;
  auto left = static_cast<std::size_t>(std::distance(path.begin(), path.end()));
  for (const fs::path& part : path) {
    if (left-- <= parts) end /= part;
  }
  return end.string();
}

// By as much of its end as no other file has that was asked for beside it.
std::string label_of(const std::string& file, std::span<const DirectionRequest> beside) {
  const fs::path path = file;
  const auto all = static_cast<std::size_t>(std::distance(path.begin(), path.end()));
  for (std::size_t parts = 1; parts < all; ++parts) {
    std::string label = tail(path, parts);
    const bool another = std::ranges::any_of(beside, [&](const DirectionRequest& other) {
      return other.kind == Kind::to && other.name != file && tail(other.name, parts) == label;
    });
    if (!another) return label;
  }
  return file;
}

std::vector<std::string> files_of(const DirectionRequest& request, std::size_t memory) {
  if (request.kind == Kind::to) return {request.name};
  return request.kind == Kind::trajectory ? checkpoint_files(request.name, memory) : std::vector<std::string>();
}

// Of checkpoint-DIGITS.*; of other names nothing.
std::optional<std::size_t> step_of(const std::string& name) {
  constexpr std::string_view kStart = "checkpoint-";
  const std::string stem = fs::path(name).stem().string();
  if (!stem.starts_with(kStart)) return std::nullopt;
  std::size_t step = 0;
  const char* const last = stem.data() + stem.size();
  const auto [end, error] = std::from_chars(stem.data() + kStart.size(), last, step);
  return error == std::errc() && end == last ? std::optional(step) : std::nullopt;
}

bool is_checkpoint(const std::string& name) { return step_of(name).has_value(); }

bool is_end(const std::string& name) {
  const fs::path stem = fs::path(name).stem();
  return stem == "weights" || stem == "last";
}

// A training's last.npz is its last checkpoint once more. Others that are equal are a run that stood still.
void drop_double_end(std::vector<Checkpoint>& points) {
  const std::size_t n = points.size();
  if (n > 1 && points[n - 1].theta == points[n - 2].theta) points.erase(points.end() - 2);
}

// The step of a training's weights.*, as training.json beside them says; nothing where that isn't there.
std::optional<std::size_t> step_of_end(const fs::path& folder, std::size_t memory) {
  const fs::path path = folder / "training.json";
  std::error_code failed;
  if (!fs::is_regular_file(path, failed) || fs::file_size(path, failed) == 0) return std::nullopt;
  const Bytes bytes = read_file(path, {memory / kParsedShare});
  const char* const text = reinterpret_cast<const char*>(bytes.data());
  const Json training = Json::parse(text, text + bytes.size(), nullptr, false);  // of what is no JSON nothing is known
  if (!training.is_object() || !training.contains("steps") || !training.at("steps").is_number_unsigned())
    return std::nullopt;
  return training.at("steps").get<std::size_t>();
}

// A training that was gone on with and then killed has newer checkpoints than the weights of its earlier end. names: sorted.
void put_an_earlier_end_in_its_place(std::vector<std::string>& names, const fs::path& folder, std::size_t memory) {
  const auto at = std::ranges::find(names, "weights", [](const fs::path& name) { return name.stem().string(); });
  const std::optional<std::size_t> step = at == names.end() ? std::nullopt : step_of_end(folder, memory);
  if (!step) return;
  const auto next = std::ranges::find_if(names, [&](const std::string& name) { return step_of(name) > step; });
  if (next == names.end()) return;
  const bool there = next != names.begin() && step_of(*(next - 1)) == step;  // as a checkpoint
  std::rotate(next, at, at + 1);
  if (there) names.erase(next);
}

class DirectionFinder {
 public:
  DirectionFinder(const Linearization& at, std::optional<Normalization> normalization, Context& context)
      : at_(at), normalization_(normalization.value_or(usual_normalization(at.objective()))), context_(context) {}

  FoundDirections run(std::span<const DirectionRequest> requests, std::size_t components) {
    const Eigenvectors pairs = eigenpairs(requests);
    std::size_t low = 0, high = 0;
    for (const DirectionRequest& request : requests) {
      if (request.kind == Kind::lowest || request.kind == Kind::rank) {
        keep(is_high(request) ? pairs.highest[high++] : pairs.lowest[low++]);
      } else if (request.kind == Kind::highest) {
        keep(pairs.highest[high++]);
      } else {
        add(request, components);
      }
    }
    return std::move(found_);
  }

 private:
  // The K-th from below is counted from the end it is nearer to.
  bool is_high(const DirectionRequest& request) const {
    return request.kind == Kind::highest ||
           (request.kind == Kind::rank && 2 * request.rank > at_.size() + 1 && request.rank <= at_.size());
  }

  Eigenvectors eigenpairs(std::span<const DirectionRequest> requests) {
    EigenRanks ranks;
    for (const DirectionRequest& request : requests) {
      if (request.kind == Kind::lowest) ranks.lowest.push_back(1);
      if (request.kind == Kind::highest) ranks.highest.push_back(1);
      if (request.kind != Kind::rank) continue;
      if (is_high(request)) {
        ranks.highest.push_back(at_.size() + 1 - request.rank);
      } else {
        ranks.lowest.push_back(request.rank);
      }
    }
    if (ranks.lowest.empty() && ranks.highest.empty()) return {};
    const std::size_t products = products_for_vectors(at_.objective(), affordable_products(at_.objective()), context_);
    Eigenvectors pairs =
        with_flag(kFlag, fmt::format("Take eigen:1 (the lowest) to eigen:{} (the highest).", at_.size()),
                  [&] { return eigenvectors(at_, ranks, products, context_); });
    found_.random_starts = products > 0;
    found_.why = pairs.why;
    return pairs;
  }

  void add(const DirectionRequest& request, std::size_t components) {
    switch (request.kind) {
      case Kind::parameter:
        return keep(parameter_direction(at_.objective(), index_of(at_.objective(), request)));
      case Kind::gradient:
        return keep(
            with_flag(kFlag, "Take eigen, random or named parameters.", [&] { return gradient_direction(at_); }));
      case Kind::random:
        return keep(with_flag(kFlag, "Add --normalization none.", [&] {
          return random_direction(at_.objective(), at_.theta(), normalization_, ++random_, context_);
        }));
      case Kind::to:
        return keep(with_flag(kFlag, "Name another file, or other --weights.", [&] {
          const Checkpoint& other = points_of(request)[0];
          return direction_to(at_.theta(), other.theta, other.label);
        }));
      case Kind::trajectory:
        return add_trajectory(request, components);
      default:
        throw_internal("eigenvectors are found together");
    }
  }

  // They may have been read for the parameters of another objective.
  std::span<const Checkpoint> points_of(const DirectionRequest& request) const {
    for (const Checkpoint& point : request.loaded()) {
      if (point.theta.size() == at_.size()) continue;
      throw_bad_input(fmt::format("has {} parameters where this objective has {}.", point.theta.size(), at_.size()),
                      point.label, "DirectionRequests::load_points() takes the objective's own parameters.");
    }
    return request.loaded();
  }

  void add_trajectory(const DirectionRequest& request, std::size_t components) {
    const std::span<const Checkpoint> points = points_of(request);
    const std::string remedy = points.size() < 2 ? "train --checkpoint-every K -o DIR leaves one every K steps."
                                                 : "Draw the line: --grid 101.";
    TrajectoryPlane plane =
        with_flag(kFlag, remedy, [&] { return trajectory_plane(points, components, request.name, context_); });
    for (Direction& d : plane.directions) keep(std::move(d));
    found_.variance_shares = std::move(plane.shares);
  }

  void keep(Direction direction) { found_.directions.push_back(std::move(direction)); }

  const Linearization& at_;
  Normalization normalization_;
  Context& context_;
  std::size_t random_ = 0;
  FoundDirections found_;
};

}  // namespace

DirectionRequests::DirectionRequests(std::string text) : text_(std::move(text)) {
  if (text_.empty()) return;
  const std::vector<std::string> asked = words(text_);
  for (const std::string& word : asked) add(word, list_);
  is_eigen_ = asked == std::vector<std::string>{"eigen"};
}

std::span<const Checkpoint> DirectionRequest::loaded() const {
  if (points && !points->empty()) return *points;
  throw_bad_input("its weights weren't read.", name, "DirectionRequests::load_points() reads them.");
}

std::vector<std::string> checkpoint_files(const std::string& folder, std::size_t memory) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    const fs::path name = entry->path().filename();
    const bool weights = (name.extension() == ".npz" || name.extension() == ".safetensors") && name.native()[0] != '.';
    if (weights && name.stem() != "state" && name.stem() != "directions") names.push_back(name.string());
  }
  if (std::ranges::any_of(names, is_checkpoint)) {  // else whatever a person calls them
    std::erase_if(names, [](const std::string& name) { return !is_checkpoint(name) && !is_end(name); });
  }
  if (failed)
    throw_bad_input(fmt::format("can't be read ({}).", failed.message()), folder,
                    "Name the folder of a training: trajectory:DIR.");
  if (names.empty()) {
    throw_bad_input("has no weights in it.", folder,
                    "train --checkpoint-every K -o DIR leaves a checkpoint every K steps.");
  }
  std::ranges::sort(names, [](const std::string& a, const std::string& b) {
    return naturally_less(a, b) || (!naturally_less(b, a) && a < b);
  });
  put_an_earlier_end_in_its_place(names, folder, memory);
  for (std::string& name : names) name = (fs::path(folder) / name).string();
  return names;
}

void require_known(const Objective& objective, std::span<const DirectionRequest> requests) {
  for (const DirectionRequest& request : requests) {
    if (request.kind == Kind::parameter) index_of(objective, request);
  }
}

double DirectionRequests::bytes() const {
  double sum = 0;
  for (const DirectionRequest& request : list_) {
    if (!request.points) continue;
    for (const Checkpoint& point : *request.points) sum += 8.0 * static_cast<double>(point.theta.size());
  }
  return sum;
}

void DirectionRequests::load_points(std::span<const Parameter> parameters, const std::string& layout, double held,
                                    const Context& context) {
  const WeightsLayout how = parse_weights_layout(layout);
  double one = 0;
  for (const Parameter& p : parameters) one += 8.0 * static_cast<double>(element_count(p.shape));
  std::vector<std::vector<std::string>> files;
  std::size_t count = 0, vectors = 0;
  for (const DirectionRequest& request : list_) {
    const std::size_t its = files.emplace_back(files_of(request, context.memory)).size();
    count += its;
    vectors += request.kind == Kind::trajectory ? 2 * its : its;
  }
  const double all = one * static_cast<double>(vectors);
  Context rest = without_held(context, held);
  require_memory_beside(all, held, rest,
                        fmt::format("The weights of {} file{} of --directions", count, count == 1 ? "" : "s"),
                        "Name fewer, keep fewer checkpoints in the folder");
  for (std::size_t i = 0; i < list_.size(); ++i) {
    std::vector<Checkpoint> points;
    for (const std::string& path : files[i]) {
      const bool alone = list_[i].kind == Kind::to;  // beside others that may be called the same
      points.push_back({alone ? label_of(path, list_) : fs::path(path).filename().string(),
                        load_weights(parameters, path, how, {rest.memory}).theta});
      rest.memory -= std::min(rest.memory, static_cast<std::size_t>(one));
    }
    drop_double_end(points);
    if (!points.empty()) list_[i].points = std::make_shared<const std::vector<Checkpoint>>(std::move(points));
  }
}

FoundDirections find_directions(const Linearization& at, std::span<const DirectionRequest> requests,
                                std::size_t components, std::optional<Normalization> normalization, Context& context) {
  return DirectionFinder(at, normalization, context).run(requests, components);
}

}  // namespace saddlescope
