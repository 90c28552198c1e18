// How a point looks in few dimensions, on a page: the shares, or why nobody counted them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/report/examples.h"
#include "tests/report/page_reading.h"

namespace saddlescope {
namespace {

// x² − y²: every random plane is the whole, and shows the way down.
TEST(Page, OfAppearanceSaysWhatTheNumbersSay) {
  Diagnosis d = saddle_of_a_formula();
  d.landscape.emplace();
  Appearance a;
  a.random_lines = {3, 10};
  a.random_planes = {0, 10};
  a.negative = 1;
  a.parameters = 2;
  d.landscape->appearance = a;
  std::string html = page_of(to_json(d));
  EXPECT_NE(html.find("In all dimensions 1 of 2 eigenvalues go down. Of 10 random planes the loss curves up in every "
                      "direction of 0."),
            std::string::npos);
  EXPECT_NE(html.find("More dimensions, more ways out"), std::string::npos);
  EXPECT_EQ(html.find("seldom"), std::string::npos);
  a.negative = 0;
  a.random_lines = a.random_planes = {10, 10};
  d.landscape->appearance = a;
  html = page_of(to_json(d));
  EXPECT_NE(html.find("In all dimensions none of 2 eigenvalues goes down."), std::string::npos);
  EXPECT_EQ(html.find("More dimensions, more ways out"), std::string::npos);
}

TEST(Page, WithoutAppearanceSaysWhyNobodyCounted) {
  Diagnosis d = saddle_of_a_formula();
  EXPECT_EQ(page_of(to_json(d)).find("wasn&#39;t counted"), std::string::npos);  // no picture was asked for
  d.landscape.emplace();
  EXPECT_EQ(page_of(to_json(d)).find("wasn&#39;t counted"), std::string::npos);  // interrupted before
  d.verdict.kind = VerdictKind::not_critical;
  EXPECT_EQ(times(page_of(to_json(d)), "wasn&#39;t counted: it isn&#39;t critical, so along nearly every line"), 1U);
  EXPECT_EQ(times(page_of(to_json(d), Language::traditional_chinese), "看似極小值：它不是臨界點"), 1U);
  d.verdict.kind = VerdictKind::undetermined;
  d.spectrum.inertia.reset();
  EXPECT_EQ(times(page_of(to_json(d)), "wasn&#39;t counted: the signs of its eigenvalues aren&#39;t known."), 1U);
  d.landscape->appearance.emplace();
  EXPECT_EQ(page_of(to_json(d)).find("wasn&#39;t counted"), std::string::npos);
}

}  // namespace
}  // namespace saddlescope
