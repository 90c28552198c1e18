#include "saddlescope/cli/commands.h"

#include <fmt/format.h>

#include <exception>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/cli/census_command.h"
#include "saddlescope/cli/landscape_commands.h"
#include "saddlescope/cli/report_command.h"
#include "saddlescope/cli/streams.h"
#include "saddlescope/cli/training_folder.h"
#include "saddlescope/commands/compare.h"
#include "saddlescope/commands/demo.h"
#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/commands/find.h"
#include "saddlescope/commands/find_box.h"
#include "saddlescope/commands/inspect.h"
#include "saddlescope/commands/spectrum.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/problem/problem.h"
#include "saddlescope/report/text.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {
namespace {

constexpr int kNumerical = static_cast<int>(ErrorKind::numerical);
int run_diagnose(const Arguments& arguments, Output& output, Context& context) {
  const Problem problem = make_problem(arguments.problem, context);
  require_products(problem, context);
  DiagnoseOptions options = arguments.diagnose;
  options.problem = problem.summary;
  options.theory = problem.theory;
  options.held = problem.bytes;
  options.landscape = arguments.report || arguments.svg || arguments.png;
  if (arguments.problem.weights && options.trained.optimizer) {
    options.trained.state = state_beside(*arguments.problem.weights, problem.theta, context.memory);
  }
  const Diagnosis diagnosis = diagnose(*problem.objective, problem.theta, options, context);
  output.result(to_text(diagnosis), to_json(diagnosis));
  return diagnosis.interrupted ? kInterrupted : 0;
}

// The file that -o names, opened before the work; nothing where there is no -o.
std::unique_ptr<WeightsTarget> open_target(const Arguments& arguments, const Problem& problem) {
  return arguments.output ? std::make_unique<WeightsTarget>(problem, *arguments.output) : nullptr;
}

// Writes θ, rounds it as it was written, and says the loss of what was written: also after a request to stop, which
// the one evaluation left must not obey.
void write_weights(WeightsTarget& target, const Problem& problem, Vector& theta, double& loss, const Context& context) {
  Context last = context;
  last.stop = {};
  theta = target.write(theta);
  loss = problem.objective->value(theta, last);
}

// The flags that say the problem again at θ, the end of the work: a formula's point is written out, a network's weights
// are those written; empty where they weren't.
std::string arguments_at(const Arguments& arguments, const Problem& problem, const Vector& theta,
                         const std::string& weights) {
  ProblemDescription description = arguments.problem;
  if (problem.formula) {
    description.at.emplace();
    for (std::size_t i = 0; i < theta.size(); ++i) {
      *description.at += fmt::format("{}{}={}", i ? "," : "", entry_name(*problem.objective, i), theta[i]);
    }
  } else if (!weights.empty()) {
    description.weights = weights;
    description.init.reset();
    description.init_scale.reset();
  } else {
    return {};
  }
  return saddlescope::arguments(description);
}

int run_escape_command(const Arguments& arguments, Output& output, Context& context) {
  const Problem problem = make_problem(arguments.problem, context);
  require_products(problem, context);
  const auto target = open_target(arguments, problem);
  EscapeCommandOptions options = arguments.escape;
  options.problem = problem.summary;
  Escape result = run_escape(*problem.objective, problem.theta, options, context);
  if (target) {
    write_weights(*target, problem, result.theta, result.loss, context);
    result.weights = *arguments.output;
  }
  Json document = to_json(result);
  const bool interrupted = result.stopped == "interrupted";
  if (interrupted) document["interrupted"] = true;
  output.result(to_text(result, arguments_at(arguments, problem, result.theta, result.weights)), document);
  return interrupted ? kInterrupted : 0;
}

// What -o names for `train`: nothing, a file or a folder.
struct TrainingOutput {
  TrainingOutput(const Arguments& arguments, const Problem& problem, Context& context) {
    if (!arguments.output) return;
    if (TrainingFolder::is_named_by(*arguments.output)) {
      folder = std::make_unique<TrainingFolder>(arguments, problem, context);
      weights = folder->weights();
    } else {
      weights = *arguments.output;
    }
    target = std::make_unique<WeightsTarget>(problem, weights);
  }

