// For users of the installed library: points whose kind, eigenvalues and loss are known, to test a method on.
#pragma once

#include "saddlescope/truths/ground_truth.h"
#include "saddlescope/truths/linear_network.h"
