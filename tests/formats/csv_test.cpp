#include "saddlescope/formats/csv.h"

#include <gmock/gmock.h>

#include <clocale>
#include <cmath>

#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

Table parsed_csv(std::string_view text, CsvHeader header = CsvHeader::detect) {
  return parse_csv(bytes_of(text), "a.csv", header);
}

TEST(Csv, FindsSeparatorAndHeader) {
  for (const char separator : {',', ';', '\t'}) {
    std::string text = "a,b b,c\n1,2.5,-3e2\n4,+5,.5\n";
    std::replace(text.begin(), text.end(), ',', separator);
    const Table table = parsed_csv(text);
    EXPECT_EQ(table.separator, separator);
    EXPECT_THAT(table.names, testing::ElementsAre("a", "b b", "c"));
    EXPECT_EQ(table.numbers, (Vector{1, 2.5, -300, 4, 5, 0.5}));
    EXPECT_EQ(table.lines, (std::vector<std::size_t>{2, 3}));
    EXPECT_EQ(table.integral, (std::vector<bool>{true, false, false}));
  }
}

TEST(Csv, ByteOrderMarkQuotesCarriageReturnsAndBlankLinesAreUnderstood) {
  const Table table = parsed_csv("\xEF\xBB\xBF\"x, \"\"1\"\"\",y\r\n\r\n 1 ,\"2\"\r\n\"3\" , four\r\n");
  EXPECT_THAT(table.names, testing::ElementsAre("x, \"1\"", "y"));
  EXPECT_EQ(table.rows, 2U);
  EXPECT_EQ(table.numbers[0], 1);
  EXPECT_EQ(table.numbers[1], 2);
  EXPECT_EQ(table.numbers[2], 3);
  EXPECT_EQ(*table.text(1, 1), "four");
  EXPECT_EQ(table.where(1, 1), "a.csv, row 4, column 2 \"y\"");
}

TEST(Csv, QuotedLineEndsBelongToTheirCell) {
  const Table table = parsed_csv("a,b\n\"one\ntwo\",1\nx,2");
  EXPECT_EQ(*table.text(0, 0), "one\ntwo");
  EXPECT_EQ(table.lines, (std::vector<std::size_t>{2, 4}));
}

TEST(Csv, AFirstRowLikeTheOthersIsNoHeader) {
  EXPECT_FALSE(parsed_csv("5.1,3.5,setosa\n4.9,3.0,setosa\n").has_header);
  EXPECT_FALSE(parsed_csv("1,2\n3,4\n").has_header);
  EXPECT_TRUE(parsed_csv("width,species\n5.1,setosa\n").has_header);
  EXPECT_TRUE(parsed_csv("2020,species\n5,setosa\n,x\nid,2\n").has_header == false);
  EXPECT_FALSE(parsed_csv("a,b\n1,2\n", CsvHeader::absent).has_header);
}

TEST(Csv, SemicolonsBeatDecimalCommas) {
  const Table table = parsed_csv("1,5;2,5\n3,5;4,5\n");
  EXPECT_EQ(table.separator, ';');
  EXPECT_EQ(*table.text(0, 0), "1,5");
}

// Found by the fuzzer: ';' split both records into two cells, through the quotes.
TEST(Csv, ASeparatorInsideQuotesSeparatesNothing) {
  const Table table = parsed_csv("5.1,\";.5\",x\n5.2,\";.6\",y\n", CsvHeader::absent);
  EXPECT_EQ(table.columns, 3U);
  EXPECT_EQ(*table.text(0, 1), ";.5");
}

TEST(Csv, NumbersDoNotDependOnTheLocale) {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"}) {
    if (std::setlocale(LC_NUMERIC, locale) == nullptr) continue;
    EXPECT_EQ(parsed_csv("1.5,2\n").numbers[0], 1.5) << locale;
  }
  std::setlocale(LC_NUMERIC, before.c_str());
}

