// For users of the installed library: a network on arrays of your own, as an objective.
//
//   DataSet data{.x = {{N, 2}, inputs}, .y = {.kind = DataTargets::Kind::classes, .values = {{N}, classes}}};
//   const MlpSpec spec = parse_mlp("mlp:2-8-3:tanh");
//   const auto network = make_network(spec, data, "cross-entropy");
//   const Vector theta = initialize(spec, initialization("pytorch"), 1, seed);
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/data/dataset.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/network/network.h"
#include "saddlescope/network/spec.h"
