// Phrases that several of the other tables' places say: quantities, and short words of charts and pages.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kSharedPhrases = std::to_array<Translation>({
    {"Loss", "損失"},
    {"Floor", "下界"},
    {"Gradient norm", "梯度範數"},
    {"Step length", "步長"},
    {"Eigenvalue", "特徵值"},
    {"Minimum ratio", "極小比例"},
    {"Here", "此處"},
    {"Predicted", "預測"},
    {"Measured", "實測"},
    {"Weights", "權重"},
    {"No longer finite", "不再是有限數"},
    {"Signs here", "此處的正負號"},
    {"Signs nearby", "鄰近的正負號"},
    {"Verdict", "判定"},
    {"1 more stands in the JSON.", "另有 1 筆在 JSON 中。"},
    {"{0} more stand in the JSON.", "另有 {0} 筆在 JSON 中。"},
    {"Parameters", "參數數"},
    {"Way out", "出路"},
    {"{0} of {1}", "{1} 個中的 {0} 個"},
    {"In how many lines and planes the loss curves up", "損失在多少直線與平面上往上彎"},
    {"single parameters", "單一參數"},
    {"random lines", "隨機直線"},
    {"random planes", "隨機平面"},
    {"Curvature", "曲率"},
    {"Name", "名稱"},
    {"Kind", "種類"},
    {"plane", "平面"},
    {"line", "直線"},
    {"at least {0}", "至少 {0}"},
    {"yes", "是"},
    {"no", "否"},
    {"Points", "點"},
    {"Method", "方法"},
    {"Finder", "尋找器"},
    {"Cost", "成本"},
    {"{0} gradient equivalents", "{0} 個梯度當量"},
    {"Weights written", "已寫出的權重"},
    {"Round", "輪"},
});

}  // namespace saddlescope::report::tables