TEST(Csv, ReadsWhatItWrites) {
  const Table table = parsed_csv("\"a,1\",b\n0.1,x y\n1e-300,\" z\"\n-0,\"\"\"q\"\"\"\n5e-324,\"\"\n");
  const Table back = parsed_csv(csv_text(table));
  EXPECT_EQ(back.names, table.names);
  EXPECT_EQ(back.texts.size(), table.texts.size());
  EXPECT_EQ(csv_text(back), csv_text(table));
  EXPECT_TRUE(std::signbit(back.numbers[4]));
}

TEST(Csv, ColumnsAreFoundByNameThenByNumber) {
  const Table table = parsed_csv("2,b\n3,x\n", CsvHeader::absent);
  EXPECT_EQ(find_column(table, "2"), 1U);
  const Table named = parsed_csv("1,k\n5,7\n6,8\n");
  EXPECT_EQ(find_column(named, "k"), 1U);
  expect_bad_input("a.csv: has no column \"c\". Columns are numbered 1 to 2 and named \"a\", \"b\".",
                   [] { find_column(parsed_csv("a,b\n1,2\n"), "c"); });
  EXPECT_THROW(find_column(table, "0"), Error);
  EXPECT_THROW(find_column(table, "3"), Error);
  EXPECT_THROW(find_column(table, "1x"), Error);
}

// The attacks numbered at the head of csv.h.
TEST(Csv, Attack1AQuoteThatIsNotClosed) {
  expect_bad_input("a.csv, row 2, column 1: a quote isn't closed. Close it; a quote inside quotes is written twice.",
                   [] { parsed_csv("a,b\n\"1,2\n3,4\n"); });
}
TEST(Csv, Attack2TextBehindAClosingQuote) {
  expect_bad_input("a.csv, row 1, column 2: text follows a closing quote. Write a quote inside quotes twice.",
                   [] { parsed_csv("1,\"2\"3\n"); });
}
TEST(Csv, Attack3RecordsOfUnequalLength) {
  expect_bad_input(
      "a.csv, row 3: has 3 cells, the first row has 2. Each row needs every column; quote a cell that contains "
      "the separator.",
      [] { parsed_csv("a,b\n1,2\n3,4,5\n"); });
}
TEST(Csv, Attack4NoRecordAtAll) {
  for (const char* text : {"", "\n\n\r\n", "\xEF\xBB\xBF"}) {
    expect_bad_input("a.csv: holds no row of numbers. One row a sample; a header may stand above.",
                     [&] { parsed_csv(text); });
  }
}
TEST(Csv, Attack5BinaryFiles) {
  expect_bad_input(
      "a.csv: isn't text: it contains zero bytes. Data is read from .npz, .npy, .safetensors and .csv (UTF-8).",
      [] { parsed_csv(std::string_view("1,2\0", 4)); });
}
TEST(Csv, Attack6WhatIsNoNumberIsText) {
  for (const char* text : {"nan", "inf", "-Infinity", "1e999", "0x10", "1_000", "1 2", "--1", "+-1", "", "1e", "１"}) {
    const Table table = parsed_csv(std::string("7,") + text + "\n");
    EXPECT_TRUE(std::isnan(table.numbers[1])) << text;
    ASSERT_NE(table.text(0, 1), nullptr) << text;
    EXPECT_EQ(*table.text(0, 1), text);
  }
}
TEST(Csv, Attack7EmptyCellsTakeFarMoreMemoryThanBytes) {
  const std::string wide(100000, ',');
  for (const std::string& text : {wide, "1,2\n" + wide}) {
    expect_error(ErrorKind::memory,
                 "a.csv: needs 1048640 bytes, more than the 1048576 allowed. --memory 2MiB would hold it.",
                 [&] { parse_csv(bytes_of(text), "a.csv", CsvHeader::detect, ReadLimits{std::size_t{1} << 20}); });
  }
}

}  // namespace
}  // namespace saddlescope
