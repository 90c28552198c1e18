// A folder that keeps a surface: what `surface -o DIR` leaves, and what running it again goes on from.
//
//   run.json                 which surface this is: its arguments, a checksum of the weights that --directions names, and
//                            the document as it was before the first loss
//   directions.safetensors   the directions, whole, and the centre θ
//   losses.f64               the losses in the grid's order, eight bytes each as this machine has them, appended as they come
//   surface.json             the result, written at the end
// Invariant: the losses are those of the first points of the grid; half a number at the end, which a killed program
// left, is cut off. Going on ends in the same bytes of surface.json as a run that nothing interrupted, whatever the
// number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "saddlescope/cli/appended_file.h"
#include "saddlescope/cli/output_folder.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::cli {

class SurfaceFolder {
 public:
  /// Makes the folder where there is none; reads what an earlier run left. run: the arguments that make the surface;
  /// memory: for its directions. Throws Error(bad input) where it belongs to another surface, or something in it can't
  /// be read or written, or another process is writing to it.
  SurfaceFolder(const std::string& folder, std::string run, std::size_t memory);

  const std::string& path() const { return folder_.path(); }
  /// To go on from, with the losses there are; nothing at the first time.
  const std::optional<Surface>& begun() const { return begun_; }
  /// Throws Error(bad input) unless θ and the loss there are those it began with: a network's units may change places,
  /// or signs, without changing its loss.
  void require_same_start(std::span<const double> theta, double loss) const;

  /// Throws Error(bad input) unless the weights that the directions point to, as checksum_of() has them, are those it
  /// began with.
  void require_same_points(std::uint32_t checksum) const;

  void begin(const Surface& prepared, std::span<const double> theta, std::uint32_t checksum);
  void append(std::span<const double> losses) const { losses_.append(std::as_bytes(losses)); }
  void write_result(const Json& document) const;

 private:
  void read_begun(std::size_t memory);
  void read_losses();
  std::string losses_file() const { return folder_.file("losses.f64"); }

  std::string run_;
  OutputFolder folder_;
  std::optional<Surface> begun_;
  std::optional<std::uint32_t> checksum_;
  Vector centre_;
  AppendedFile losses_;
};

}  // namespace saddlescope::cli
