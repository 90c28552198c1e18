// Phrases that every page has: its furniture, facts of any result, what no other table has.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kPagePhrases = std::to_array<Translation>({
    // Facts of any result.
    {"Data", "資料"},
    {"Interrupted: what was found until then is shown.", "已中斷：顯示到那時為止的結果。"},
    {"An objective of your own", "您自己的目標函數"},
    {"1 parameter", "1 個參數"},
    {"{0} parameters", "{0} 個參數"},
    {"{0} samples", "{0} 個樣本"},
    {"evaluated in f32", "以 f32 計算"},
    {"Size", "規模"},
    {"No lower bound is proved.", "沒有經過證明的下界。"},
    {"Floor {0}; {1} is left above it.", "下界為 {0}，尚高出 {1}。"},
    {"at least {0} negative and {1} positive (beyond ±{2})", "至少 {0} 負、{1} 正（超出 ±{2}）"},
    {"{0} negative, {1} flat, {2} positive (to ±{3})", "{0} 負、{1} 平、{2} 正（容差 ±{3}）"},
    {"unknown", "未知"},
    {"Why it stalled", "為什麼停滯"},
    {"What can't be told from here", "從這裡無法判斷的事"},
    {"Version", "版本"},
    {"Seed", "隨機種子"},
    {"{0}, and {1} of the machine's entropy", "{0}，並混入機器的熵 {1}"},
    {"Engine", "計算引擎"},
    {"Processor", "處理器"},
    {"Threads", "執行緒數"},

    // The page itself.
    {"What the words mean", "名詞解釋"},
    {"The numbers of this chart", "這張圖的數字"},
    {"To get this result again", "如何重現這個結果"},
    {"Evidence", "證據"},
    {"Side by side", "並排比較"},
    {"These results have no facts in common to set side by side.", "這些結果沒有可以並排比較的共同事實。"},
    {"Contents", "目錄"},
    {"Copy", "複製"},
    {"Copied", "已複製"},
    {"Still picture", "靜態圖"},
    {"Tools of the chart", "圖表工具"},
    {"Drag it or press the arrow keys to turn it, the wheel or + and − to zoom; Home takes it back.",
     "拖曳或按方向鍵可轉動，滾輪或 + 與 − 鍵可縮放，Home 鍵回到原來的視角。"},
    {"This browser couldn't draw the live chart; the still picture stands in its place.",
     "這個瀏覽器無法繪製互動圖，改以靜態圖顯示。"},
    {"Previous", "上一個"},
    {"Next", "下一個"},
    {"Close", "關閉"},
    {"Results", "結果"},
    {"To the result", "跳到結果"},
    {"Where a stalled network is, and which way leads out", "停滯的網路在哪裡，哪條路走得出去"},

    // Other results.
    {"Interrupted before there was a result.", "在得到結果之前就被中斷了。"},
    {"data", "資料"},
    {"weights", "權重"},
    {"arrays", "陣列"},
    {"a formula", "算式"},
    {"a problem with a known answer", "已知答案的問題"},
    {"problems with a known answer", "已知答案的問題"},
    {"Contents: {0}", "內容：{0}"},
    {"{0} arrays or parameters.", "{0} 個陣列或參數。"},
    {"Not supported:", "不支援："},
    {"Shape", "形狀"},
    {"Type", "型別"},
    {"Trainable", "可訓練"},
    {"Why", "原因"},
    {"Error", "錯誤"},
    {"Exit code", "結束代碼"},
    {"Where", "位置"},
    {"What helps:", "如何改善："},
});

}  // namespace saddlescope::report::tables
