// What a benchmark says: rows of the table, each as a line of text for a person or, with --json, of JSON for
// bench/run.py, which gathers them from several processes (the lines: bench/README.md).
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/rates.h"

namespace saddlescope::bench {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct Row {
  std::string row;  ///< its name in every line, ours and the peers': "digits/gradient"
  std::string title;  ///< "gradient, 64-32-32-10 tanh on digits"
  std::string unit = "s";  ///< s, B (bytes) or power (an exponent)
  Seconds value = {kUnknown, kUnknown};  ///< in this unit; for others than s both are the same
  Seconds floor = {kUnknown, kUnknown};
  std::string goal = {};  ///< what it is held to: "floor ≤ 1.6, best peer ≥ 1.8"
  std::map<std::string, double> checks = {};  ///< numbers that a peer's must equal: both computed the same thing
  std::string note = {};  ///< said with the row
  std::string missing = {};  ///< why there is no value: this program can't do it
};

struct Options {
  int threads = 2;
  bool json = false, large = false;
  std::string problems = "build/release/bench/problems";
};

/// Ends the process with the usage where an argument isn't understood.
inline Options options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json") {
      options.json = true;
    } else if (word == "--large") {
      options.large = true;
    } else if (word == "--threads" && i + 1 < argc && std::atoi(argv[i + 1]) >= 1) {
      options.threads = std::atoi(argv[++i]);
    } else if (word == "--problems" && i + 1 < argc) {
      options.problems = argv[++i];
    } else {
      std::fprintf(stderr, "usage: %s [--threads T] [--json] [--problems DIR] [--large]\n", argv[0]);
      std::exit(2);
    }
  }
  return options;
}

class Output {
 public:
  explicit Output(const Options& options) : json_(options.json) {}

  void rates(const Rates& rates, int threads) const {
    if (json_) {
      print({{"rates", {{"gemm", rates.gemm}, {"copy", rates.copy}, {"tanh", rates.tanh}, {"threads", threads}}}});
    } else {
      std::printf("On %d threads: products of matrices %.1f Gflop/s, copying %.1f GB/s, tanh %.2f an ns\n", threads,
                  rates.gemm * 1e-9, rates.copy * 1e-9, rates.tanh * 1e-9);
    }
  }

  void row(const Row& row) const {
    if (!json_) return text(row);
    nlohmann::ordered_json line = {{"row", row.row}, {"title", row.title}, {"unit", row.unit}, {"by", "saddlescope"}};
    if (row.missing.empty()) {
      line["value"] = row.value.wall;
      line["processor"] = row.value.processor;
    } else {
      line["missing"] = row.missing;
    }
    if (std::isfinite(row.floor.wall)) {
      line["floor"] = row.floor.wall;
      line["floor_processor"] = row.floor.processor;
    }
    if (!row.goal.empty()) line["goal"] = row.goal;
    if (!row.checks.empty()) line["checks"] = row.checks;
    if (!row.note.empty()) line["note"] = row.note;
    print(line);
  }

  static std::string written(double value, const std::string& unit) {
    char text[64];
    if (unit == "B") {
      std::snprintf(text, sizeof text, "%.1f MiB", value / 1048576);
    } else if (unit == "power") {
      std::snprintf(text, sizeof text, "^%.2f", value);
    } else {
      std::snprintf(text, sizeof text, "%.3g %s", value < 0.9995 ? 1e3 * value : value, value < 0.9995 ? "ms" : "s");
    }
    return text;
  }

  static void print(const nlohmann::ordered_json& line) {
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
  }

 private:
  static void text(const Row& row) {
    std::printf("%-66s", row.title.c_str());
    if (!row.missing.empty()) {
      std::printf(" %s\n", row.missing.c_str());
      return;
    }
    std::printf(" %12s", written(row.value.wall, row.unit).c_str());
    if (std::isfinite(row.floor.wall)) {
      std::printf("  floor %11s  %5.2f", written(row.floor.wall, row.unit).c_str(), row.value.wall / row.floor.wall);
    }
    std::printf("%s%s\n", row.note.empty() ? "" : "  ", row.note.c_str());
    std::fflush(stdout);
  }

  bool json_;
};

}  // namespace saddlescope::bench
