// Comma-separated values: a table of numbers, some columns of which may hold text.
//
// Records end with LF or CRLF (or the file); cells are separated by comma, semicolon or tab, whichever splits the first
// records evenly into most cells; a cell may stand in double quotes, "" in it is one quote, and separators and line
// ends in it are its own. A byte-order mark is skipped, lines without any character are skipped. Numbers have decimal
// points whatever the locale (std::from_chars); "nan", "inf" and numbers beyond f64 are text. Spaces around a cell
// that isn't quoted don't count.
// The first record is a header if some column has text there and a number in the second record, or if every cell of it
// is text that isn't empty while no other record of the first ten is all text.
//
// Limits: the file and the table, each ≤ ReadLimits; a record's cells are as many as the first record's.
// Attacks, each with its message and its test (tests/formats/csv_test.cpp):
//   1 a quote that isn't closed       3 records of unequal length       5 bytes that aren't text (NUL): a binary file
//   2 text behind a closing quote     4 no record at all                6 invalid numbers: kept as text, with row and column
//   7 a record of millions of empty cells, each a byte here and many in memory
#pragma once

#include <map>
#include <string>
#include <vector>

#include "saddlescope/formats/file.h"

namespace saddlescope {

struct Table {
  std::string path;  ///< for messages
  char separator = ',';
  bool has_header = false;
  std::vector<std::string> names;  ///< of the columns; empty without a header
  std::size_t rows = 0, columns = 0;
  Vector numbers;  ///< rows × columns, row-major; NaN where the cell is text
  std::map<std::size_t, std::string> texts;  ///< the cells that are no numbers, by row·columns + column
  std::vector<std::size_t> lines;  ///< the line of the file, from 1, in which each row begins
  std::vector<bool> integral;  ///< columns all of whose cells are spelled as integers

  /// `train.csv, row 48, column 3 "age"`, rows counted as lines of the file, columns from 1.
  std::string where(std::size_t row, std::size_t column) const;
  /// The text of a cell that is no number; null where it is one.
  const std::string* text(std::size_t row, std::size_t column) const;
};

enum class CsvHeader { detect, absent };

/// Throws Error(bad input) with row and column on what the definition above doesn't allow.
Table parse_csv(ByteView bytes, const std::string& path, CsvHeader header = CsvHeader::detect,
                const ReadLimits& limits = {});

/// Index of a column by its name, else by its number from 1. Throws Error(bad input) listing the columns.
std::size_t find_column(const Table& table, std::string_view column);

/// The table as text, numbers with the shortest digits that read back to the same bits.
std::string csv_text(const Table& table);

}  // namespace saddlescope
