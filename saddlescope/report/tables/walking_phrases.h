// Phrases of a page on ways: train, escape, compare.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kWalkingPhrases = std::to_array<Translation>({
    {"Steps", "步數"},
    {"1 round", "1 輪"},
    {"{0} rounds", "{0} 輪"},
    {"Out: the loss fell from {0} to {1} in {2}.", "走出來了：{2}之後，損失從 {0} 降到 {1}。"},
    {"Hardly out: the loss, {0}, fell by no more than {1} in {2}.", "幾乎沒走出來：{2}之後，損失 {0} 只降低了 {1}。"},
    {"Interrupted: the loss is still {0}.", "已中斷：損失仍是 {0}。"},
    {"No way out by curvature: the loss stays at {0}.", "曲率上沒有出路：損失停在 {0}。"},
    {"Rounds of the escape", "脫離鞍點的各輪"},
    {"Loss before", "之前的損失"},
    {"Predicted by", "預測方式"},
    {"{0}: doesn't reach so far", "{0}：達不到這麼遠"},
    {"Rounds", "各輪"},
    {"Converged", "已收斂"},
    {"Worse than at the start", "比起點還差"},
    {"Stalled", "停滯"},
    {"Budget spent", "預算用盡"},
    {"Interrupted", "已中斷"},
    {"The line search ended", "線搜尋結束"},
    {"Ways out by loss, but those within 1 % of the lowest first, by cost",
     "各種出路，依損失排序；與最低者相差 1 % 以內的排在最前，依成本排序"},
    {"Learning rate", "學習率"},
    {"Lowest", "最低"},
    {"Highest of the runs", "各次執行的最高值"},
    {"Spent", "花費"},
    {"Half way at", "走到一半時"},
    {"Distance", "距離"},
    {"Moved", "是否移動"},
    {"What held those that don't move", "不動的方法被什麼困住"},
    {"Methods", "各種方法"},
    {"Loss after", "之後的損失"},
    {"{0} after 1 step of {1}: the loss is {2}, it began at {3}.", "{0}：{1} 走了 1 步，損失為 {2}，起初為 {3}。"},
    {"{0} after {1} steps of {2}: the loss is {3}, it began at {4}.", "{0}：{2} 走了 {1} 步，損失為 {3}，起初為 {4}。"},
    {"Optimizer", "最佳化方法"},
    {"Batch size", "批次大小"},
    {"{0} epochs", "{0} 個輪次"},
    {"Time", "時間"},
    {"Ways out tried", "試過的出路"},
    {"Ways out tried: {0}.", "試過 {0} 種出路。"},
    {"No way out was tried.", "沒有嘗試任何出路。"},
    {"Lowest of {0} ways: {1}, at a loss of {2}, with {3} % of the samples in their class.",
     "{0} 種方法中最低的是{1}：損失 {2}，{3} % 的樣本分類正確。"},
    {"Ways side by side", "各種方法並排比較"},
    {"In their class", "分類正確"},
    {"Budget", "預算"},
    {"Of each method; what comes first is taken off it.", "每種方法各有；先做的部分從中扣除。"},
    {"Runs", "執行次數"},
    {"Where noise is part of a method; the loss is their median.", "凡方法中含有雜訊者；損失取中位數。"},
});

}  // namespace saddlescope::report::tables
