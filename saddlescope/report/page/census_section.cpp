// A census: what is typical, counted; every network with the command that gives it alone.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saddlescope/base/shell.h"
#include "saddlescope/report/census_sentences.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/page/evidence.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/network_card.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

// Of a page of 3 MB at most, what is left for the diagnoses of networks: charts grow with the census, and so do rows.
std::size_t card_bytes(std::size_t networks) {
  constexpr std::size_t kFew = 250, kOfFew = 1000000, kOfMany = 400000;
  return networks <= kFew ? kOfFew : kOfMany;
}

constexpr const char* kNetworks = "networks";  // id of their list

std::string n(std::size_t count) { return fmt::format("{}", count); }

std::string saddles(std::size_t count, Language language) {
  return count == 1 ? say(language, "1 saddle") : say(language, "{0} saddles", {n(count)});
}

std::string minima(std::size_t count, Language language) {
  return count == 1 ? say(language, "1 minimum") : say(language, "{0} minima", {n(count)});
}

std::string sentence(const CensusCounts& c, Language language) {
  std::string kinds;
  const auto add = [&](std::size_t count, const std::string& words) {
    if (count > 0) kinds += (kinds.empty() ? "" : std::string(comma(language))) + words;
  };
  add(c.saddles, saddles(c.saddles, language));
  add(c.degenerate_saddles, c.degenerate_saddles == 1
                                ? say(language, "1 degenerate saddle")
                                : say(language, "{0} degenerate saddles", {n(c.degenerate_saddles)}));
  add(c.local_minima, minima(c.local_minima, language));
  add(c.degenerate_minima, c.degenerate_minima == 1 ? say(language, "1 degenerate minimum")
                                                    : say(language, "{0} degenerate minima", {n(c.degenerate_minima)}));
  add(c.maxima, c.maxima == 1 ? say(language, "1 maximum") : say(language, "{0} maxima", {n(c.maxima)}));
  add(c.gradient_flat, say(language, "{0} gradient-flat", {n(c.gradient_flat)}));
  add(c.not_critical, say(language, "{0} not critical", {n(c.not_critical)}));
  add(c.undetermined, say(language, "{0} undetermined", {n(c.undetermined)}));
  add(c.failed, say(language, "{0} no longer finite", {n(c.failed)}));
  if (kinds.empty()) kinds = say(language, "no network");
  if (c.points != c.networks) {  // each by several finders
    return c.networks == 1 ? say(language, "{0} points of one network: {1}.", {n(c.points), kinds})
                           : say(language, "{0} points of {1} networks: {2}.", {n(c.points), n(c.networks), kinds});
  }
  return c.points == 1 ? say(language, "One network: {0}.", {kinds})
                       : say(language, "{0} networks: {1}.", {n(c.points), kinds});
}

std::vector<Fact> facts(const Census& census, const CensusCounts& c, Language language) {
  std::vector<Fact> list{fact(say(language, "Networks"), n(c.networks))};
  list.push_back(fact(say(language, "Saddles"), n(c.saddles + c.degenerate_saddles),
                      say(language, "{0} of them certified", {n(c.certified_saddles)}), "saddle"));
  list.push_back(fact(say(language, "Minima"), n(c.local_minima + c.degenerate_minima),
                      say(language, "{0} of them certified", {n(c.certified_minima)}), "critical"));
  list.push_back(fact(say(language, "Points with negative eigenvalues here"), n(c.negative_here), {}, "signs"));
  list.push_back(fact(
      say(language, "Points with negative eigenvalues nearby"), n(c.negative_nearby),
      say(language, "These alone are certain to end near a saddle, not all with negative eigenvalues here."), "signs"));
  list.push_back(
      fact(say(language, "By the naive ratio"),
           minima(c.naive_minima, language) + std::string(comma(language)) + saddles(c.naive_saddles, language),
           ratio_note(language), "ratio"));
  if (c.failed > 0) list.push_back(fact(say(language, "No longer finite"), n(c.failed)));
  list.push_back(fact(say(language, "Tolerance"), fmt::format("{:g}", census.tolerance),
                      say(language, "Of the gradient norm, where a finder ends.")));
  return list;
}

std::string three(const Inertia& i) {
  return fmt::format("{}{} / {} / {}", i.complete ? "" : "≥ ", i.negative, i.complete ? n(i.flat) : "?", i.positive);
}

