#include "saddlescope/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/base/shell.h"
#include "saddlescope/cli/file_names.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/problem/description.h"

namespace saddlescope::cli {
namespace {

constexpr std::string_view kAbout =
    "Says where the weights of a stalled network are (local minimum, saddle, flat valley, or no critical point at "
    "all),\n"
    "proves it from the Hessian, and finds the way out.";

// What was given on the command line, in the order of the flags: the flag and its text.
using Given = std::vector<std::pair<const Flag*, std::string>>;

bool repeatable(const Command& command, const Flag& flag) {
  return std::find(command.repeatable.begin(), command.repeatable.end(), flag.name) != command.repeatable.end();
}

bool refuses(const Command& command, const Flag& flag) {
  return std::find(command.refused.begin(), command.refused.end(), flag.name) != command.refused.end();
}

// A command's own flag stands for the problem's of the same name. (find_flag goes by the same order.)
void add_flags(CLI::App& app, const Command& command, Given& given) {
  std::set<std::string_view> taken;
  for (std::size_t group = 0; group < command.flags.size(); ++group) {
    const bool own = group == 0 && command.flags.size() > 1;
    const std::string title = own ? "Flags" : group + 1 == command.flags.size() ? "Common flags" : "The problem";
    for (const Flag& flag : command.flags[group]) {
      if (!taken.insert(flag.name).second) continue;
      const std::string name(flag.name), help(flag.help);
      CLI::Option* option = nullptr;
      if (flag.value.empty()) {
        option = app.add_flag_callback(name, [&given, &flag] { given.emplace_back(&flag, ""); }, help);
      } else if (repeatable(command, flag)) {
        const auto take = [&given, &flag](const std::vector<std::string>& texts) {
          for (const std::string& text : texts) given.emplace_back(&flag, text);
        };
        option = app.add_option_function<std::vector<std::string>>(name, take, help);
        option->take_all()->expected(1)->allow_extra_args(false);
      } else {
        option = app.add_option_function<std::string>(
            name, [&given, &flag](const std::string& text) { given.emplace_back(&flag, text); }, help);
      }
      if (!flag.value.empty()) option->type_name(std::string(flag.value));
      option->group(refuses(command, flag) ? "" : title);  // without a group it isn't in the help
    }
  }
}

// Its flags are kept in `given`, its files in `arguments`.
const CLI::App* add_command(CLI::App& app, const Command& command, Given& given, Arguments& arguments) {
  CLI::App* const sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
  sub->footer("Examples:\n" + std::string(command.examples));
  add_flags(*sub, command, given);
  if (command.several_files) {
    sub->add_option("FILE", arguments.files, std::string(command.file))->type_name("");
  } else if (!command.file.empty()) {
    sub->add_option("FILE", arguments.file, std::string(command.file))->type_name("");
  }
  return sub;
}

[[noreturn]] void throw_usage(const std::string& message, const std::string& remedy) {
  throw Error(ErrorKind::usage, message, {}, remedy);
}

// The command named first; null where a flag of the program itself is.
const Command* known_command(int argc, const char* const* argv) {
  if (argc < 2 || argv[1][0] == '-') return nullptr;
  std::string known;
  for (const Command& command : commands()) {
    if (command.name == argv[1]) return &command;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", command.name);
  }
  throw_usage(fmt::format("there is no command \"{}\".", argv[1]),
              did_you_mean(argv[1], commands(), &Command::name) + fmt::format("The commands are {}.", known));
}

const Flag* find_flag(const Command& command, std::string_view name) {
  for (const std::span<const Flag> group : command.flags) {
    for (const Flag& flag : group) {
      if (flag.name == name) return &flag;
    }
  }
  return nullptr;
}

std::string similar_flag(const Command& command, std::string_view name) {
  std::vector<std::string_view> names{"--help"};
  for (const std::span<const Flag> group : command.flags) {
    for (const Flag& flag : group) names.push_back(flag.name);
  }
  return did_you_mean(name, std::span<const std::string_view>(names));
}

// What CLI11 would refuse in its words, or take for something else (--function --at 0: a formula "--at"), in ours.
void require_sound(const Command& command, std::span<const char* const> words) {
  const std::string see = fmt::format("See saddlescope {} --help.", command.name);
  std::set<std::string_view> seen;
  bool file = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i], name = word.substr(0, word.find('='));
    if (word == "-h" || word == "--help") return;
    const Flag* flag = find_flag(command, word.starts_with("--") ? name : word);
    if (!flag && word.starts_with("--")) {
      throw_usage(fmt::format("{} has no flag {}.", command.name, name), similar_flag(command, name) + see);
    }
    if (!flag && word.starts_with("-") && word.size() > 1) continue;  // a value joined to a short flag: CLI11 knows
    if (!flag && (command.file.empty() || (std::exchange(file, true) && !command.several_files))) {
      throw_usage(fmt::format("{} can't do anything with \"{}\".", command.name, word), see);
    }
    if (!flag) continue;
    if (!seen.insert(flag->name).second && !repeatable(command, *flag))
      throw_usage(fmt::format("{} is given twice.", flag->name), "Give it once.");
    if (flag->value.empty() || name != word) continue;
    ++i;  // its value
    if (i == words.size() || find_flag(command, words[i])) {
      throw_usage(fmt::format("{} needs a value: {} {}.", flag->name, flag->name, flag->value), see);
    }
  }
}

