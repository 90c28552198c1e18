#include "saddlescope/formats/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("atomic_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string contents(const char* name) const {
    std::ifstream file(folder_ / name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_;
};

TEST_F(AtomicFileTest, AppearsWithItsContentsAndNothingBesideIt) {
  AtomicFile file(folder_ / "out.txt");
  EXPECT_EQ(files(), 0U);  // nothing lies about while the work runs
  file.commit("hello");
  EXPECT_EQ(contents("out.txt"), "hello");
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFileTest, WithoutCommitTheOldFileStays) {
  AtomicFile(folder_ / "out.txt").commit("old");
  {
    const AtomicFile file(folder_ / "out.txt");
  }
  EXPECT_EQ(contents("out.txt"), "old");
  AtomicFile(folder_ / "out.txt").commit("new");
  EXPECT_EQ(contents("out.txt"), "new");
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFileTest, KeepsThePermissionsOfTheFileItReplaces) {
  AtomicFile(folder_ / "out.txt").commit("old");
  ::chmod((folder_ / "out.txt").c_str(), 0600);
  AtomicFile(folder_ / "out.txt").commit("new");
  EXPECT_EQ(fs::status(folder_ / "out.txt").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AtomicFileTest, FollowsALinkInsteadOfReplacingIt) {
  fs::create_symlink("real.txt", folder_ / "link.txt");
  AtomicFile(folder_ / "link.txt").commit("text");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link.txt"));
  EXPECT_EQ(contents("real.txt"), "text");
}

TEST_F(AtomicFileTest, AFolderRenamedMeanwhileIsStillTheOneWrittenTo) {
  fs::create_directory(folder_ / "before");
  AtomicFile file(folder_ / "before" / "out.txt");
  fs::rename(folder_ / "before", folder_ / "after");
  file.commit("text");
  EXPECT_TRUE(fs::exists(folder_ / "after" / "out.txt"));
}

TEST_F(AtomicFileTest, ADeviceIsWrittenToNotReplaced) {
  AtomicFile("/dev/null").commit("text");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  expect_bad_input(
      "/dev/full: can't be written: writing broke off (No space left on device). Name an output in a folder "
      "that exists and that you may write to.",
      [] { AtomicFile("/dev/full").commit("text"); });
}

TEST_F(AtomicFileTest, AnOutputThatCannotBeWrittenIsFoundBeforeTheWork) {
  const std::string missing = (folder_ / "missing" / "out.txt").string();
  expect_bad_input(
      missing + ": can't be written: its folder " + (folder_ / "missing").string() +
          " can't be opened (No such file or directory). Name an output in a folder that exists and that you "
          "may write to.",
      [&] { const AtomicFile file(missing); });
  expect_bad_input(folder_.string() + ": is a folder; the output is one file. Name a file in it.",
                   [&] { const AtomicFile file(folder_); });
  EXPECT_THROW(AtomicFile(fs::path("/proc/out.txt")), Error);  // exists, takes no files even from root
}

}  // namespace
}  // namespace saddlescope
