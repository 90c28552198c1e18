// Standard error that can't be written: what is said there is lost, and nothing else.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

// Standard error closed, on a full disk, and a pipe whose reader is gone before the program begins.
class StandardErrorTest : public ProgramTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  }
  Outcome unheard(const std::string& line) const {
    const Outcome outcome =
        shell(std::string("mkfifo gone; : < gone & exec 4> gone; wait; rm gone; ") + line + " " + GetParam());
    EXPECT_EQ(outcome.err, "");
    return outcome;
  }
};

TEST_P(StandardErrorTest, LeavesAnErrorItsExitCodeAndItsDocument) {
  EXPECT_EQ(unheard("saddlescope inspect missing.npz --json a.json").code, 3);
  EXPECT_EQ(parsed(read("a.json"))["exit_code"], 3);
  EXPECT_EQ(files(), Words{"a.json"});
  EXPECT_EQ(unheard("saddlescope diagnose --function x^2 --at 0 --json /dev/full").code, 3);
  EXPECT_EQ(unheard("saddlescope diagnose --nonsense").code, 2);
}

TEST_P(StandardErrorTest, LeavesASurfaceThatGoesOnItsResult) {
  const std::string line =
      "saddlescope surface --function x^2-y^2+y^4 --at 0,0 --grid 5x5 -o land --json a.json --report a.html";
  EXPECT_EQ(shell(line).code, 0);
  const std::string document = read("a.json"), page = read("a.html"), kept = read("land/surface.json");
  std::filesystem::resize_file(path("land") / "losses.f64", 80);
  std::filesystem::remove(path("land") / "surface.json");
  const Outcome again = unheard(line);
  EXPECT_EQ(again.code, 0) << again.out;
  EXPECT_EQ(read("a.json"), document);
  EXPECT_EQ(read("a.html"), page);
  EXPECT_EQ(read("land/surface.json"), kept);
}

TEST_P(StandardErrorTest, LeavesATrainingThatGoesOnItsResult) {
  const std::string line =
      "saddlescope train --model mlp:4-3-3:tanh --data iris --steps 5 --batch-size 1000 --stall 0 -o run --json a.json";
  EXPECT_EQ(shell(line).code, 0);
  const std::string document = read("a.json"), weights = read("run/weights.npz");
  const Outcome again = unheard(line);
  EXPECT_EQ(again.code, 0) << again.out;
  EXPECT_EQ(parsed(read("a.json"))["format"], "saddlescope/train");
  EXPECT_EQ(parsed(read("a.json"))["loss"], parsed(document)["loss"]);
  EXPECT_EQ(read("run/weights.npz"), weights);
}

std::string name_of_place(const testing::TestParamInfo<const char*>& where) {
  return std::vector<const char*>{"Closed", "Full", "Unread"}[where.index];
}

INSTANTIATE_TEST_SUITE_P(Where, StandardErrorTest, testing::Values("2>&-", "2>/dev/full", "2>&4"), name_of_place);

// Else the document's file would be the process's stream 1 or 2, and what is said would stand in it.
TEST_F(ProgramTest, AClosedStreamIsNoFileThatIsOpenedLater) {
  EXPECT_EQ(shell("saddlescope diagnose --function x^2 --at 0 --json a.json >&-").code, 3);
  EXPECT_EQ(parsed(read("a.json"))["format"], "saddlescope/diagnose");
  EXPECT_EQ(
      shell(
          "saddlescope train --model mlp:4-3-3:tanh --data iris --steps 1 --batch-size 1000 -o run --json b.json 2>&-")
          .code,
      0);
  EXPECT_EQ(parsed(read("b.json"))["format"], "saddlescope/train");
}

}  // namespace
}  // namespace saddlescope::cli
