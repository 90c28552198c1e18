#include <nlohmann/json.hpp>

#include "saddlescope/results/json.h"
#include "saddlescope/results/json_members.h"

namespace saddlescope {

Json to_json(const Ways& w) {
  Json j = json::header("ways");
  j["problem"] = json::member(w.problem);
  j["title"] = w.title;
  j["ways"] = Json::array();
  for (const Way& way : w.ways) {
    j["ways"].push_back({{"name", way.name},
                         {"loss", json::number(way.loss)},
                         {"accuracy", json::number(way.accuracy)},
                         {"steps", way.steps},
                         {"seconds", json::number(way.seconds)}});
  }
  j["why"] = w.why;
  return j;
}

Ways ways_from_json(const Json& j) {
  json::require_header(j, "ways");
  Ways w;
  try {
    w.problem = json::problem_from(j.at("problem"));
    w.title = j.at("title");
    for (const Json& way : json::list(j.at("ways"))) {
      w.ways.push_back({way.at("name"), json::number(way.at("loss")), json::number(way.at("accuracy")),
                        json::number(way.at("seconds")), json::count(way.at("steps"))});
    }
    w.why = j.at("why");
  } catch (const nlohmann::json::exception& error) {
    json::throw_malformed("a comparison of ways", error);
  }
  return w;
}

}  // namespace saddlescope
