#include "saddlescope/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"

namespace saddlescope::cli {
namespace {

constexpr std::string_view kAbout =
    "Says where the weights of a stalled network are (local minimum, saddle, flat valley, or no critical point at all),\n"
    "proves it from the Hessian, and finds the way out.";

// What was given on the command line, in the order of the flags: the flag and its text.
using Given = std::vector<std::pair<const Flag*, std::string>>;

void add_flags(CLI::App& app, const Command& command, Given& given) {
  for (std::size_t group = 0; group < command.flags.size(); ++group) {
    const bool own = group == 0 && command.flags.size() > 1;
    const std::string title = own ? "Flags" : group + 1 == command.flags.size() ? "Common flags" : "The problem";
    for (const Flag& flag : command.flags[group]) {
      const std::string name(flag.name), help(flag.help);
      CLI::Option* option =
          flag.value.empty()
              ? app.add_flag_callback(name, [&given, &flag] { given.emplace_back(&flag, ""); }, help)
              : app.add_option_function<std::string>(
                    name, [&given, &flag](const std::string& text) { given.emplace_back(&flag, text); }, help);
      if (!flag.value.empty()) option->type_name(std::string(flag.value));
      option->group(title);
    }
  }
}

[[noreturn]] void throw_usage(const std::string& message, const std::string& remedy) {
  throw Error(ErrorKind::usage, message, {}, remedy);
}

void require_known_command(int argc, const char* const* argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::string known;
  for (const Command& command : commands()) {
    if (command.name == argv[1]) return;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", command.name);
  }
  throw_usage(fmt::format("there is no command \"{}\".", argv[1]), fmt::format("The commands are {}.", known));
}

}  // namespace

CommandLine parse(int argc, const char* const* argv) {
  require_known_command(argc, argv);
  CommandLine line;
  CLI::App app{std::string(kAbout), "saddlescope"};
  app.set_version_flag("--version", "saddlescope " + version());
  app.footer("saddlescope COMMAND --help says more, with examples.");
  Given given;
  std::map<const CLI::App*, const Command*> by_app;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    sub->footer("Examples:\n" + std::string(command.examples));
    add_flags(*sub, command, given);
    if (!command.file.empty()) sub->add_option("FILE", line.arguments.file, std::string(command.file))->type_name("");
    by_app[sub] = &command;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    line.text = chosen.empty() ? app.help() : chosen.front()->help();
    return line;
  } catch (const CLI::CallForVersion&) {
    line.text = "saddlescope " + version() + "\n";
    return line;
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    throw_usage(std::string(error.what()) + (std::string_view(error.what()).ends_with('.') ? "" : "."),
                fmt::format("See saddlescope {}--help.", chosen.empty() ? "" : chosen.front()->get_name() + " "));
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) throw_usage("which command? " + std::string("See saddlescope --help."), "");
  line.command = by_app.at(chosen.front());
  for (const auto& [flag, text] : given) flag->apply(line.arguments, text);
  return line;
}

std::optional<std::string> json_target(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0 && i + 1 < argc) return argv[i + 1];
    if (std::strncmp(argv[i], "--json=", 7) == 0) return argv[i] + 7;
  }
  return std::nullopt;
}

}  // namespace saddlescope::cli