// What is given as `--flag value` or `--flag=value`, as far as it can be read at all.
std::optional<std::string> value_of(std::string_view flag, int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == flag && i + 1 < argc) return argv[i + 1];
    if (word.starts_with(flag) && word.substr(flag.size()).starts_with('=')) {
      return std::string(word.substr(flag.size() + 1));
    }
  }
  return std::nullopt;
}

// The words for CLI11, which takes what follows a short flag for its value, "=" and all: -o=run would write to "=run".
std::vector<std::string> words_of(const Command* command, int argc, const char* const* argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  for (std::string& word : words) {
    const bool joined = word.size() > 2 && word[0] == '-' && word[1] != '-' && word[2] == '=';
    if (command && joined && find_flag(*command, std::string_view(word).substr(0, 2))) word.erase(2, 1);
  }
  std::ranges::reverse(words);  // as CLI11 has them
  return words;
}

// Help or version, where that was asked for.
std::optional<std::string> read_words(CLI::App& app, std::vector<std::string> words) {
  try {
    app.parse(std::move(words));
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app.help() : chosen.front()->help(app.get_name());
  } catch (const CLI::CallForVersion&) {
    return "saddlescope " + version() + "\n";
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    throw_usage(std::string(error.what()) + (std::string_view(error.what()).ends_with('.') ? "" : "."),
                fmt::format("See saddlescope {}--help.", chosen.empty() ? "" : chosen.front()->get_name() + " "));
  }
}

bool one_file(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return a && b && *a != "-" && same_file(*a, *b);
}

// The weights that --directions names: of `to:FILE`, and all files of a trajectory's folder.
std::vector<std::string> files_of_directions(const std::string& directions) {
  std::vector<std::string> files;
  std::istringstream words(directions);
  for (std::string word; std::getline(words, word, ',');) {
    constexpr std::string_view kTo = "to:", kTrajectory = "trajectory:";
    if (word.starts_with(kTo)) files.push_back(word.substr(kTo.size()));
    if (!word.starts_with(kTrajectory)) continue;
    std::error_code missing;
    const std::filesystem::path folder(word.substr(kTrajectory.size()));
    for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) files.push_back(entry.path());
  }
  return files;
}

// The files that `report` and `inspect` read, words that are neither flags nor values of flags; and directions.
std::vector<std::string> files_read(int argc, const char* const* argv) {
  std::vector<std::string> files = files_of_directions(value_of("--directions", argc, argv).value_or(""));
  const auto command = std::ranges::find(commands(), argc > 1 ? argv[1] : std::string_view(), &Command::name);
  if (command == commands().end() || command->file.empty()) return files;
  for (int i = 2; i < argc; ++i) {
    const std::string_view word = argv[i], name = word.substr(0, word.find('='));
    const Flag* flag = find_flag(*command, name);
    if (flag && !flag->value.empty() && name == word) ++i;  // its value
    if (!flag && !word.starts_with("-")) files.emplace_back(word);
  }
  return files;
}

