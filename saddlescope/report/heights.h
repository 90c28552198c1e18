// A line or a plane of losses in letters, for a terminal: columns along the first axis, rows along the second, upwards.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// A plane: shades from low to high by rank, so that a valley shows whatever the scale; marks as letters over it
/// (o here, S a saddle, m a minimum, M a maximum, x another critical point, · a checkpoint, * other weights), those that
/// occur explained in a line below. Cells of a finer grid are thinned to at most 61 columns; empty where nothing was
/// evaluated.
std::string plane_in_letters(const CrossSection& section);

/// The lowest and the highest finite value; nothing where none is finite.
std::optional<std::pair<double, double>> finite_range(const std::vector<double>& values);

/// A line: heights as eighths of a letter, at most 61 of them, by value between both ends of the range (default: its
/// own); "!" where it isn't finite. Empty without a range.
std::string line_in_letters(const std::vector<double>& losses, std::optional<std::pair<double, double>> range = {});

/// The line of a section, whole: what wasn't evaluated as "?". What isn't a height is explained in a line below; empty
/// where nothing was evaluated.
std::string section_in_letters(const CrossSection& section);

}  // namespace saddlescope::report