std::vector<std::string> network_row(const CensusNetwork& network, std::size_t index, bool has_card,
                                     Language language) {
  const std::string place =
      has_card ? fmt::format("<a href=\"#{}{}\">{}</a>", kIdPrefix, network_id(index), index) : n(index);
  std::vector<std::string> cells{place, shown(network.model, 60),
                                 network.weights.empty() ? n(network.seed) : shown(network.weights, 60)};
  if (!has_card && is_ours(network.command)) {
    cells.back() += fmt::format(" <code class=\"command\">{}</code>", escaped(network.command));
  }
  if (!network.failed.empty()) {
    cells.insert(cells.end(), {"–", "–", "–", "–", "–", "–", english(network.failed, language, "span")});
  } else {
    cells.insert(
        cells.end(),
        {escaped(number(network.loss)), escaped(number(network.gradient_norm)), escaped(three(network.inertia)),
         network.nearby ? escaped(three(network.nearby->inertia)) : "–", escaped(number(network.minimum_ratio)),
         escaped(number(network.worth)), escaped(verdict_name(network.verdict.kind, language))});
  }
  return cells;
}

// The cards of the first networks, as many as fit.
std::vector<std::string> cards_of(const Census& census, std::size_t listed, Language language) {
  std::vector<std::string> cards;
  const std::size_t most = card_bytes(census.networks.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < listed; ++i) {
    std::string card = network_card(census, i, language);
    bytes += card.size();
    if (bytes > most) break;
    cards.push_back(std::move(card));
  }
  return cards;
}

Table rows_of(const Census& census, std::size_t listed, std::size_t cards, Language language) {
  Table t{say(language, "The networks; n₋ / n₀ / n₊ count eigenvalues below, within and above the tolerance"),
          {"#", say(language, "Model"), say(language, "Seed or weights"), say(language, "Loss"),
           say(language, "Gradient norm"), say(language, "Signs here"), say(language, "Signs nearby"),
           say(language, "Minimum ratio"), say(language, "Worth"), say(language, "Verdict")},
          {},
          {}};
  for (std::size_t i = 0; i < listed; ++i) {
    t.rows.push_back(network_row(census.networks[i], i, i < cards, language));
    t.row_ids.push_back(i < cards ? "" : kIdPrefix + network_id(i));  // where the chart's points lead
  }
  return t;
}

std::string networks(const Census& census, Language language) {
  const std::size_t all = census.networks.size(), listed = std::min(all, kListedNetworks);
  if (listed == 0) return {};
  const std::vector<std::string> cards = cards_of(census, listed, language);
  const std::string summary =
      listed == all
          ? say(language, "Every network: its diagnosis, and the command that gives it alone")
          : say(language,
                "The first {0} of {1} networks: their diagnoses, and the commands that give each alone; the JSON holds "
                "all.",
                {n(listed), n(all)});
  std::string text =
      fmt::format("<details class=\"networks\"><summary id=\"{}{}\">{}</summary>\n{}", kIdPrefix, kNetworks,
                  escaped(summary), table(rows_of(census, listed, cards.size(), language), language));
  if (cards.size() < listed) {
    text +=
        paragraph(say(language,
                      "There is room for the diagnoses of the first {0}; of the others the rows tell what there is, "
                      "and the command.",
                      {n(cards.size())}));
  }
  for (const std::string& card : cards) text += card;
  return text + "</details>\n";
}

std::string failed(const Census& census, Language language) {
  std::string items;
  for (const OptimizationFailed& f : census.optimization_failed) {
    const auto [deep_loss, shallow_loss] = told_apart(f.deep_loss, f.shallow_loss);
    items += fmt::format("<li>{} {}</li>\n",
                         shown(say(language, "{0} ends at {1} at best, {2} at {3}: it could have ended lower by {4}.",
                                   {f.deep, deep_loss, f.shallow, shallow_loss, number(f.loss_gap)}),
                               1000),
                         english(f.why, language, "span"));
  }
  if (items.empty()) return {};
  return heading(say(language, "Optimization failed, not capacity")) + "<ul>\n" + items + "</ul>\n";
}

