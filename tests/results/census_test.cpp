// A census to JSON and back, and what is counted in it.
#include "tests/results/census.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "saddlescope/base/error.h"
#include "saddlescope/results/json.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

TEST(CensusJson, IsTheKeptDocument) { expect_golden("census.json", to_text(to_json(example_census()))); }

TEST(CensusJson, ReadsBackToTheSameBytes) {
  const Json document = to_json(example_census());
  EXPECT_EQ(to_text(to_json(census_from_json(Json::parse(to_text(document))))), to_text(document));
}

TEST(CensusJson, ANetworkIsALineThatReadsBack) {
  for (const CensusNetwork& network : example_census().networks) {
    const std::string line = to_json(network).dump();
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(to_json(census_network_from_json(Json::parse(line))).dump(), line);
  }
}

TEST(CensusJson, NamesTheMemberThatIsMissing) {
  Json network = to_json(example_census().networks.front());
  network.erase("loss");
  try {
    census_network_from_json(network);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "not a network of a census: key 'loss' not found.");
  }
}

// Records of an earlier version lack them.
TEST(CensusJson, ANetworkNeedsNoCommands) {
  CensusNetwork network = example_census().networks.front();
  network.command.clear();
  network.diagnosis_commands.clear();
  const Json record = to_json(network);
  EXPECT_FALSE(record.contains("command") || record.contains("diagnosis_commands"));
  EXPECT_TRUE(census_network_from_json(record).diagnosis_commands.empty());
}

// The deep model's own floor and size, not the first model's; nothing that a census doesn't measure.
TEST(CensusDiagnosis, HoldsWhatTheCensusKnows) {
  Census c = example_census();
  c.models[1].floor = 0.002;
  const CensusNetwork& network = c.networks[16];
  ASSERT_EQ(network.model, c.models[1].description);
  const Diagnosis d = diagnosis_of(c, network);
  EXPECT_EQ(d.problem.description, network.model);
  EXPECT_EQ(d.problem.parameters, 251U);
  EXPECT_EQ(d.problem.data, c.problem.data);
  EXPECT_EQ(d.problem.arguments, "");
  EXPECT_EQ(d.floor, 0.002);
  EXPECT_EQ(d.loss, network.loss);
  EXPECT_EQ(d.gradient_norm, network.gradient_norm);
  EXPECT_EQ(d.gradient_flatness, network.gradient_flatness);
  EXPECT_EQ(d.spectrum.inertia, network.inertia);
  EXPECT_EQ(d.spectrum.minimum_ratio, network.minimum_ratio);
  EXPECT_EQ(d.nearby->inertia, network.nearby->inertia);
  EXPECT_EQ(d.verdict.kind, network.verdict.kind);
  EXPECT_TRUE(std::isnan(d.spectrum.lowest.value) && std::isnan(d.spectrum.highest.value));
  EXPECT_FALSE(d.escape || d.landscape);
  EXPECT_EQ(diagnosis_of(c, c.networks[14]).problem.weights, "run/step, 10.npz");
  EXPECT_FALSE(diagnosis_of(c, c.networks[15]).spectrum.inertia) << "it failed: there is no point";
}

TEST(CensusCounts, EveryNetworkHasOneVerdictOrFailed) {
  const CensusCounts c = count(example_census());
  EXPECT_EQ(c.points, 18U);
  EXPECT_EQ(c.saddles + c.degenerate_saddles + c.local_minima + c.degenerate_minima + c.maxima + c.gradient_flat +
                c.not_critical + c.undetermined + c.failed,
            c.points);
  EXPECT_EQ(c.degenerate_minima, 12U);
  EXPECT_EQ(c.certified_saddles, 1U);
  EXPECT_EQ(c.failed, 1U);
  EXPECT_EQ(c.naive_minima, 1U);
  EXPECT_EQ(c.negative_here, 15U);
  EXPECT_EQ(c.negative_nearby, 1U);
  EXPECT_EQ(c.networks, 18U);
  EXPECT_EQ(c.critical_by_finder, 2U);
  EXPECT_EQ(count(example_census(), "mlp:1-10-10-10-1:tanh").points, 3U);
}

// Its eigenvalues would be counted as others' are.
TEST(CensusCounts, APointOnAKinkIsCountedAsThat) {
  Census c = example_census();
  for (CensusNetwork& network : c.networks) {
    if (network.failed.empty()) network.kink = "pre-activation 1 of layer 1, sample 3";
  }
  const CensusCounts counts = count(c), before = count(example_census());
  EXPECT_EQ(counts.on_kink, 17U);
  EXPECT_EQ(counts.naive_minima + counts.naive_saddles + counts.negative_here + counts.negative_nearby, 0U);
  EXPECT_EQ(before.on_kink, 0U);
  EXPECT_EQ(counts.degenerate_minima, before.degenerate_minima);  // a verdict is the whole diagnosis'
  EXPECT_EQ(diagnosis_of(c, c.networks[0]).kink_distance, 0.0);
  const Json document = to_json(c);
  EXPECT_EQ(document["counts"]["on_kink"], 17);
  EXPECT_EQ(to_text(to_json(census_from_json(document))), to_text(document));
}

// Four finders make four points of a network, and a point that isn't critical has no signs of a critical point.
TEST(CensusCounts, NetworksAreCountedOnceAndCriticalPointsWhereThereAreSome) {
  Census c;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    for (const VerdictKind kind : {VerdictKind::saddle, VerdictKind::not_critical, VerdictKind::gradient_flat}) {
      c.networks.push_back(example_network("mlp:1-10-10-1:tanh", seed, kind, 0.1, 0.5, 30, FinderEnd::neither));
      c.networks.back().nearby->inertia.negative = 10;
    }
  }
  const CensusCounts counts = count(c);
  EXPECT_EQ(counts.points, 9U);
  EXPECT_EQ(counts.networks, 3U);
  EXPECT_EQ(counts.negative_here, 9U);
  EXPECT_EQ(counts.negative_nearby, 3U);
  const Json document = to_json(c);
  EXPECT_EQ(document["counts"].at("points"), 9);
  EXPECT_EQ(document["counts"].at("networks"), 3);
}

}  // namespace
}  // namespace saddlescope
