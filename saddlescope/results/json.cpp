#include "saddlescope/results/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::header;
using json::read_provenance;
using json::require_header;
using json::throw_malformed;

InspectedParameter parameter_from(const Json& j) {
  InspectedParameter p;
  p.name = j.at("name");
  for (const Json& extent : json::list(j.at("shape"))) p.shape.push_back(json::count(extent));
  p.dtype = j.at("dtype");
  p.trainable = j.at("trainable");
  p.why = j.at("why");
  return p;
}

}  // namespace

Json to_json(const Inspection& i) {
  Json j = header("inspect");
  j["what"] = i.what;
  j["parameters"] = Json::array();
  for (const InspectedParameter& p : i.parameters) {
    j["parameters"].push_back(
        {{"name", p.name}, {"shape", p.shape}, {"dtype", p.dtype}, {"trainable", p.trainable}, {"why", p.why}});
  }
  j["model"] = i.model.empty() ? Json(nullptr) : Json(i.model);
  j["unsupported"] = i.unsupported;
  j["notes"] = i.notes;
  if (!i.problems.empty()) {
    j["problems"] = Json::array();
    for (const ListedProblem& p : i.problems) {
      j["problems"].push_back(
          {{"name", p.name}, {"grammar", p.grammar}, {"summary", p.summary}, {"example", p.example}});
    }
  }
  append_provenance(j, i);
  return j;
}

Inspection inspection_from_json(const Json& j) {
  try {
    require_header(j, "inspect");
    Inspection i;
    i.what = j.at("what");
    for (const Json& parameter : json::list(j.at("parameters"))) i.parameters.push_back(parameter_from(parameter));
    if (!j.at("model").is_null()) i.model = j.at("model");
    i.unsupported = j.at("unsupported").get<std::vector<std::string>>();
    i.notes = j.at("notes").get<std::vector<std::string>>();
    if (j.contains("problems")) {
      for (const Json& p : json::list(j.at("problems"))) {
        i.problems.push_back({p.at("name"), p.at("grammar"), p.at("summary"), p.at("example")});
      }
    }
    read_provenance(j, i);
    return i;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("an inspection", error);
  }
}

Failure failure_from_json(const Json& j) {
  try {
    require_header(j, "error");
    constexpr std::size_t kLargestCode = 255;
    const auto code = static_cast<int>(std::min(json::count(j.at("exit_code")), kLargestCode));
    return {code, j.at("message"), j.at("where"), j.at("remedy")};
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("an error", error);
  }
}

Json to_json(const Failure& f) {
  Json j = header("error");
  j["exit_code"] = f.exit_code;
  j["message"] = f.message;
  j["where"] = f.where;
  j["remedy"] = f.remedy;
  return j;
}

namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostNames = 1000;  // in one object: nlohmann looks through those before for each new one

// Before anything is parsed, since nlohmann's own callback looks through the parent at each object's end. As far as
// the text is JSON it counts what the parser will; what comes after the first fault the parser doesn't reach.
void require_shape_of_a_result(std::string_view text, const std::string& where) {
  const auto refuse = [&](const std::string& what) {
    throw_bad_input(what + ", as in no result.", where, "Name a file that --json wrote.");
  };
  std::vector<std::size_t> names;  // of each list and object that is open
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      continue;
    } else if (c == '[' || c == '{') {
      names.push_back(0);
      if (names.size() > kDeepest) refuse("it is nested deeper than " + std::to_string(kDeepest) + " levels");
    } else if ((c == ']' || c == '}') && !names.empty()) {
      names.pop_back();
    } else if (c == ':' && !names.empty() && ++names.back() > kMostNames) {
      refuse("one of its objects has more than " + std::to_string(kMostNames) + " names");
    }
  }
}

}  // namespace

Json parse_json(std::string_view text, const std::string& where) {
  constexpr std::size_t kLongest = 200;  // of what nlohmann says, which repeats what it read
  require_shape_of_a_result(text, where);
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    const std::string_view said = error.what();
    throw_bad_input("not JSON: " + std::string(said.substr(said.find(']') + 2).substr(0, kLongest)), where,
                    "Name a file that --json wrote.");
  }
}

std::string to_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace saddlescope
