// A document's command, pasted into a shell in the same folder, gives the document again, whatever flags said where it
// and its page went.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

using Json = nlohmann::ordered_json;
using RecordedCommandsTest = ProgramTest;

const Words kNetwork{"--model", "mlp:13-2-3:tanh", "--data", "wine", "--samples", "30", "--seed", "0"};

// Each with flags that say where the weights, a folder and checkpoints go. train comes first: the rest read what it
// wrote.
std::vector<Words> lines() {
  const Words from_weights = with(kNetwork, {"--weights", "run/weights.npz"});
  return {
      with(with({"train"}, kNetwork),
           {"--steps", "9", "--optimizer", "gradient-descent", "--checkpoint-every", "3", "-o", "run"}),
      with(with({"train", "--checkpoint-every=4", "-o=batches.npz"}, kNetwork), {"--steps=9", "--batch-size=7"}),
      with(with({"diagnose"}, from_weights), {"--optimizer", "gradient-descent"}),
      {"diagnose", "--function", "(1 - w1*w2)^2", "--at", "w1=0, w2=0", "--seed", "0"},
      with(with({"escape", "-o", "out.npz"}, from_weights), {"--rounds", "2"}),
      with(with({"compare"}, from_weights), {"--budget", "30", "--runs", "1"}),
      with(with({"census"}, kNetwork), {"--model", "mlp:13-3", "--runs", "1", "--iterations", "5", "--steps", "5",
                                        "--weights", "run/check*.npz", "-o", "many"}),
      with(with({"find"}, from_weights), {"--iterations", "3", "-o", "found.npz"}),
      {"find", "--function", "(x^2 - 1)^2 + y^2", "--box", "x=-2:2,y=-1:1", "--seed", "0"},
      with(with({"spectrum"}, from_weights), {"-k", "2", "--which", "both"}),
      with(with({"surface"}, kNetwork), {"--directions", "trajectory:run", "--grid", "5x5", "-o", "land"}),
      {"surface", "--function", "x^2 + y^2", "--box=x=-1:1,y=-1:1", "--grid=5x5", "--seed=0"},
      with(with({"taylor"}, from_weights), {"--directions", "eigen,to:batches.npz", "--grid", "5"}),
      {"report", "1.json", "2.json"},
      {"inspect", "run/weights.npz"},
  };
}

// Without what may differ between two runs of one command, and where the weights of this one went.
void strip(Json& document) {
  if (document.is_object()) {
    for (const char* member : {"seconds", "environment", "weights", "page"}) document.erase(member);
  }
  if (!document.is_structured()) return;
  for (Json& member : document) strip(member);
}

TEST_F(RecordedCommandsTest, EachGivesItsDocumentAgainWhenPasted) {
  std::set<std::string> tried{"demo"};  // of many commands, each of seconds: those of its documents are not tried here
  int number = 0;
  for (Words line : lines()) {
    const std::string name = std::to_string(++number);
    tried.insert(line.front());
    line = with(
        line, {"--json", name + ".json", "--report=" + name + ".html", "--lang", "zh-TW", "--quiet", "--threads", "1"});
    if (line.front() != "report" && line.front() != "inspect") line = with(line, {"--svg", name + ".svg"});
    good(line);
    Json first = parsed(read(name + ".json"));
    const std::string command = first["command"];
    const Outcome pasted = shell(command + " --json again.json --report again.html");
    EXPECT_EQ(pasted.code, 0) << command << "\n" << pasted.err;
    EXPECT_EQ(pasted.err, "") << command;
    Json second = parsed(read("again.json"));
    strip(first);
    strip(second);
    EXPECT_EQ(second, first) << command;
  }
  std::istringstream help(good({"--help"}).out);
  for (std::string text; std::getline(help, text);) {
    std::istringstream words(text);
    std::string command;
    if (text.starts_with("  ") && text.size() > 2 && text[2] >= 'a' && text[2] <= 'z' && words >> command) {
      EXPECT_TRUE(tried.contains(command)) << command << " isn't tried";
    }
  }
}

}  // namespace
}  // namespace saddlescope::cli
