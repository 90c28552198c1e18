#include "saddlescope/report/page/network_card.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "saddlescope/report/census_sentences.h"
#include "saddlescope/report/page/evidence.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kName = 80;  // characters of a model's or a file's

std::string subheading(std::string_view words) { return fmt::format("<h4>{}</h4>\n", escaped(words)); }

std::string title_of(const CensusNetwork& network, std::size_t index, Language language) {
  const std::string number = fmt::format("{}", index);
  if (!network.weights.empty()) return say(language, "Network {0}: {1}", {number, network.weights});
  return say(language, "Network {0}: {1}, seed {2}", {number, network.model, fmt::format("{}", network.seed)});
}

std::string verdict_of(const CensusNetwork& network, const Diagnosis& d, Language language) {
  if (!network.failed.empty()) {
    return verdict_block(say(language, "No point: the numbers were no longer finite."), Tone::failed,
                         english(as_sentence(network.failed), language));
  }
  const Tone known = tone_of(d), tone = known != Tone::rest && network.worth > 0 ? Tone::way_out : known;
  return verdict_block(verdict_sentence(d, language), tone, english(as_sentence(d.verdict.why), language));
}

std::vector<Fact> evidence(const CensusNetwork& network, const Diagnosis& d, Language language) {
  std::vector<Fact> facts{verdict_fact(d.verdict, language), size_fact(d.problem, language),
                          loss_fact(d.loss, d.floor, language), gradient_fact(d.gradient_norm, language),
                          flatness_fact(d, language)};
  for (Fact& signs : sign_facts(d, language)) facts.push_back(std::move(signs));
  Fact worth = worth_fact(network.worth, d, language);
  if (!(network.worth > 0))
    worth.note = escaped(say(language, "No fall along certain negative curvature was measured."));
  facts.push_back(std::move(worth));
  facts.push_back(ratio_fact(network.minimum_ratio, language));
  return facts;
}

std::string how_it_ended(const CensusNetwork& network, Language language) {
  const std::string iterations = fmt::format("{}", network.iterations), cost = number(network.gradient_equivalents);
  switch (network.end) {
    case FinderEnd::critical_point:
      if (!ended_by_gradient(network)) {
        return say(language,
                   "At a critical point by the verdict, the gradient above the tolerance: {0} iterations, {1} gradient "
                   "equivalents.",
                   {iterations, cost});
      }
      return say(language, "Ended at a critical point: {0} iterations, {1} gradient equivalents.", {iterations, cost});
    case FinderEnd::gradient_flat:
      return say(language, "Ended where the gradient is flat: {0} iterations, {1} gradient equivalents.",
                 {iterations, cost});
    case FinderEnd::neither:
      return say(language,
                 "Ended at neither a critical nor a gradient-flat point: {0} iterations, {1} gradient equivalents.",
                 {iterations, cost});
  }
  return {};
}

// How it came to the point: trained, then driven by a finder; or as a file has it.
std::vector<Fact> course(const Census& census, const CensusNetwork& network, Language language) {
  if (!network.weights.empty()) {
    return {{say(language, "Weights"),
             shown(network.weights, kName),
             escaped(say(language, "Classified as they are, without a finder.")),
             {}}};
  }
  const std::string start = network.steps == 0 ? say(language, "the initialization")
                                               : say(language, "after {0} of {1} steps of {2}",
                                                     {fmt::format("{}", network.steps), fmt::format("{}", census.steps),
                                                      retold_part(census.optimizer, language)});
  const bool failed = !network.failed.empty();
  std::vector<Fact> facts{
      fact(say(language, "Start of the finder"), start,
           failed ? std::string() : say(language, "Loss {0} there.", {precise(network.start_loss)}))};
  facts.push_back(
      fact(say(language, "Finder"), network.finder, failed ? std::string() : how_it_ended(network, language)));
  if (!network.stopped.empty()) {
    facts.push_back({say(language, "Stopped by"),
                     english(network.stopped, language, "span"),
                     escaped(say(language, "Tolerance {0}", {fmt::format("{:g}", census.tolerance)})),
                     {}});
  }
  return facts;
}

std::string commands(const CensusNetwork& network, Language language) {
  std::string text;
  if (is_ours(network.command)) {
    text += subheading(say(language, "Command of this network alone")) + command_block(network.command);
  }
  const std::string block = command_block(network.diagnosis_commands);
  if (!block.empty() && network.failed.empty()) {
    text += subheading(say(language, "All of its diagnosis, as a page")) + block;
  }
  return text;
}

}  // namespace

std::string network_id(std::size_t index) { return fmt::format("network-{}", index); }

std::string network_card(const Census& census, std::size_t index, Language language) {
  const CensusNetwork& network = census.networks[index];
  const Diagnosis d = diagnosis_of(census, network);
  const bool failed = !network.failed.empty();
  const std::string kind = failed ? say(language, "No longer finite") : verdict_name(d.verdict.kind, language);
  const std::string title = title_of(network, index, language);
  std::string text = fmt::format(
      "<details class=\"network\"><summary>{}</summary>\n<section class=\"card\" id=\"{}{}\" tabindex=\"-1\">\n"
      "<h3>{}</h3>\n",
      shown(fmt::format("{} · {}", title, kind), kName), kIdPrefix, network_id(index), shown(title, 2 * kName));
  text += verdict_of(network, d, language);
  if (!failed) text += facts_list(evidence(network, d, language));
  text += subheading(say(language, "How it came here")) + facts_list(course(census, network, language));
  return text + commands(network, language) + "</section>\n</details>\n";
}

}  // namespace saddlescope::report
