// How much memory a document takes is known before it is parsed.
#include "saddlescope/results/json_size.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "saddlescope/results/json.h"

namespace saddlescope {
namespace {

// Bytes of a tree, block by block as it stands: values, names, texts beyond the string's own room.
std::size_t held(const Json& value) {
  constexpr std::size_t kInside = 15;
  const auto text = [](const std::string& s) { return s.capacity() > kInside ? s.capacity() + 1 : std::size_t{0}; };
  std::size_t bytes = 0;
  if (value.is_string()) bytes = sizeof(std::string) + text(value.get_ref<const std::string&>());
  if (value.is_array()) {
    const auto& list = value.get_ref<const Json::array_t&>();
    bytes = sizeof(Json::array_t) + list.capacity() * sizeof(Json);
  }
  if (value.is_object()) {
    const auto& list = value.get_ref<const Json::object_t&>();
    bytes = sizeof(Json::object_t) + list.capacity() * sizeof(Json::object_t::value_type);
    for (const auto& [name, member] : list) bytes += text(name);
  }
  if (value.is_structured()) {
    for (const auto& member : value) bytes += held(member);
  }
  return bytes;
}

std::string zeros(std::size_t n) {
  std::string text = "[0";
  for (std::size_t i = 1; i < n; ++i) text += ",0";
  return text + "]";
}

TEST(TreeSize, AreNoLessThanTheTreeTakesAndNoMoreThanThreeTimesThat) {
  std::string nested, objects = "[", texts = "[";
  for (int i = 0; i < 30; ++i) nested += "[[],{},";
  nested += "0" + std::string(30, ']');
  for (int i = 0; i < 300; ++i) objects += R"({"a":1,"a longer name than fits":"b"},)";
  for (int i = 0; i < 300; ++i) texts += "\"" + std::string(static_cast<std::size_t>(i), 'x') + "\",";
  for (const std::string& text : {zeros(1), zeros(1000), zeros(1025), nested, objects + "0]", texts + "0]"}) {
    const auto tree = static_cast<double>(held(Json::parse(text)));
    EXPECT_GE(tree_size(text).bytes, tree) << text.substr(0, 60);
    EXPECT_LE(tree_size(text).bytes, 3 * tree + 100) << text.substr(0, 60);
  }
}

TEST(TreeSize, OfKeptDocumentsAreNoLessThanTheirTreesTake) {
  for (const char* name : {"toy", "census", "surface", "landscape", "compare"}) {
    std::ifstream file(std::string(GOLDEN_FOLDER) + "/" + name + ".json");
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_GE(tree_size(text.str()).bytes, static_cast<double>(held(Json::parse(text.str())))) << name;
  }
}

// A comma, a bracket or a colon in a text is none.
TEST(TreeSize, CountsValuesAndNotWhatTextsHold) {
  EXPECT_EQ(tree_size("[1, 2, [3]]").values, 5U);
  EXPECT_EQ(tree_size(R"(["a,b[c\",d"])").values, 2U);
  EXPECT_EQ(tree_size("0").values, 1U);
  EXPECT_EQ(tree_size("").values, 1U);
}

}  // namespace
}  // namespace saddlescope
