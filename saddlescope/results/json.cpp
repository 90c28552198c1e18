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
  for (const Json& extent : j.at("shape")) p.shape.push_back(json::count(extent));
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
    for (const Json& parameter : j.at("parameters")) i.parameters.push_back(parameter_from(parameter));
    if (!j.at("model").is_null()) i.model = j.at("model");
    i.unsupported = j.at("unsupported").get<std::vector<std::string>>();
    i.notes = j.at("notes").get<std::vector<std::string>>();
    if (j.contains("problems")) {
      for (const Json& p : j.at("problems")) {
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

Json parse_json(std::string_view text, const std::string& where) {
  constexpr int kDeepest = 64;
  constexpr std::size_t kLongest = 200;  // of what nlohmann says, which repeats what it read
  const auto shallow = [&](int depth, Json::parse_event_t /*event*/, const Json& /*parsed*/) {
    if (depth > kDeepest) {
      throw_bad_input("it is nested deeper than " + std::to_string(kDeepest) + " levels, as no result is.", where,
                      "Name a file that --json wrote.");
    }
    return true;
  };
  try {
    return Json::parse(text, shallow);
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
