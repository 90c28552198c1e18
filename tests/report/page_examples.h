// A document of every kind: those that the tests of results/ keep.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "saddlescope/results/json.h"

namespace saddlescope {

inline std::vector<Json> page_examples() {
  constexpr std::array kNames{"toy",    "ruined_network", "escape",    "train",  "compare",
                              "find",   "find_box",       "spectrum",  "census", "surface",
                              "taylor", "inspect",        "landscape", "error",  "ways"};
  std::vector<Json> documents;
  for (const char* name : kNames) {
    std::ifstream file(std::string(DOCUMENTS_FOLDER) + "/" + name + ".json");
    EXPECT_TRUE(file) << name;
    std::ostringstream text;
    text << file.rdbuf();
    documents.push_back(Json::parse(text.str()));
  }
  return documents;
}

}  // namespace saddlescope
