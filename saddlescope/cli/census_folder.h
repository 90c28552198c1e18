// A folder that keeps a census: what `census -o DIR` leaves, and what running it again goes on from.
//
//   networks.jsonl   a line a network and finder, as the document's "networks" have them, appended when it is finished, in
//                    the order they were finished
//   run.json         which census this is: its arguments, and the loss each model has where its first network begins
//   census.json, census.csv, census.svg   the result in the document's order, written at the end
// Invariant: a line is a whole record or, the last one alone, the beginning of one that a killed program didn't finish:
// that is cut off, and its network runs again. A killed run loses at most the networks that were in flight.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "saddlescope/cli/appended_file.h"
#include "saddlescope/cli/output_folder.h"
#include "saddlescope/commands/census.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {

class CensusFolder {
 public:
  /// Makes the folder where there is none; reads what an earlier run left. run: the arguments that make the census, but
  /// for those that may change between two times. Throws Error(bad input) where it belongs to another census, or
  /// something in it can't be read or written, or another process is writing to it.
  CensusFolder(const std::string& folder, const std::string& run, std::span<const CensusEntry> entries,
               Context& context);

  const std::vector<CensusNetwork>& done() const { return done_; }
  /// Their lines, in one piece.
  void append(std::span<const CensusNetwork> records) const;
  void write_result(const Census& census, const Json& document) const;

 private:
  void require_same_census(const std::string& run, std::span<const CensusEntry> entries, Context& context) const;
  void read_networks();

  OutputFolder folder_;
  std::vector<CensusNetwork> done_;
  AppendedFile networks_;
};

}  // namespace saddlescope::cli
