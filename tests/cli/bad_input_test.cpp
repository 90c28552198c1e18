// Bad input of every kind: the exit code of the contract, one whole message, the JSON document where --json points, and
// nothing else left in the folder. No row crashes, hangs or leaves half a file.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/bad_input.h"
#include "tests/cli/files.h"
#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

std::vector<BadInput> rows() {
  std::vector<BadInput> all;
  for (const auto* table : {&bad_usage(), &bad_values(), &bad_files(), &bad_numerics()}) {
    all.insert(all.end(), table->begin(), table->end());
  }
  return all;
}

class BadInputTest : public ProgramTest, public testing::WithParamInterface<BadInput> {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    const Bytes good = good_npz();
    write("good.npz", good);
    write("cut.npz", ByteView(good).first(good.size() * 2 / 3));
    write("empty.npz", std::string());
    std::filesystem::copy(std::string(SADDLESCOPE_TEST_FILES) + "/others.npz", path("objects.npz"));
    std::filesystem::copy(std::string(SADDLESCOPE_TEST_FILES) + "/weights.pth", path("weights.pth"));
    write("unequal.npz", npz({from_f64("x", {3, 2}, kX, Dtype::f64), from_f64("y", {2}, Vector{1, 2}, Dtype::f64)}));
    write("classes.npz", npz({from_f64("x", {3, 2}, kX, Dtype::f64), integers("y", {3}, {0, 1, 5})}));
    Vector spoiled = kX;
    spoiled[3] = std::nan("");
    write("nan.npz", npz({from_f64("x", {3, 2}, spoiled, Dtype::f64), from_f64("y", {3}, kY, Dtype::f64)}));
    write("gap.csv", std::string("a,b,label\n1,2,red\n3,n/a,blue\n"));
    write("weights.npz",
          npz({from_f64("0.weight", {2, 3}, kX, Dtype::f64), from_f64("0.bias", {2}, Vector{1, 2}, Dtype::f64)}));
    std::filesystem::create_directory(path("folder.npz"));
    std::string zeros = "[0";
    for (int i = 1; i < 10000; ++i) zeros += ",0";
    write("zeros.json", zeros + "]");
    inputs_ = files();
  }
  std::vector<std::string> with(std::vector<std::string> more) const {
    std::vector<std::string> all = GetParam().arguments;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  void expect_document(const std::string& text) const {
    const auto document = parsed(text);
    EXPECT_EQ(document["format"], "saddlescope/error");
    EXPECT_EQ(document["version"], 1);
    EXPECT_EQ(document["exit_code"], GetParam().code);
    const auto part = [&](const char* name) { return document[name].get<std::string>(); };
    const std::string where = part("where"), remedy = part("remedy");
    EXPECT_EQ("saddlescope: " + (where.empty() ? "" : where + ": ") + part("message") + "\n" +
                  (remedy.empty() ? "" : remedy + "\n"),
              GetParam().message);
  }
  std::vector<std::string> inputs_;
};

TEST_P(BadInputTest, IsSaidOnceAndLeavesOnlyTheDocument) {
  const Outcome outcome = run(with({"--json", "zz.json"}));
  EXPECT_EQ(outcome.code, GetParam().code);
  EXPECT_EQ(outcome.err, GetParam().message);
  EXPECT_EQ(outcome.out, "");
  expect_document(read("zz.json"));
  std::vector<std::string> all = inputs_;
  all.push_back("zz.json");
  EXPECT_EQ(files(), all);
}

TEST_P(BadInputTest, IsADocumentOnStandardOutputWhereJsonPointsThere) {
  const Outcome outcome = run(with({"--json", "-"}));
  EXPECT_EQ(outcome.code, GetParam().code);
  EXPECT_EQ(outcome.err, GetParam().message);
  expect_document(outcome.out);
  EXPECT_EQ(files(), inputs_);
}

INSTANTIATE_TEST_SUITE_P(Rows, BadInputTest, testing::ValuesIn(rows()), [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace saddlescope::cli
