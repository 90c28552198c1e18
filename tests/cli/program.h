// The built program as a user runs it: in a fresh folder, with what it writes to each stream and its exit code.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "saddlescope/formats/array.h"

namespace saddlescope::cli {

struct Outcome {
  int code = -1;  ///< exit code; 128 + the signal that killed it
  std::string out, err;
};

/// A program that was started and not yet waited for.
class Running {
 public:
  Running(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
          const std::vector<std::string>& environment);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void send(int signal) const;
  /// Waits until the program catches `signal` itself: before that, it would simply be killed.
  void wait_until_catches(int signal) const;
  /// Seconds of processor time used so far.
  double processor_time() const;
  /// Until it has happened or the program has ended.
  void wait_until(const std::function<bool()>& happened) const;
  Outcome wait();

 private:
  pid_t child_ = -1;
  int out_ = -1, err_ = -1;
};

using Words = std::vector<std::string>;

/// A command line and more of it.
Words with(Words words, const Words& more);

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  Outcome run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {}) const {
    return Running(arguments, folder_, environment).wait();
  }
  /// One that ends well.
  Outcome good(const Words& words) const;
  /// A line as typed into a shell; `saddlescope` is the program.
  Outcome shell(const std::string& line) const;

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, ByteView bytes) const;
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;
  /// Names in the folder, sorted: nothing else may have been left there.
  std::vector<std::string> files() const;

 private:
  std::filesystem::path folder_;
};

/// The document in a text that must hold nothing else.
nlohmann::ordered_json parsed(const std::string& text);

}  // namespace saddlescope::cli
