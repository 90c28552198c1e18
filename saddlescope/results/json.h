// Results to JSON and back (contract: JSON). NaN and infinities are the strings "nan", "inf", "-inf"; numbers are
// written with the shortest digits that read back to the same bits; members keep the order they are written in.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "saddlescope/results/census.h"
#include "saddlescope/results/comparison.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/eigenvalues.h"
#include "saddlescope/results/finding.h"
#include "saddlescope/results/inspection.h"
#include "saddlescope/results/landscape.h"
#include "saddlescope/results/training.h"
#include "saddlescope/results/ways.h"

namespace saddlescope {

using Json = nlohmann::ordered_json;

Json to_json(const Diagnosis& diagnosis);
Json to_json(const Escape& escape);
Json to_json(const Training& training);
Json to_json(const Comparison& comparison);
Json to_json(const Finding& finding);
Json to_json(const Census& census);
Json to_json(const CensusNetwork& network);  ///< a member of "networks", and a line of networks.jsonl
Json to_json(const SpectrumAnswer& answer);
Json to_json(const Surface& surface);
Json to_json(const TaylorAnswer& answer);
Json to_json(const Inspection& inspection);
Json to_json(const Ways& ways);
Json to_json(const Failure& failure);

/// Throw Error(bad input) naming the member that is missing or of the wrong type, or an unknown format or version.
Diagnosis diagnosis_from_json(const Json& document);
Escape escape_from_json(const Json& document);
Training training_from_json(const Json& document);
Finding finding_from_json(const Json& document);
Inspection inspection_from_json(const Json& document);
Ways ways_from_json(const Json& document);
Failure failure_from_json(const Json& document);
Comparison comparison_from_json(const Json& document);
Census census_from_json(const Json& document);
CensusNetwork census_network_from_json(const Json& network);
SpectrumAnswer spectrum_answer_from_json(const Json& document);
Surface surface_from_json(const Json& document);
TaylorAnswer taylor_answer_from_json(const Json& document);

/// A document as it stands in a file, at most 64 levels deep and of at most 1000 names in an object; cost: linear in
/// its length. `where` is named in errors. Throws Error(bad input).
Json parse_json(std::string_view text, const std::string& where);

/// Two-space indentation, newline at the end.
std::string to_text(const Json& document);

}  // namespace saddlescope
