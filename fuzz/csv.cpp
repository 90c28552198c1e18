// CSV: a table that is read, written and read again has the same cells.
#include "saddlescope/formats/csv.h"

#include "fuzz/harness.h"

using namespace saddlescope;

SADDLESCOPE_FUZZ_TARGET(bytes) {
  parse_csv(bytes, "a.csv", CsvHeader::detect, fuzz::kLimits);
  const Table table = parse_csv(bytes, "a.csv", CsvHeader::absent, fuzz::kLimits);
  const std::string text = csv_text(table);
  const Table back = parse_csv(std::as_bytes(std::span(text)), "a.csv", CsvHeader::absent);
  fuzz::require(back.rows == table.rows && back.columns == table.columns, "rows and columns survive writing");
  fuzz::require(back.texts == table.texts, "texts survive writing");
  for (std::size_t i = 0; i < table.numbers.size(); ++i) {
    const double a = table.numbers[i], b = back.numbers[i];
    fuzz::require(a == b || (a != a && b != b), "numbers survive writing");
  }
}