// Files that would be written over each other, or over what is read. (-o may name --weights: training goes on in
// place.)
void refuse_one_file_twice(const Arguments& arguments, const std::vector<std::string>& read_files) {
  using Named = std::pair<std::string_view, const std::optional<std::string>*>;
  const std::array<Named, 4> written{{{"--json", &arguments.json},
                                      {"--report", &arguments.report},
                                      {"--svg", &arguments.svg},
                                      {"--png", &arguments.png}}};
  std::vector<Named> others{
      {"-o", &arguments.output}, {"--data", &arguments.problem.data}, {"--weights", &arguments.problem.weights}};
  for (const Named& file : written) {
    for (const auto& [flag, other] : others) {
      if (!one_file(*file.second, *other)) continue;
      throw_usage(fmt::format("{} and {} both name {}.", file.first, flag, **file.second), "Name two files.");
    }
    for (const std::string& read : read_files) {
      if (!one_file(*file.second, read)) continue;
      throw_usage(fmt::format("{} would write over {}, which is read.", file.first, read), "Name another file.");
    }
    others.push_back(file);
  }
}

// A chart's other pictures lie beside the one that is named: none of them over what the same command writes or reads.
void refuse_pictures_over_files(const Arguments& arguments, std::vector<std::string> files) {
  for (const std::optional<std::string>* file :
       {&arguments.json, &arguments.report, &arguments.svg, &arguments.png, &arguments.output, &arguments.problem.data,
        &arguments.problem.weights}) {
    if (*file) files.push_back(**file);
  }
  for (const auto& [flag, named] : {std::pair("--svg", &arguments.svg), std::pair("--png", &arguments.png)}) {
    if (!*named) continue;
    const std::string& picture = **named;
    const auto beside = std::ranges::find_if(files, [&](const std::string& f) { return may_lie_beside(picture, f); });
    if (beside == files.end()) continue;
    throw_usage(fmt::format("{} {} writes its other charts beside it, and one may be {}.", flag, picture, *beside),
                "Name another file for one of them.");
  }
}

}  // namespace

CommandLine parse(int argc, const char* const* argv) {
  const Command* const command = known_command(argc, argv);
  if (command) require_sound(*command, std::span(argv, static_cast<std::size_t>(argc)).subspan(2));
  CommandLine line;
  CLI::App app{std::string(kAbout), "saddlescope"};
  app.set_version_flag("--version", "saddlescope " + version());
  app.footer("saddlescope COMMAND --help says more, with examples.");
  Given given;
  std::map<const CLI::App*, const Command*> by_app;
  for (const Command& known : commands()) by_app[add_command(app, known, given, line.arguments)] = &known;
  if (std::optional<std::string> text = read_words(app, words_of(command, argc, argv))) {
    line.text = *std::move(text);
    return line;
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) throw_usage("which command?", "See saddlescope --help.");
  line.command = by_app.at(chosen.front());
  for (const auto& [flag, text] : given) flag->apply(line.arguments, text);
  if (one_file(line.arguments.problem.data, line.arguments.output)) {
    throw_usage(fmt::format("-o would write over the data, {}.", *line.arguments.output), "Name another file.");
  }
  const std::vector<std::string> read = files_read(argc, argv);
  refuse_one_file_twice(line.arguments, read);
  refuse_pictures_over_files(line.arguments, read);
  return line;
}

Targets output_targets(int argc, const char* const* argv) {
  Targets targets{value_of("--json", argc, argv), value_of("--report", argc, argv), value_of("--svg", argc, argv),
                  value_of("--png", argc, argv)};
  // A flag: its own value was forgotten. A file named twice: two outputs would write over each other. parse() says so.
  std::vector<std::optional<std::string>> named{value_of("-o", argc, argv), value_of("--data", argc, argv),
                                                value_of("--weights", argc, argv)};
  for (std::string& read : files_read(argc, argv)) named.emplace_back(std::move(read));
  for (std::optional<std::string>* target : {&targets.json, &targets.report, &targets.svg, &targets.png}) {
    const bool twice = std::ranges::any_of(named, [&](const auto& other) { return one_file(*target, other); });
    if (*target && ((*target)->starts_with("--") || twice)) target->reset();
    named.push_back(*target);
  }
  return targets;
}

std::string command_text(int argc, const char* const* argv) {
  // --checkpoint-every goes with -o, and without it is wrong usage. --memory stays: the method may depend on it.
  constexpr std::array<std::string_view, 9> kAside{"--json", "--report",           "--svg",   "--png",    "--lang",
                                                   "-o",     "--checkpoint-every", "--quiet", "--threads"};
  std::string text = "saddlescope";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i], name = word.substr(0, word.find('='));
    if (std::find(kAside.begin(), kAside.end(), name) == kAside.end()) {
      text += " " + shell_quoted(word);
    } else if (name == word && word != "--quiet") {
      ++i;  // its value
    }
  }
  return text;
}

}  // namespace saddlescope::cli
