#include "saddlescope/cli/arguments.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/commands/remedy.h"

namespace saddlescope::cli {
namespace {

struct NamedMethod {
  std::string_view name;
  SpectrumMethod method;
};
constexpr std::array<NamedMethod, 4> kSpectrumMethods{{{"auto", SpectrumMethod::automatic},
                                                       {"exact", SpectrumMethod::exact},
                                                       {"inertia", SpectrumMethod::inertia},
                                                       {"matrix-free", SpectrumMethod::matrix_free}}};

SpectrumMethod parse_spectrum_method(const std::string& name) {
  for (const NamedMethod& known : kSpectrumMethods) {
    if (known.name == name) return known.method;
  }
  throw_bad_input(
      fmt::format("\"{}\" is no way to the spectrum.", name), "--spectrum",
      did_you_mean(name, kSpectrumMethods, &NamedMethod::name) + "There are auto, exact, inertia and matrix-free.");
}

constexpr std::array kProblemFlags{
    Flag{"--function", "EXPRESSION",
         "A loss of named variables: + - * / ^ ( ), sin cos tan exp log sqrt abs tanh "
         "sigmoid softplus, pi, e",
         [](Arguments& a, const std::string& v) { a.problem.function = v; }},
    Flag{"--at", "POINT", "Where: \"w1=0, w2=0\", or 0,0 in order of first appearance",
         [](Arguments& a, const std::string& v) { a.problem.at = v; }},
    Flag{"--problem", "NAME", "A problem whose answer is known, as chain:5:zeros=2; inspect --problems lists them",
         [](Arguments& a, const std::string& v) { a.problem.problem = v; }},
    Flag{"--model", "SPEC", "A network, mlp:SIZES[:ACTIVATION[,ACTIVATION...]][:no-bias], as mlp:64-32-10:tanh",
         [](Arguments& a, const std::string& v) {
           a.problem.model = v;
           a.models.push_back(v);
         }},
    Flag{"--data", "DATA",
         "digits, iris, wine, breast-cancer, fashion-mnist; a .npz, .csv or .safetensors file; X.npy,Y.npy; "
         "IMAGES,LABELS of IDX; a formula of one variable with --x-range",
         [](Arguments& a, const std::string& v) { a.problem.data = v; }},
    Flag{"--x", "NAME", "Array of the inputs in a file of several (default x)",
         [](Arguments& a, const std::string& v) { a.problem.x_name = v; }},
    Flag{"--y", "NAME", "Array of the targets in a file of several (default y)",
         [](Arguments& a, const std::string& v) { a.problem.y_name = v; }},
    Flag{"--target", "COLUMN",
         "Target column of a CSV: a name or a number from 1, several with commas (default the last)",
         [](Arguments& a, const std::string& v) { a.problem.target = v; }},
    Flag{"--no-header", "", "The CSV's first row is data",
         [](Arguments& a, const std::string&) { a.problem.no_header = true; }},
    Flag{"--x-range", "A:B", "Samples a formula at the midpoints of equal cells of [A, B]",
         [](Arguments& a, const std::string& v) { a.problem.x_range = v; }},
    Flag{"--samples", "N", "The first N samples; the points of the grid for a formula (default 128)",
         [](Arguments& a, const std::string& v) { a.problem.samples = parse_count("--samples", v); }},
    Flag{"--standardize", "", "Inputs to mean 0 and deviation 1, column by column",
         [](Arguments& a, const std::string&) { a.problem.standardize = true; }},
    Flag{"--scale", "S", "Inputs times S",
         [](Arguments& a, const std::string& v) { a.problem.scale = parse_number("--scale", v); }},
    Flag{"--loss", "NAME",
         "mse, cross-entropy, bce-with-logits, l1, huber (default: cross-entropy for classes, else mse)",
         [](Arguments& a, const std::string& v) { a.problem.loss = v; }},
    Flag{"--weight-decay", "LAMBDA", "Adds LAMBDA/2 times the squared norm of the parameters to the loss",
         [](Arguments& a, const std::string& v) { a.problem.weight_decay = parse_number("--weight-decay", v); }},
    Flag{"--weights", "FILE", "Weights to start from: .safetensors or .npz",
         [](Arguments& a, const std::string& v) { a.problem.weights = v; }},
    Flag{"--weights-layout", "LAYOUT", "out-in (PyTorch, the default) or in-out (Keras, Flax)",
         [](Arguments& a, const std::string& v) { a.problem.weights_layout = v; }},
    Flag{"--init", "NAME", "pytorch (default), xavier-normal, xavier-uniform, he-normal, he-uniform, normal, zeros",
         [](Arguments& a, const std::string& v) { a.problem.init = v; }},
    Flag{"--init-scale", "S", "Scales the initialization; the deviation of normal",
         [](Arguments& a, const std::string& v) { a.problem.init_scale = parse_number("--init-scale", v); }},
    Flag{"--precision", "P",
         "f64 (default), or f32 to explore large networks: half the memory, some twice as fast, and no sign is "
         "certified",
         [](Arguments& a, const std::string& v) { a.problem.precision = v; }},
    Flag{"--expect-loss", "L", "Stops when the loss differs from L: your check that both see the same problem",
         [](Arguments& a, const std::string& v) {
           parse_number("--expect-loss", v);
           a.problem.expect_loss = v;
         }},
};

constexpr std::array kCommonFlags{
    Flag{"--seed", "S",
         "Root of every random number (default 0; without it starts on which a probability rests also mix in the "
         "machine's entropy, recorded)",
         [](Arguments& a, const std::string& v) {
           a.problem.seed = parse_count("--seed", v);
           a.seeded = true;
         }},
    Flag{"--threads", "T", "Worker threads (default: what affinity and quota allow); results don't depend on it",
         [](Arguments& a, const std::string& v) {
           const std::size_t threads = parse_count("--threads", v);
           if (threads < 1 || threads > 4096) {
             throw_bad_input(v + " is not a number from 1 to 4096.", "--threads",
                             "Leave it out for as many as affinity and quota allow.");
           }
           a.threads = static_cast<int>(threads);
         }},
    Flag{"--memory", "SIZE", "Memory allowed, as 4GiB (default: half of what the machine or its cgroup has)",
         [](Arguments& a, const std::string& v) { a.memory = parse_memory("--memory", v); }},
    Flag{"--json", "FILE", "Writes the result as JSON; - for standard output, and nothing else there",
         [](Arguments& a, const std::string& v) { a.json = v; }},
    Flag{"--report", "FILE",
         "Writes the result as one page (.html) to read in a browser: charts, evidence, how to get it again; it opens "
         "from disk and asks the network for nothing",
         [](Arguments& a, const std::string& v) { a.report = v; }},
    Flag{"--svg", "FILE",
         "Draws the result's main chart, fit for a paper; its other charts go beside it as FILE-NAME.svg",
         [](Arguments& a, const std::string& v) { a.svg = v; }},
    Flag{"--png", "FILE", "The same at 300 dots an inch, by rsvg-convert where it is installed (Debian: librsvg2-bin)",
         [](Arguments& a, const std::string& v) { a.png = v; }},
    Flag{"--lang", "LANGUAGE", "Of pages and pictures: en (default) or zh-TW",
         [](Arguments& a, const std::string& v) { a.language = language(v); }},
    Flag{"--quiet", "", "No progress", [](Arguments& a, const std::string&) { a.quiet = true; }},
};

constexpr std::array kDiagnoseFlags{
    Flag{"--spectrum", "METHOD",
         "exact (all eigenvalues), inertia (signs by factorization, the extreme eigenvalues), matrix-free (products "
         "alone, "
         "for large networks), or auto (default): the first of them that fits the memory and about a minute",
         [](Arguments& a, const std::string& v) { a.diagnose.spectrum = parse_spectrum_method(v); }},
    Flag{"--critical-tolerance", "T",
         "A point is critical where what is left to gain nearby is below T of what is at "
         "stake (default 1e-8)",
         [](Arguments& a, const std::string& v) {
           const double tolerance = parse_number("--critical-tolerance", v);
           if (!(tolerance > 0 && tolerance < 1)) {
             throw_bad_input(v + " is not a number between 0 and 1.", "--critical-tolerance", "The default is 1e-8.");
           }
           a.diagnose.classify.critical_tolerance = tolerance;
         }},
    Flag{"--optimizer", "NAME", "How it was trained: causes that lie in the steps are told with it",
         [](Arguments& a, const std::string& v) { a.diagnose.trained.optimizer = v; }},
    Flag{"--learning-rate", "ETA", "With which step length (default: the optimizer's own)",
         [](Arguments& a, const std::string& v) {
           a.diagnose.trained.learning_rate = parse_number("--learning-rate", v);
         }},
    Flag{"--momentum", "BETA", "With which momentum (default 0.9)",
         [](Arguments& a, const std::string& v) { a.diagnose.trained.momentum = parse_number("--momentum", v); }},
    Flag{"--epsilon", "EPS", "With which epsilon of adam (default 1e-8)",
         [](Arguments& a, const std::string& v) { a.diagnose.trained.epsilon = parse_number("--epsilon", v); }},
    Flag{"--batch-size", "B", "On how many samples a step, drawn without replacement (default: all)",
         [](Arguments& a, const std::string& v) { a.diagnose.trained.batch_size = parse_count("--batch-size", v); }},
};

constexpr std::array kEscapeFlags{
    Flag{"--rounds", "N", "Steps along negative curvature at the most (default 10)",
         [](Arguments& a, const std::string& v) { a.escape.escape.rounds = parse_count("--rounds", v); }},
    Flag{"-o", "FILE", "Writes the new weights: .npz or .safetensors",
         [](Arguments& a, const std::string& v) { a.output = v; }},
};

constexpr std::array kTrainFlags{
    Flag{
        "--optimizer", "NAME",
        "gradient-descent, momentum, nesterov, adam (default), l-bfgs, perturbed-gradient-descent, saddle-free-newton, "
        "trust-region, cubic-regularization",
        [](Arguments& a, const std::string& v) { a.train.minimize.optimizer.name = v; }},
    Flag{"--learning-rate", "ETA", "Step length (default: the optimizer's own)",
         [](Arguments& a, const std::string& v) {
           a.train.minimize.optimizer.learning_rate = parse_number("--learning-rate", v);
         }},
    Flag{"--momentum", "BETA", "Of momentum and nesterov (default 0.9)",
         [](Arguments& a, const std::string& v) {
           a.train.minimize.optimizer.momentum = parse_number("--momentum", v);
         }},
    Flag{"--epsilon", "EPS", "Of adam (default 1e-8)",
         [](Arguments& a, const std::string& v) { a.train.minimize.optimizer.epsilon = parse_number("--epsilon", v); }},
    Flag{"--batch-size", "B", "Samples a step, in shuffled epochs (default: all of them); first-order methods only",
         [](Arguments& a, const std::string& v) { a.train.minimize.batch_size = parse_count("--batch-size", v); }},
    Flag{"--steps", "N", "Steps at the most (default 10000)",
         [](Arguments& a, const std::string& v) { a.train.minimize.steps = parse_count("--steps", v); }},
    Flag{"--stall", "N",
         "Stops when the last N steps (default 500) lowered the loss by less than 1e-3 of what it still is "
         "above the floor; 0: never",
         [](Arguments& a, const std::string& v) { a.train.minimize.stall = parse_count("--stall", v); }},
    Flag{"--checkpoint-every", "K",
         "With -o: writes the weights every K steps as well; in a folder each to a file of its own",
         [](Arguments& a, const std::string& v) {
           a.train.minimize.checkpoint_every = parse_count("--checkpoint-every", v);
         }},
    Flag{"-o", "FILE|DIR",
         "Writes the trained weights: .npz or .safetensors; a folder keeps the state too, and the same command run "
         "again goes on where it stopped",
         [](Arguments& a, const std::string& v) { a.output = v; }},
};

constexpr std::array kCompareFlags{
    Flag{"--budget", "N",
         "What each way out may cost, in gradient equivalents: gradient 1, Hessian-vector product 2, loss 1/3 "
         "(default 2000)",
         [](Arguments& a, const std::string& v) { a.compare.budget = parse_number("--budget", v); }},
    Flag{"--learning-rate", "ETA",
         "Of every method that has one (default: 0.001, 0.01 and 0.1, each at the full budget, the best is shown)",
         [](Arguments& a, const std::string& v) { a.compare.learning_rate = parse_number("--learning-rate", v); }},
    Flag{"--runs", "N", "Seeds where noise is part of a method (default 5, at most 10000)",
         [](Arguments& a, const std::string& v) { a.compare.runs = parse_count("--runs", v); }},
};

constexpr std::array kCensusFlags{
    Flag{"--runs", "N", "Networks of each model, drawn from the seeds S, S+1, ... of --seed (default 100)",
         [](Arguments& a, const std::string& v) { a.census.runs = parse_count("--runs", v); }},
    Flag{"--finder", "NAME",
         "What drives each to a critical point: levenberg-marquardt (default for mse in f64), gradient-norm, newton-mr "
         "(default else), trust-region; may be given several times, for all of them side by side",
         [](Arguments& a, const std::string& v) { a.census.finders.push_back(v); }},
    Flag{"--tolerance", "T", "A finder ends at a gradient norm of T (default 1e-9)",
         [](Arguments& a, const std::string& v) { a.census.tolerance = parse_number("--tolerance", v); }},
    Flag{"--iterations", "N", "Steps of a finder at the most (default 1000)",
         [](Arguments& a, const std::string& v) { a.census.iterations = parse_count("--iterations", v); }},
    Flag{"--weights", "PATTERN",
         "Checkpoints to put beside them, classified where they are: a file, or a quoted pattern as 'run/*.npz'",
         [](Arguments& a, const std::string& v) { a.problem.weights = v; }},
    Flag{"--start", "F",
         "Where finders start: 0 the initialization, 1 the end of training, between them a moment of it (default: by "
         "the seed, a quarter each from 0 and 1, half from a moment drawn)",
         [](Arguments& a, const std::string& v) { a.census.start = parse_number("--start", v); }},
    Flag{"--optimizer", "NAME", "How they are trained, full batch (default adam); train --help lists the names",
         [](Arguments& a, const std::string& v) { a.census.optimizer.name = v; }},
    Flag{"--learning-rate", "ETA", "Step length (default: the optimizer's own)",
         [](Arguments& a, const std::string& v) {
           a.census.optimizer.learning_rate = parse_number("--learning-rate", v);
         }},
    Flag{"--momentum", "BETA", "Of momentum and nesterov (default 0.9)",
         [](Arguments& a, const std::string& v) { a.census.optimizer.momentum = parse_number("--momentum", v); }},
    Flag{"--epsilon", "EPS", "Of adam (default 1e-8)",
         [](Arguments& a, const std::string& v) { a.census.optimizer.epsilon = parse_number("--epsilon", v); }},
    Flag{"--steps", "N", "Steps of a whole training (default 2000)",
         [](Arguments& a, const std::string& v) { a.census.steps = parse_count("--steps", v); }},
    Flag{"-o", "DIR",
         "Keeps every network in this folder as it is finished, and writes census.json, .csv and .svg at the end; the "
         "same "
         "command run again goes on where it stopped",
         [](Arguments& a, const std::string& v) { a.output = v; }},
};

constexpr std::array kFindFlags{
    Flag{
        "--finder", "NAME",
        "levenberg-marquardt (sums of squares, as mse: goes down), gradient-norm, newton-mr, trust-region (any kind of "
        "point); default: the first where it can be had, in f64, else newton-mr",
        [](Arguments& a, const std::string& v) { a.find.find.finder = v; }},
    Flag{"--tolerance", "T",
         "Ends where the gradient's norm is at most T (default 1e-9) or its own rounding; given, a run that ends above "
         "it exits with 4",
         [](Arguments& a, const std::string& v) {
           a.find.find.tolerance = parse_number("--tolerance", v);
           a.tolerance_asked = true;
         }},
    Flag{"--box", "RANGES",
         "All critical points of a function of a few variables in a box, as w1=-2:2,w2=-2:2, with what that proves",
         [](Arguments& a, const std::string& v) { a.problem.box = v; }},
    Flag{"--iterations", "N", "Accepted steps at the most (default 1000)",
         [](Arguments& a, const std::string& v) { a.find.find.iterations = parse_count("--iterations", v); }},
    Flag{"-o", "FILE", "Writes the weights it ends with: .npz or .safetensors",
         [](Arguments& a, const std::string& v) { a.output = v; }},
};

constexpr std::array kSpectrumFlags{
    Flag{"--which", "ENDS",
         "all, lowest, highest, both (ends), or density: how they are spread, estimated (default: all, where they fit "
         "the memory and about a minute, else both)",
         [](Arguments& a, const std::string& v) { a.spectrum.which = eigenvalues_named(v); }},
    Flag{"-k", "K", "How many at an end (default 5), copies counted",
         [](Arguments& a, const std::string& v) { a.spectrum.pairs = parse_count("-k", v); }},
    Flag{"--spectrum", "METHOD",
         "exact (all eigenvalues of the matrix), matrix-free (products alone, for large networks), or auto (default): "
         "for ends whichever is cheaper",
         [](Arguments& a, const std::string& v) { a.spectrum.method = parse_spectrum_method(v); }},
    Flag{
        "--probes", "N",
        "Random vectors of a density (default 10): the errors of sampling fall as their root, the time grows with them",
        [](Arguments& a, const std::string& v) { a.spectrum.probes = parse_count("--probes", v); }},
};

constexpr std::array kReportFlags{
    Flag{"-o", "FILE", "Where the page goes (default: the first document's name with .html)",
         [](Arguments& a, const std::string& v) { a.output = v; }},
};

void set_directions(Arguments& arguments, const std::string& list) {
  if (list.empty()) {
    throw_bad_input("names no direction.", "--directions", "Leave it out for the usual ones, or name some, as eigen.");
  }
  arguments.directions = list;
}

constexpr Flag kDirections{
    "--directions", "LIST",
    "Parameters by name (w1,w2), eigen (lowest and highest), lowest, highest, eigen:K, gradient, random, to:FILE, "
    "trajectory:DIR (of a training's --checkpoint-every); two make a plane (default: the variables of a function of at "
    "most two, else eigen)",
    set_directions};
constexpr Flag kTaylorDirections{"--directions", "LIST",
                                 "Any number of: parameters by name, eigen (lowest and highest), lowest, highest, "
                                 "eigen:K, gradient, random, to:FILE, "
                                 "trajectory:DIR, of a training's --checkpoint-every (default eigen,gradient)",
                                 set_directions};
constexpr Flag kNormalization{
    "--normalization", "HOW",
    "Of random directions: filter (as long as each unit's weights, 0 on biases; default for networks), "
    "filter-and-biases, or none (length 1)",
    [](Arguments& a, const std::string& v) {
      a.surface.normalization = with_flag("--normalization", {}, [&] { return normalization_named(v); });
    }};

double parse_range(const std::string& text) {
  if (text.find(':', 1) != std::string::npos) {
    throw_bad_input(fmt::format("\"{}\" is no range: it takes one R, for -R to R around the point.", text), "--range",
                    "Write it as 0.5; --box and --x-range take A:B.");
  }
  const double range = parse_number("--range", text);
  if (range > 0) return range;
  throw_bad_input(fmt::format("\"{}\" is no range.", text), "--range", "Take a number above 0.");
}

constexpr std::array kSurfaceFlags{
    kDirections,
    Flag{"--grid", "NxM",
         "Points along each direction of a plane, or N along a line (default 51x51, 101; with --box 81x81, 401)",
         [](Arguments& a, const std::string& v) { a.surface.grid = parse_grid(v); }},
    Flag{"--range", "R",
         "From -R to R around the point, in multiples of each direction (default: as far as slope and curvature change "
         "the loss by four times its height; 1 where normalized)",
         [](Arguments& a, const std::string& v) { a.surface.range = parse_range(v); }},
    kNormalization,
    Flag{"--box", "RANGES",
         "A function of one or two variables over a box, as w1=-2:2,w2=-2:2, with every critical point that find --box "
         "finds there",
         [](Arguments& a, const std::string& v) { a.problem.box = v; }},
    Flag{"-o", "DIR", "Keeps the losses as they come: the same command run again goes on where it stopped",
         [](Arguments& a, const std::string& v) { a.output = v; }},
};

constexpr std::array kTaylorFlags{
    kTaylorDirections,
    Flag{"--order", "N", "Of the model: 2 (default), 3 or 4",
         [](Arguments& a, const std::string& v) {
           const std::size_t order = parse_count("--order", v);
           if (order < 2 || order > 4)
             throw_bad_input(fmt::format("there is no model of order {} here.", v), "--order", "Take 2, 3 or 4.");
           a.taylor.taylor.order = static_cast<int>(order);
         }},
    Flag{"--grid", "N", "Points of each line that is drawn (default 101)",
         [](Arguments& a, const std::string& v) { a.taylor.taylor.points = parse_count("--grid", v); }},
    Flag{"--range", "R", "Lines from -R to R, in multiples of each direction (default: twice the trust radius)",
         [](Arguments& a, const std::string& v) { a.taylor.taylor.range = parse_range(v); }},
    kNormalization,
};

constexpr std::array kInspectFlags{
    Flag{"--problems", "", "Lists the problems whose answer is known, for --problem",
         [](Arguments& a, const std::string&) { a.problems = true; }},
};

template <class Number>
bool parse_whole(const std::string& text, Number& value) {
  const char* first = text.data() + (text.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::span<const Flag> problem_flags() { return kProblemFlags; }
std::span<const Flag> common_flags() { return kCommonFlags; }
std::span<const Flag> diagnose_flags() { return kDiagnoseFlags; }
std::span<const Flag> escape_flags() { return kEscapeFlags; }
std::span<const Flag> train_flags() { return kTrainFlags; }
std::span<const Flag> compare_flags() { return kCompareFlags; }
std::span<const Flag> census_flags() { return kCensusFlags; }
std::span<const Flag> find_flags() { return kFindFlags; }
std::span<const Flag> spectrum_flags() { return kSpectrumFlags; }
std::span<const Flag> surface_flags() { return kSurfaceFlags; }
std::span<const Flag> taylor_flags() { return kTaylorFlags; }
std::span<const Flag> inspect_flags() { return kInspectFlags; }
std::span<const Flag> report_flags() { return kReportFlags; }

double parse_number(std::string_view flag, const std::string& text) {
  double value = 0;
  if (parse_whole(text, value) && std::isfinite(value)) return value;
  throw_bad_input(fmt::format("\"{}\" is not a finite number.", text), std::string(flag),
                  "Write it with a point, as 0.5 or 1e-3.");
}

std::size_t parse_count(std::string_view flag, const std::string& text) {
  std::size_t value = 0;
  if (parse_whole(text, value)) return value;
  double number = 0;
  const bool whole = parse_whole(text, number) && number >= 0 && number <= 0x1p53 && number == std::floor(number);
  throw_bad_input(fmt::format("\"{}\" is not a whole number from 0 up.", text), std::string(flag),
                  whole ? fmt::format("Write it as {:.0f}.", number) : "Write it in digits, as 100.");
}

std::size_t parse_memory(std::string_view flag, const std::string& text) {
  constexpr std::array<std::pair<std::string_view, double>, 9> kUnits{{{"KiB", 0x1p10},
                                                                       {"MiB", 0x1p20},
                                                                       {"GiB", 0x1p30},
                                                                       {"TiB", 0x1p40},
                                                                       {"kB", 1e3},
                                                                       {"MB", 1e6},
                                                                       {"GB", 1e9},
                                                                       {"TB", 1e12},
                                                                       {"", 1}}};
  for (const auto& [unit, bytes] : kUnits) {
    if (!text.ends_with(unit)) continue;
    std::string digits = text.substr(0, text.size() - unit.size());
    while (digits.ends_with(' ')) digits.pop_back();
    double value = 0;
    if (parse_whole(digits, value) && value * bytes >= 1 && value * bytes < 0x1p63) {
      return static_cast<std::size_t>(value * bytes);
    }
    break;
  }
  throw_bad_input(fmt::format("\"{}\" is not a size.", text), std::string(flag),
                  "Write it as 4GiB, 512MiB or a number of bytes.");
}

}  // namespace saddlescope::cli