  std::unique_ptr<TrainingFolder> folder;
  std::unique_ptr<WeightsTarget> target;
  std::string weights;
};

// Checkpoints, and in a folder the state: so often that little is lost, and when the run is asked to stop.
TrainingObserver keeper(TrainingOutput& to, const Problem& problem, const Context& context) {
  return [&to, &problem, &context](const Observation& step) {
    if (to.folder) {
      if (step.checkpoint) to.folder->write_checkpoint(step.step, step.theta);
      if (step.checkpoint || to.folder->state_is_due() || context.stop_requested())
        to.folder->write_state(step.state());
    } else if (step.checkpoint) {
      WeightsTarget(problem, to.weights).write(step.theta);
    }
  };
}

// What a person wouldn't expect of the arguments, said before the work.
void say_surprises(const Arguments& arguments, const Problem& problem, const TrainingOutput& to) {
  const MinimizeOptions& options = arguments.train.minimize;
  const Samples* samples = problem.objective->samples();
  if (options.batch_size && samples != nullptr && *options.batch_size > samples->count()) {
    write_standard_error(fmt::format("--batch-size {} is more than the {} samples: every step takes all of them.\n",
                                     *options.batch_size, samples->count()));
  }
  if (!to.folder || !to.folder->state()) return;
  const std::size_t step = to.folder->step();
  if (step > options.steps) {
    write_standard_error(fmt::format("{}: is at step {} already, beyond --steps {}: it stays there.\n",
                                     *arguments.output, step, options.steps));
  } else {
    write_standard_error(fmt::format("{}: goes on from step {}.\n", *arguments.output, step));
  }
}

int run_train(const Arguments& arguments, Output& output, Context& context) {
  const Problem problem = make_problem(arguments.problem, context);
  TrainCommandOptions options = arguments.train;
  options.problem = problem.summary;
  options.minimize.validate();
  TrainingOutput to(arguments, problem, context);
  if (options.minimize.checkpoint_every > 0 && !to.target) {
    throw Error(ErrorKind::usage, "--checkpoint-every needs a file or a folder to write to.", {}, "Name one with -o.");
  }
  options.observer = keeper(to, problem, context);
  options.minimize.keep_state = to.folder != nullptr;
  if (to.folder && to.folder->state()) {
    options.minimize.resume = &*to.folder->state();
  }
  if (!arguments.quiet) say_surprises(arguments, problem, to);
  Training result = train(*problem.objective, problem.theta, options, context);
  if (to.folder && !result.state.empty()) to.folder->write_state(result.state);
  if (to.target) {
    write_weights(*to.target, problem, result.theta, result.loss, context);
    result.weights = to.weights;
  }
  Json document = to_json(result);
  document = output.stamped(std::move(document));
  if (to.folder) to.folder->write_result(document);
  if (result.stop.reason == StopReason::not_finite) {
    const Failure failure{kNumerical, result.stop.why, result.optimizer,
                          to.target ? "They are in " + to.weights + "." : "They weren't kept: -o FILE keeps them."};
    Json error = to_json(failure);
    error["partial"] = std::move(document);
    output.failure(failure, error);
    return kNumerical;
  }
  output.result(to_text(result, arguments_at(arguments, problem, result.theta, to.weights)), document);
  if (result.interrupted && to.folder && !arguments.quiet) {
    write_standard_error(fmt::format("The same command again goes on from step {}.\n", result.steps));
  }
  return result.interrupted ? kInterrupted : 0;
}

int run_compare(const Arguments& arguments, Output& output, Context& context) {
  const Problem problem = make_problem(arguments.problem, context);
  CompareOptions options = arguments.compare;
  options.problem = problem.summary;
  const Comparison result = compare(*problem.objective, problem.theta, options, context);
  output.result(to_text(result), to_json(result));
  return result.interrupted ? kInterrupted : 0;
}

// --tolerance asked for a gradient, and the run ended above it: exit 4, with what was found. What kind of point it is,
// a critical one among them, changes no exit code.
int not_converged(const Finding& result, const std::string& text, Json document, Output& output) {
  const FinderRun& run = *result.run;
  const std::string flat =
      run.end == FinderEnd::gradient_flat ? " It lies where the loss hardly curves: finders of this kind stall there."
      : run.end == FinderEnd::critical_point ? " By the verdict the point is critical all the same."
                                             : "";
  const std::string kept = result.weights.empty() ? "." : "; the last weights are in " + result.weights + ".";
  const VerdictKind kind = result.points.empty() ? VerdictKind::undetermined : result.points.front().verdict.kind;
  const bool none = kind == VerdictKind::not_critical || kind == VerdictKind::gradient_flat;
  const char* const what = run.end == FinderEnd::critical_point ? "above the tolerance: "
                           : none                               ? "no critical point: "
                                                                : "not settled: ";
  const Failure failure{kNumerical, what + run.stop.why + flat, run.finder,
                        "Try another --finder, more --iterations, or another start" + kept};
  Json error = to_json(failure);
  error["partial"] = std::move(document);
  output.say(text);
  output.failure(failure, error);
  return kNumerical;
}

// Flags of a run from one point say nothing of a box.
void refuse_beside_box(const Arguments& arguments) {
  const std::initializer_list<std::pair<const char*, bool>> flags{
      {"--at", arguments.problem.at.has_value()},
      {"--finder", !arguments.find.find.finder.empty()},
      {"--tolerance", arguments.tolerance_asked},
      {"--iterations", arguments.find.find.iterations != FindOptions().iterations},
      {"-o", arguments.output.has_value()}};
  for (const auto& [flag, given] : flags) {
    if (given) {
      throw Error(ErrorKind::usage, fmt::format("{} is of a run from one point, and has no meaning with --box.", flag),
                  {}, "Leave one of them out.");
    }
  }
}

int run_find_box(const Arguments& arguments, Output& output, Context& context) {
  refuse_beside_box(arguments);
  const Problem problem = make_problem(arguments.problem, context);
  FindBoxOptions options;
  options.problem = problem.summary;
  const Finding result = find_box(*problem.objective, *problem.box, options, context);
  output.result(to_text(result), to_json(result));
  return result.interrupted ? kInterrupted : 0;
}

int run_find(const Arguments& arguments, Output& output, Context& context) {
  if (arguments.problem.box) return run_find_box(arguments, output, context);
  const Problem problem = make_problem(arguments.problem, context);
  require_products(problem, context);
  const auto target = open_target(arguments, problem);
  FindCommandOptions options = arguments.find;
  options.problem = problem.summary;
  options.diagnose.held = problem.bytes;
  Finding result = find(*problem.objective, problem.theta, options, context);
  FinderRun& run = *result.run;
  if (target) {
    write_weights(*target, problem, run.theta, run.loss, context);
    result.weights = *arguments.output;
  }
  const std::string text = to_text(result, arguments_at(arguments, problem, run.theta, result.weights));
  const bool asked_in_vain = arguments.tolerance_asked && run.stop.reason != StopReason::converged;
  if (asked_in_vain && !result.interrupted) return not_converged(result, text, to_json(result), output);
  output.result(text, to_json(result));
  return result.interrupted ? kInterrupted : 0;
}

int run_spectrum(const Arguments& arguments, Output& output, Context& context) {
  arguments.spectrum.validate();
  const Problem problem = make_problem(arguments.problem, context);
  require_products(problem, context);
  SpectrumOptions options = arguments.spectrum;
  options.problem = problem.summary;
  options.held = problem.bytes;
  const SpectrumAnswer answer = spectrum(*problem.objective, problem.theta, options, context);
  output.result(to_text(answer), to_json(answer));
  return answer.interrupted ? kInterrupted : 0;
}

int run_inspect(const Arguments& arguments, Output& output, Context& context) {
  const ProblemDescription& d = arguments.problem;
  if (arguments.problems && (!arguments.file.empty() || d.model || d.function || d.data || d.problem)) {
    throw Error(ErrorKind::usage, "--problems lists all of them, and takes nothing to inspect.", {},
                "Leave out the rest, or --problems.");
  }
  const Inspection inspection = arguments.problems ? list_problems(context) : inspect(arguments.file, d, context);
  output.result(to_text(inspection), to_json(inspection));
  return 0;
}

int run_demo(const Arguments& /*arguments*/, Output& output, Context& context) {
  struct Unread : std::exception {};
  const auto say = [&](const std::string& text) {
    output.say(text);
    if (output.of_no_use()) throw Unread();
  };
  try {
    output.result("", demo(say, context));
    return 0;
  } catch (const Unread&) {
    return static_cast<int>(ErrorKind::bad_input);
  }
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> kCommands{
      {"diagnose",
       "Where am I: verdict, evidence, way out",
       "  saddlescope diagnose --function '(1 - w1*w2)^2' --at 0,0\n"
       "  saddlescope diagnose --model mlp:13-16-3:tanh --data wine --standardize --weights run.npz\n"
       "  saddlescope diagnose --model mlp:13-16-3:tanh --data wine --init zeros --json -\n"
       "  saddlescope diagnose --problem two-layer-linear:4x3x5:J=1,3\n",
       {diagnose_flags(), problem_flags(), common_flags()},
       "",
       run_diagnose},
      {"escape",
       "Walks out along negative curvature, verified; writes the new weights",
       "  saddlescope escape --function 'x^2 - y^2 + y^4' --at 0,0\n"
       "  saddlescope escape --model mlp:13-16-3:tanh --data wine --standardize --weights run.npz -o out.npz\n",
       {escape_flags(), problem_flags(), common_flags()},
       "",
       run_escape_command},
      {"train",
       "Trains with any of the optimizers and says why it stopped",
       "  saddlescope train --model mlp:13-16-3:tanh --data wine --standardize --steps 2000 -o run.npz\n"
       "  saddlescope train --model mlp:64-16-10:tanh --data digits --batch-size 32 -o run\n"
       "  saddlescope train --function '(1 - x)^2 + 100*(y - x^2)^2' --at -1,1 --optimizer l-bfgs\n",
       {train_flags(), problem_flags(), common_flags()},
       "",
       run_train},
      {"compare",
       "The ways out of this point at equal cost: escape, noise, first and second order",
       "  saddlescope compare --function 'x^2 - y^2 + y^4' --at 0,0\n"
       "  saddlescope compare --model mlp:13-16-3:tanh --data wine --weights run.npz --budget 1000\n",
       {compare_flags(), problem_flags(), common_flags()},
       "",
       run_compare},
      {"census",
       "What is typical: many networks to their critical points, loss against signs",
       "  saddlescope census --model mlp:1-10-10-1:tanh --data 'sin(5*pi*x)/(5*pi*x)' --x-range 0:1 --svg lecture.svg\n"
       "  saddlescope census --model mlp:4-12-3:tanh --model mlp:4-12-12-3:tanh --data iris --start 1 --svg iris.svg\n"
       "  saddlescope census --model mlp:13-16-3:tanh --data wine --weights 'run/*.npz' --runs 20\n",
       {census_flags(), problem_flags(), common_flags()},
       "",
       run_census_command,
       {"--model", "--finder"},
       false,
       {"--function", "--at", "--problem", "--expect-loss"}},
      {"find",
       "A critical point from here: drives the gradient to zero, whatever kind of point that leads to",
       "  saddlescope find --function '(1 - x)^2 + 100*(y - x^2)^2' --at -1,1\n"
       "  saddlescope find --model mlp:1-10-10-1:tanh --data 'sin(5*pi*x)/(5*pi*x)' --x-range 0:1 -o found.npz\n"
       "  saddlescope find --model mlp:13-16-3:tanh --data wine --standardize --finder newton-mr\n"
       "  saddlescope find --function '(1 - w1*w2)^2' --box w1=-2:2,w2=-2:2\n",
       {find_flags(), problem_flags(), common_flags()},
       "",
       run_find},
      {"spectrum",
       "Eigenvalues: all, at the ends, or how they are spread",
       "  saddlescope spectrum --problem two-layer-linear:4x3x5:J=1,3\n"
       "  saddlescope spectrum --model mlp:13-16-3:tanh --data wine --weights run.npz -k 10\n"
       "  saddlescope spectrum --model mlp:784-128-10:relu --data fashion-mnist --samples 10000 --which density\n",
       {spectrum_flags(), problem_flags(), common_flags()},
       "",
       run_spectrum},
      {"surface",
       "The error surface on a line or a plane through the point, or over a box",
       "  saddlescope surface --function '(1 - w1*w2)^2' --box w1=-2:2,w2=-2:2\n"
       "  saddlescope surface --model mlp:13-16-3:tanh --data wine --weights run.npz --directions eigen\n"
       "  saddlescope surface --model mlp:64-16-10:tanh --data digits --weights run.npz --directions random -o land\n"
       "  saddlescope surface --model mlp:64-16-10:tanh --data digits --directions trajectory:run\n",
       {surface_flags(), problem_flags(), common_flags()},
       "",
       run_surface},
      {"taylor",
       "Taylor's model beside the true loss, and how far it can be trusted",
       "  saddlescope taylor --function 'x^2 - y^2 + y^4' --at 0,0 --directions y --order 4\n"
       "  saddlescope taylor --model mlp:13-16-3:tanh --data wine --weights run.npz --directions eigen,gradient\n",
       {taylor_flags(), problem_flags(), common_flags()},
       "",
       run_taylor},
      {"report",
       "Builds the page again from results that --json saved, several side by side",
       "  saddlescope report run.json\n"
       "  saddlescope report before.json after.json -o both.html --lang zh-TW\n",
       {report_flags(), common_flags()},
       "Results that --json saved",
       run_report_command,
       {},
       true},
      {"inspect",
       "What is in a weights or data file, or in a model",
       "  saddlescope inspect run.npz\n"
       "  saddlescope inspect --model mlp:64-16-10:tanh\n"
       "  saddlescope inspect --problems\n",
       {inspect_flags(), problem_flags(), common_flags()},
       "A weights or data file",
       run_inspect},
      {"demo",
       "The lecture's network and a real stall, start to end",
       "  saddlescope demo\n",
       {common_flags()},
       "",
       run_demo},
  };
  return kCommands;
}

}  // namespace saddlescope::cli
