// What --svg and --png write: the main chart where they point, the others beside it, whole or not at all.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli/files.h"
#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

const Words kToy{"diagnose", "--function", "(1 - w1*w2)^2", "--at", "0,0"};

bool can_draw_png() { return std::system("rsvg-convert --version > /dev/null 2>&1") == 0; }

using PicturesTest = ProgramTest;

TEST_F(PicturesTest, TheMainChartIsWhereItWasAskedForAndTheOthersLieBesideIt) {
  const Outcome outcome = run(with(kToy, {"--svg", "toy.svg"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(files(), IsSupersetOf({"toy.svg", "toy-plane.svg", "toy-line-search.svg"}));
  for (const std::string& name : files()) {
    EXPECT_THAT(read(name), AllOf(StartsWith("<svg"), HasSubstr("</svg>"))) << name;
    EXPECT_THAT(outcome.out, HasSubstr("Picture: " + name + "\n"));
  }
}

// A saved document gives the same pictures as the result itself.
TEST_F(PicturesTest, AreAFunctionOfTheDocument) {
  ASSERT_EQ(run(with(kToy, {"--svg", "now.svg", "--json", "toy.json", "--seed", "1"})).code, 0);
  const Outcome outcome = run({"report", "toy.json", "--svg", "later.svg", "-o", "toy.html"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(read("now.svg"), read("later.svg"));
  EXPECT_EQ(read("now-plane.svg"), read("later-plane.svg"));
}

TEST_F(PicturesTest, SpeakTheLanguageAskedFor) {
  ASSERT_EQ(run(with(kToy, {"--svg", "toy.svg", "--lang", "zh-TW"})).code, 0);
  EXPECT_THAT(read("toy.svg"), HasSubstr("特徵值"));
}

TEST_F(PicturesTest, APngIsDrawnWhereItsProgramIs) {
  if (!can_draw_png()) GTEST_SKIP() << "rsvg-convert isn't installed";
  const Outcome outcome = run(with(kToy, {"--png", "toy.png"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(files(), Contains("toy-plane.png"));
  for (const std::string& name : files()) EXPECT_THAT(read(name), StartsWith("\x89PNG\r\n")) << name;
}

// In a mount of its own a /tmp that holds nothing; the test's folder may lie under it, and stays where the shell is.
TEST_F(PicturesTest, APngNeedsNoTemporaryFolder) {
  const std::string alone = "unshare -rm sh -c 'mount -t tmpfs -o ro tmpfs /tmp && ";
  if (!can_draw_png() || shell(alone + "true'").code != 0) GTEST_SKIP() << "no rsvg-convert, or no mounts of one's own";
  const Outcome outcome = shell(alone + "TMPDIR=/nonexistent saddlescope surface --function x^2 --at x=1 --png a.png'");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(read("a.png"), StartsWith("\x89PNG\r\n"));
}

TEST_F(PicturesTest, ANameThatSaysAnotherFormatIsRefusedBeforeTheWork) {
  const Outcome pdf = run(with(kToy, {"--svg", "a.pdf"}));
  EXPECT_EQ(pdf.code, 3);
  EXPECT_EQ(pdf.err,
            "saddlescope: --svg: \"a.pdf\" isn't named as what it would hold.\n"
            "Name it a.svg: --svg draws SVG, --png PNG.\n");
  EXPECT_EQ(run(with(kToy, {"--png", "a.svg"})).code, 3);
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_EQ(run(with(kToy, {"--svg", "A.SVG"})).code, 0);
}

TEST_F(PicturesTest, WithoutItsProgramAPngIsRefusedBeforeTheWorkAndNothingIsLeft) {
  const Outcome outcome = run(with(kToy, {"--png", "toy.png"}), {"PATH=/nonexistent"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("needs the program rsvg-convert"), HasSubstr("apt-get install")));
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(PicturesTest, AResultWithoutChartsSaysSoAndWritesNothing) {
  write("good.npz", good_npz());
  const Outcome outcome = run({"inspect", "good.npz", "--svg", "a.svg"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("This result has no chart: no picture was written."));
  EXPECT_THAT(files(), ElementsAre("good.npz"));
}

// Neither an output nor the message of the error itself is written over what is read.
TEST_F(PicturesTest, OneFileIsNotNamedTwice) {
  write("good.npz", good_npz());
  const std::string data = read("good.npz");
  for (const std::string flag : {"--json", "--report", "--svg", "--png"}) {
    const Outcome outcome = run({"diagnose", "--model", "mlp:2-1", "--data", "good.npz", flag, "./good.npz"});
    EXPECT_EQ(outcome.code, 2) << flag;
    EXPECT_THAT(outcome.err, HasSubstr(flag + " and --data both name ./good.npz."));
    EXPECT_EQ(read("good.npz"), data) << flag;
  }
  EXPECT_THAT(files(), ElementsAre("good.npz"));
  EXPECT_EQ(run(with(kToy, {"--svg", "a.svg", "--json", "a.svg"})).code, 2);
  EXPECT_THAT(read("a.svg"), HasSubstr("both name a.svg"));  // the document of the error, as --json asks for
}

// By another name of it as well, given or derived.
TEST_F(PicturesTest, AReportIsNotWrittenOverWhatItIsMadeOf) {
  ASSERT_EQ(run(with(kToy, {"--json", "own.json"})).code, 0);
  const std::string own = read("own.json");
  write("own.html", own);
  for (const std::string flag : {"--json", "--report", "--svg", "--png"}) {
    const Outcome outcome = run({"report", "--lang", "en", "own.json", flag, "./own.json"});
    EXPECT_EQ(outcome.code, 2) << flag;
    EXPECT_EQ(outcome.err, "saddlescope: " + flag + " would write over own.json, which is read.\nName another file.\n");
  }
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"report", "own.html", "-o", "./own.html"}, {"report", "own.html"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(
        outcome.err,
        "saddlescope: the page would be written over own.html, which it is made of.\nName another file with -o.\n");
  }
  EXPECT_EQ(run({"report", "own.json", "-o", "own.json"}).code, 3);  // no page's name
  EXPECT_EQ(read("own.json"), own);
  EXPECT_EQ(read("own.html"), own);
  EXPECT_EQ(run({"report", "own.json", "-o", "page.html"}).code, 0);
}

// Results are written out whole, each some 0.1 MB and more of a page.
TEST_F(PicturesTest, APageOfManyResultsSaysHowLargeItIs) {
  good({"surface", "--function", "x^2 + y^2", "--at", "0,0", "--json", "a.json"});
  EXPECT_EQ(good({"report", "a.json"}).out, "Page: a.html\n");
  const Words many(120, "a.json");
  const Outcome outcome = good(with({"report", "-o", "many.html"}, many));
  const double size = static_cast<double>(std::filesystem::file_size(path("many.html"))) / 1e6;
  EXPECT_GT(size, 3);
  EXPECT_THAT(outcome.out, ::testing::MatchesRegex("Page: many.html\nIt takes [0-9]+.[0-9] MB, which some browsers are "
                                                   "slow to open; of its 120 results fewer would be lighter.\n"));
  EXPECT_NEAR(std::stod(outcome.out.substr(outcome.out.find("takes ") + 6)), size, 0.051);
  EXPECT_THAT(good(with({"report", "--report", "too.html"}, many)).out, HasSubstr("\nPage: too.html\nIt takes "));
}

// Positional files, the weights that directions name, the checkpoints of a trajectory.
TEST_F(PicturesTest, NothingIsWrittenOverWhatIsRead) {
  write("good.npz", good_npz());
  std::filesystem::create_directory(path("run"));
  write("run/checkpoint-000001.npz", good_npz());
  const std::string data = read("good.npz");
  const Words surface{"surface", "--function", "(1 - w1*w2)^2", "--at", "0,0", "--directions"};
  for (const auto& [words, file] :
       std::vector<std::pair<Words, std::string>>{{{"inspect", "good.npz"}, "good.npz"},
                                                  {with(surface, {"w1,to:good.npz"}), "./good.npz"},
                                                  {with(surface, {"trajectory:run"}), "run/checkpoint-000001.npz"}}) {
    for (const std::string flag : {"--json", "--report", "--svg"}) {
      const Outcome outcome = run(with(words, {flag, file}));
      EXPECT_EQ(outcome.code, 2) << words[0] << flag;
      EXPECT_THAT(outcome.err, HasSubstr(flag + " would write over")) << words[0];
      EXPECT_EQ(read("good.npz"), data);
      EXPECT_EQ(read("run/checkpoint-000001.npz"), data);
    }
  }
}

// The picture named goes over whatever is there, as every output does; those beside it over pictures of ours alone.
TEST_F(PicturesTest, APictureBesideTheOneNamedGoesOverNobodysFile) {
  ASSERT_EQ(run(with(kToy, {"--svg", "toy.svg"})).code, 0);
  EXPECT_EQ(run(with(kToy, {"--svg", "toy.svg"})).code, 0) << "its own pictures are drawn again";
  for (const std::string& mine : {std::string("<svg>drawn by hand</svg>"), std::string("x"), std::string()}) {
    write("toy.svg", mine);
    write("toy-plane.svg", mine);
    write("toy-line-search.svg", std::string("gone"));
    std::filesystem::remove(path("toy-line-search.svg"));
    const Outcome outcome = run(with(kToy, {"--svg", "toy.svg", "--json", "toy.json"}));
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.err,
              "saddlescope: toy-plane.svg: is there already, and no picture that this program drew: it was left as it "
              "is.\nMove it away, or name another picture; report draws them again from a document (--json).\n");
    EXPECT_EQ(read("toy-plane.svg"), mine);
    EXPECT_THAT(read("toy.svg"), StartsWith("<svg xmlns"));
    EXPECT_THAT(read("toy-line-search.svg"), StartsWith("<svg xmlns"));
    EXPECT_THAT(outcome.out, HasSubstr("Picture: toy-line-search.svg\n"));
    EXPECT_THAT(read("toy.json"), HasSubstr("saddlescope/diagnose"));
  }
}

TEST_F(PicturesTest, APngOfOursIsKnownAgainAndAnotherIsLeft) {
  if (!can_draw_png()) GTEST_SKIP() << "rsvg-convert isn't installed";
  ASSERT_EQ(run(with(kToy, {"--png", "toy.png"})).code, 0);
  EXPECT_EQ(read("toy-plane.png").substr(37, 24), std::string("tEXtSoftware\0Saddlescope", 24));
  const std::string drawn = read("toy-plane.png");
  EXPECT_EQ(run(with(kToy, {"--png", "toy.png"})).code, 0);
  EXPECT_EQ(read("toy-plane.png"), drawn);
  const std::string other = std::string(drawn).erase(33, 4 + 4 + 20 + 4);
  write("toy-plane.png", other);
  EXPECT_EQ(run(with(kToy, {"--png", "toy.png"})).code, 3);
  EXPECT_EQ(read("toy-plane.png"), other);
}

// 33 bytes are a PNG's head, 41 with the next chunk's: shorter ones, and those between, are somebody's too.
TEST_F(PicturesTest, AFileTooShortForAPngOfOursIsLeft) {
  if (!can_draw_png()) GTEST_SKIP() << "rsvg-convert isn't installed";
  for (const std::size_t bytes : {0, 32, 33, 35, 40, 41, 60}) {
    const std::string mine(bytes, 'x');
    write("toy-plane.png", mine);
    const Outcome outcome = run(with(kToy, {"--png", "toy.png"}));
    EXPECT_EQ(outcome.code, 3) << bytes;
    EXPECT_THAT(outcome.err, StartsWith("saddlescope: toy-plane.png: is there already")) << bytes;
    EXPECT_EQ(read("toy-plane.png"), mine);
  }
}

TEST_F(PicturesTest, APictureBesideTheOneNamedIsNoOtherFileOfTheCommand) {
  const Outcome outcome = run(with(kToy, {"--svg", "pic.svg", "--json", "./pic-plane.svg"}));
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "saddlescope: --svg pic.svg writes its other charts beside it, and one may be ./pic-plane.svg.\n"
            "Name another file for one of them.\n");
  ASSERT_EQ(run(with(kToy, {"--json", "in-plane.svg"})).code, 0);
  const std::string document = read("in-plane.svg");
  EXPECT_EQ(run({"report", "in-plane.svg", "--svg", "in.svg", "-o", "in.html"}).code, 2);
  EXPECT_EQ(read("in-plane.svg"), document);
}

// What is finished stays, though a picture couldn't be drawn.
TEST_F(PicturesTest, AProgramThatFailsLosesThePictureAlone) {
  write("rsvg-convert", std::string("#!/bin/sh\nexit 1\n"));
  std::filesystem::permissions(path("rsvg-convert"), std::filesystem::perms::owner_all);
  const Outcome outcome = run(with(kToy, {"--json", "a.json", "--report", "a.html", "--png", "a.png"}),
                              {"PATH=" + path("").string() + ":/usr/bin:/bin"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("rsvg-convert couldn't draw the picture (exit code 1)."));
  EXPECT_EQ(parsed(read("a.json"))["format"], "saddlescope/diagnose");
  EXPECT_NE(read("a.html").find("Saddle: a critical point"), std::string::npos);
  EXPECT_THAT(outcome.out, HasSubstr("\nPage: a.html\n"));
  EXPECT_THAT(files(), ElementsAre("a.html", "a.json", "rsvg-convert"));
}

TEST_F(PicturesTest, StandardOutputThatCannotBeWrittenLosesNoFile) {
  const Outcome outcome = shell(
      "saddlescope diagnose --function '(1 - w1*w2)^2' --at 0,0 --json b.json --report b.html "
      "--svg b.svg > /dev/full");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("standard output: can't be written"));
  EXPECT_EQ(parsed(read("b.json"))["format"], "saddlescope/diagnose");
  EXPECT_THAT(files(), IsSupersetOf({"b.html", "b.json", "b.svg", "b-plane.svg"}));
}

TEST_F(PicturesTest, APageIsNamedAsWhatItHolds) {
  const Outcome text = run(with(kToy, {"--report", "a.txt"}));
  EXPECT_EQ(text.code, 3);
  EXPECT_EQ(text.err,
            "saddlescope: --report: \"a.txt\" isn't named as what it would hold.\nName it a.html: a page is HTML.\n");
  for (const std::string flag : {"--report", "--svg"}) {
    const Outcome nothing = run(with(kToy, {flag, "-"}));
    EXPECT_EQ(nothing.code, 3);
    EXPECT_THAT(nothing.err, HasSubstr("\"-\" names no file, and standard output holds JSON alone."));
  }
  EXPECT_THAT(files(), IsEmpty());
}

}  // namespace
}  // namespace saddlescope::cli