// Of all runs of finders, those that ended at a critical point by their tolerance and by the verdict; empty: there is
// none that didn't, or no run.
std::string unfinished(const Census& census, Language language) {
  std::size_t runs = 0, critical = 0;
  for (const CensusNetwork& network : census.networks) {
    if (network.finder.empty() || !network.failed.empty()) continue;
    ++runs;
    critical += network.end == FinderEnd::critical_point && is_critical(network.verdict.kind);
  }
  if (critical == runs) return {};
  if (runs == 1) return paragraph(say(language, "The finder's one run didn't end at a critical point."));
  return paragraph(say(language, "Finders ended at a critical point in {0} of {1} runs.", {n(critical), n(runs)}));
}

// What the terminal says of each model: how its finders ended, what negative curvature is worth, why ratios mislead.
std::string measured(const Census& census, Language language) {
  std::string text;
  for (const CensusModel& model : census.models) {
    std::string items;
    const auto add = [&](const std::string& label, const std::string& sentence) {
      if (sentence.empty()) return;
      items += fmt::format("<li><strong>{}</strong>{}{}</li>\n", escaped(label),
                           language == Language::english ? ": " : "：", english(sentence + ".", language, "span"));
    };
    const std::vector<const CensusNetwork*> points = off_kinks(points_of(census, model));
    for (const std::string& finder : census.finders) {
      add(say(language, "Finder"), finder_sentence(census, model.description, finder));
    }
    add(say(language, "On a kink"), kink_sentence(count(census, model.description)));
    add(say(language, "Worth"), worth_sentence(model, points));
    add(say(language, "The trap"), trap_sentence(model, points));
    if (items.empty()) continue;
    if (census.models.size() > 1) text += "<p>" + shown(model.description, 80) + "</p>\n";
    text += "<ul>\n" + items + "</ul>\n";
  }
  return text.empty() ? text : heading(say(language, "What was measured")) + text;
}

std::string models(const Census& census, Language language) {
  Table t{say(language, "The models"),
          {say(language, "Model"), say(language, "Parameters"), say(language, "Samples"), say(language, "Floor"),
           say(language, "Loss of the best constant")},
          {}};
  for (const CensusModel& m : census.models) {
    t.rows.push_back({shown(m.description, 80), n(m.parameters), n(m.samples),
                      m.floor ? escaped(number(*m.floor)) : "–", escaped(precise(m.best_constant_loss))});
  }
  return census.models.empty() ? std::string() : table(t, language);
}

// Of a document that doesn't name its command: what there is to know of it.
std::string again(const Census& census) {
  if (census.problem.arguments.empty()) return {};
  std::string text = "saddlescope census";
  for (const CensusModel& m : census.models) text += " --model " + shell_quoted(m.description);
  text += fmt::format(" {} --runs {} --seed {}", census.problem.arguments, census.runs, census.seed);
  for (const std::string& finder : census.finders) text += " --finder " + shell_quoted(finder);
  return text + fmt::format(" --tolerance {} --optimizer {} --steps {}", census.tolerance,
                            shell_quoted(census.optimizer), census.steps);
}

}  // namespace

Section section(const Census& census, Language language) {
  const CensusCounts counts = count(census);
  Section s;
  s.command = "census";
  std::string names;
  for (const CensusModel& m : census.models) names += (names.empty() ? "" : ", ") + m.description;
  s.title = census.problem.data.empty() ? names : names + " · " + retold_part(census.problem.data, language);
  if (s.title.empty()) s.title = say(language, "Census");
  s.sentence = sentence(counts, language);
  s.tone = counts.negative_nearby > 0 ? Tone::way_out : Tone::open;
  if (census.interrupted) {
    s.lead = paragraph(say(language, "Interrupted: the networks that were finished are counted."));
  }
  s.lead += unfinished(census, language);
  s.facts = facts(census, counts, language);
  s.before = failed(census, language) + measured(census, language);
  if (!census.networks.empty()) {
    s.before += paragraph(say(language, "A point of the picture leads to the diagnosis of its network."));
  }
  s.charts = charts(census, language);
  if (!census.networks.empty()) s.skips.push_back({kNetworks, say(language, "To the list of networks")});
  s.after = models(census, language) + networks(census, language);
  s.origin = origin_of(census, language);
  s.again = again(census);
  return s;
}

}  // namespace saddlescope::report
