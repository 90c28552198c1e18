// Documents of strangers: every kept one with one member changed is refused where it is read, or drawn.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/results/json.h"

namespace saddlescope {
namespace {

using Pointer = Json::json_pointer;

// What is wrong with the answer to a document; empty: it is refused in words, or has a page.
std::string fault(const Json& document) {
  try {
    page(std::span(&document, 1), {.language = Language::english, .interactive = false});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input || error.message().empty()) return error.what();
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

bool is_number(const Json& j) { return (j.is_number() && !j.is_boolean()) || j == "nan" || j == "inf" || j == "-inf"; }

// Numbers and lists; of a list its first two and its last entry, of members that differ in indices alone one.
void collect(const Json& j, const Pointer& at, const std::string& kind, std::set<std::string>& seen,
             std::vector<Pointer>& found) {
  if ((is_number(j) || j.is_array()) && seen.insert(kind).second) found.push_back(at);
  if (j.is_object()) {
    for (const auto& [name, value] : j.items())
      collect(value, at / name, std::string(kind).append("/").append(name), seen, found);
  }
  if (!j.is_array()) return;
  for (std::size_t i = 0; i < j.size(); ++i) {
    if (i > 1 && i + 1 < j.size()) continue;
    const bool leaf = !j[i].is_structured();
    const char* part = !leaf || i == 0 ? "/entry" : i == 1 ? "/second" : "/last";
    collect(j[i], at / i, std::string(kind).append(part), seen, found);
  }
}

std::vector<std::pair<std::string, Json>> kept_documents() {
  std::vector<std::pair<std::string, Json>> documents;
  for (const auto& entry : std::filesystem::directory_iterator(DOCUMENTS_FOLDER)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    Json document = Json::parse(file);
    if (document.is_object() && document.contains("format")) {
      documents.emplace_back(entry.path().filename().string(), std::move(document));
    }
  }
  return documents;
}

std::vector<Json> in_place_of(const Json& member) {
  if (member.is_array()) {
    Json shorter = member;
    if (!shorter.empty()) shorter.erase(shorter.size() - 1);
    return {Json::array(), shorter};
  }
  constexpr double kLeast = std::numeric_limits<double>::denorm_min();
  return {0, -1, 1e308, -1e308, kLeast, "nan", "inf", "-inf", 1e18, 1000000000000000000};
}

TEST(AChangedDocument, IsRefusedOrDrawn) {
  const auto documents = kept_documents();
  EXPECT_GT(documents.size(), 8U);
  for (const auto& [name, document] : documents) {
    std::set<std::string> seen;
    std::vector<Pointer> found;
    collect(document, Pointer(), "", seen, found);
    for (const Pointer& at : found) {
      for (const Json& value : in_place_of(document.at(at))) {
        Json changed = document;
        changed[at] = value;
        EXPECT_EQ(fault(changed), "") << name << at.to_string() << " = " << value.dump().substr(0, 60);
      }
    }
  }
}

// Numbers at both ends of what a double holds, together.
TEST(AChangedDocument, WithTheLargestNumbersOfBothSignsIsRefusedOrDrawn) {
  for (const auto& [name, document] : kept_documents()) {
    const Json flat = document.flatten();
    for (const double size : {1e308, std::numeric_limits<double>::denorm_min()}) {
      Json changed = document;
      std::size_t n = 0;
      for (const auto& [at, value] : flat.items()) {
        if (value.is_number_float()) changed[Pointer(at)] = n++ % 2 == 0 ? size : -size;
      }
      EXPECT_EQ(fault(changed), "") << name << " of " << size;
    }
  }
}

}  // namespace
}  // namespace saddlescope
