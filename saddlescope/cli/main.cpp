// The program: command line → command → exit code (contract: exit codes).
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <random>

#include "saddlescope/base/error.h"
#include "saddlescope/cli/command_line.h"
#include "saddlescope/cli/output.h"
#include "saddlescope/cli/progress.h"
#include "saddlescope/cli/signals.h"
#include "saddlescope/cli/streams.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/report/text.h"

namespace {

using namespace saddlescope;  // NOLINT(google-build-using-namespace): the program is made of nothing else
namespace cli = saddlescope::cli;

// What was said on standard output wasn't read to its end. Who closed it knows; so nothing is said of it.
constexpr int kUnread = static_cast<int>(ErrorKind::bad_input);

// OpenMP's threads spin while they wait, unless told otherwise before they exist: with a core taken by others a loop of
// 0.4 ms then takes 24. The library reads the policy when it is loaded, so the program starts itself again.
void choose_wait_policy(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY")) return;
  setenv("OMP_WAIT_POLICY", "passive", 1);
  execv("/proc/self/exe", argv);  // where that fails, spinning works as well
}

// Never 0, and of so many bits that a JSON number holds it.
std::uint64_t machine_entropy() {
  std::random_device device;
  return (std::uint64_t{device()} << 21 ^ device()) % (std::uint64_t{1} << 53) | 1;
}

Context context_for(const cli::Arguments& arguments, const cli::Signals& signals) {
  Context context = default_context();
  if (arguments.threads) context.threads = *arguments.threads;
  if (arguments.memory) context.memory = *arguments.memory;
  context.seed = arguments.problem.seed;
  if (!arguments.seeded) context.entropy = machine_entropy();
  context.stop = signals.token();
  context.progress = cli::terminal_progress(arguments.quiet);
  return context;
}

Failure failure_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    return failure(error);
  } catch (const std::bad_alloc&) {
    return {static_cast<int>(ErrorKind::memory),
            "the machine has no more memory to give.",
            {},
            "Take a smaller model, or --memory with less."};
  } catch (const std::exception& error) {
    return {static_cast<int>(ErrorKind::internal), error.what(), "a fault of ours",
            "Please report it with the command you ran."};
  }
}

// The document of a failure: with the cause where the point isn't finite, the command's own where it was interrupted.
Json document_of(const std::exception_ptr& exception, const Failure& failure, const cli::Command* command) {
  if (failure.exit_code == static_cast<int>(ErrorKind::interrupted) && command) {
    return {{"format", fmt::format("saddlescope/{}", command->name)}, {"version", 1}, {"interrupted", true}};
  }
  Json document = to_json(failure);
  try {
    std::rethrow_exception(exception);
  } catch (const NotFinite& error) {
    const StallCause& cause = error.cause();
    document["partial"]["stall"] = {{{"cause", cause.cause}, {"evidence", cause.evidence}, {"remedy", cause.remedy}}};
  } catch (...) {  // nothing to add
  }
  return document;
}

int report_failure(const std::exception_ptr& exception, cli::Output* output, const cli::Command* command,
                   const cli::Signals& signals) {
  Failure f = failure_of(exception);
  if (f.exit_code == static_cast<int>(ErrorKind::interrupted) && signals.exit_code() != 0) {
    f.exit_code = signals.exit_code();
  }
  try {
    cli::Output nowhere(cli::Targets{});
    (output ? *output : nowhere).failure(f, document_of(exception, f, command));
  } catch (const std::exception& error) {
    cli::write_standard_error(fmt::format("saddlescope: {}\n", error.what()));
  }
  return f.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  cli::keep_closed_streams();
  choose_wait_policy(argv);
  const cli::Signals signals;
  std::unique_ptr<cli::Output> output;
  cli::CommandLine line;
  try {
    output = std::make_unique<cli::Output>(cli::output_targets(argc, argv));
    line = cli::parse(argc, argv);
    output->set(cli::command_text(argc, argv), line.arguments.language);
    if (!line.command) {
      return cli::write_standard_output(line.text) ? 0 : kUnread;
    }
    blas_self_test();
    Context context = context_for(line.arguments, signals);
    const int code = line.command->run(line.arguments, *output, context);
    if (code == static_cast<int>(ErrorKind::interrupted) && signals.exit_code()) return signals.exit_code();
    return code == 0 && output->reader_gone() ? kUnread : code;
  } catch (...) {
    return report_failure(std::current_exception(), output.get(), line.command, signals);
  }
}
