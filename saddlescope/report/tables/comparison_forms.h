// Forms of what commands/ says of the ways out compared, the demo's among them.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kComparisonForms = std::to_array<Translation>({
    {"Cheapest way down: {0}, from {1} to {2}.", "成本最低的往下的路：{0}，從 {1} 到 {2}。"},
    {"Cheapest way down: {0}, from {1} to {2}, half of that way for {3} gradient equivalents.",
     "成本最低的往下的路：{0}，從 {1} 到 {2}；走到一半需 {3} 個梯度當量。"},
    {"Lowest of all, within 1 % of that fall: {0}, at {1}.", "最低者（與其下降相差在 1 % 以內）：{0}，為 {1}。"},
    {"Of {0} the best is {1}: it ends as low, to 1 % of the fall or within the spread over seeds, at {2}.",
     "{0}中最好的是 {1}：停在 {2}，一樣低（相差在下降的 1 % 以內，或在各隨機種子的差異之內）。"},
    {"Of {0} the best is {1}: it ends as low, to 1 % of the fall or within the spread over seeds, at {2}, half of that "
     "way for {3} gradient equivalents.",
     "{0}中最好的是 {1}：停在 {2}，一樣低（相差在下降的 1 % 以內，或在各隨機種子的差異之內）；走到一半需 {3} "
     "個梯度當量。"},
    {"Of {0} the best is {1}: it reaches {2}, {3} above.", "{0}中最好的是 {1}：到達 {2}，高出 {3}。"},
    {"those that begin with an escape", "以 escape 開始的方法"},
    {"the optimizers by themselves", "單獨使用的最佳化方法"},
    {"the controls", "對照組"},
    {"escape alone", "單獨使用 escape"},
    {"{0} ({1} to {2} over {3} seeds)", "{0}（{3} 個隨機種子：{1} 到 {2}）"},
    {"{0} ({1} to {2} over {3} seeds), half of that way for {4} gradient equivalents",
     "{0}（{3} 個隨機種子：{1} 到 {2}），走到一半需 {4} 個梯度當量"},
    {"By itself {0} doesn't change the loss: {1}.", "{0} 單獨使用不會改變損失：{1}。"},
    {"By themselves {0} don't change the loss: {1}.", "{0} 單獨使用不會改變損失：{1}。"},
    {"By themselves these don't change the loss: {0}.", "單獨使用時，以下方法不會改變損失：{0}。"},
    {"No way out within this budget: every loss stays at {0}.", "在此預算內沒有出路：每個損失都停在 {0}。"},
    {"No method ends below the {0} it began at.", "沒有方法停在起點的 {0} 以下。"},
    {"Interrupted before the first method had begun.", "在第一種方法開始之前就被中斷了。"},
    {"Interrupted after {0} method: no answer, since the others hadn't begun.",
     "在 {0} 種方法之後被中斷：沒有答案，因為其他方法還沒開始。"},
    {"Interrupted after {0} methods: no answer, since the others hadn't begun.",
     "在 {0} 種方法之後被中斷：沒有答案，因為其他方法還沒開始。"},
    {"So far the lowest loss is {0}, of {1}; it began at {2}.", "目前最低的損失是 {0}（{1}）；起初為 {2}。"},
    {"{0} step of negative curvature, {1} gradient equivalents: the loss fell from {2} to {3}.",
     "沿負曲率 {0} 步，{1} 個梯度當量：損失從 {2} 降到 {3}。"},
    {"{0} steps of negative curvature, {1} gradient equivalents: the loss fell from {2} to {3}.",
     "沿負曲率 {0} 步，{1} 個梯度當量：損失從 {2} 降到 {3}。"},
    {"the gradient is exactly zero", "梯度恰為零"},
    {"the gradient lies within its epsilon, {0}, for {1} of {2} weights",
     "{2} 個權重中有 {1} 個的梯度在其 ε = {0} 之內"},
    {"the budget was too small for a step", "預算不夠走一步"},
    {"it found no step", "它沒有找到可走的步"},
    {"its noise led {0} far in {1} steps and found no way down", "它的雜訊在 {1} 步內走了 {0} 遠，沒有找到往下的路"},
    {"its noise led {0} far in {1} step and found no way down", "它的雜訊在 {1} 步內走了 {0} 遠，沒有找到往下的路"},
    {"{0} step changed no weight", "{0} 步沒有改變任何權重"},
    {"{0} step led {1} far", "{0} 步走了 {1} 遠"},
    {"{0} steps changed no weight", "{0} 步沒有改變任何權重"},
    {"{0} steps led {1} far", "{0} 步走了 {1} 遠"},

    // The demo's ways, side by side.
    {"Three optimizers from weights of zero", "三種最佳化方法，從全為零的權重開始"},
    {"The output bias settles; every weight stays exactly zero, for ever.",
     "輸出層的偏置會安定下來；每個權重則永遠恰為零。"},
    {"Three ways on from the saddle", "從鞍點繼續的三種方法"},
    {"To be fair: here the tiniest noise frees Adam as well.", "持平而論：在這裡，極小的雜訊也能讓 Adam 脫困。"},
    {"What the Hessian adds is the proof of what the point was.", "Hessian 帶來的，是證明這一點究竟是什麼。"},
    {"Seven ways on from the stall", "從停滯處繼續的七種方法"},
    {"The real remedy is the last line: standardize the data.", "真正的解方是最後一列：把資料標準化。"},
    {"Curvature gets a run out that is already stuck; it doesn't replace looking at the inputs.",
     "曲率能讓已經卡住的訓練脫困，卻不能取代檢視輸入資料。"},
    {"gradient descent 0.1", "梯度下降 0.1"},
    {"gradient descent 0.01", "梯度下降 0.01"},
    {"momentum 0.1", "動量法 0.1"},
    {"momentum 0.01", "動量法 0.01"},
    {"escape, momentum 0.1", "escape，再用動量法 0.1"},
    {"escape, Adam 0.01", "escape，再用 Adam 0.01"},
    {"noise of 1e-8, Adam 0.01", "雜訊 1e-8，再用 Adam 0.01"},
    {"Adam alone", "單獨使用 Adam"},
    {"noise of 1e-3, Adam", "雜訊 1e-3，再用 Adam"},
    {"noise of 0.1, Adam", "雜訊 0.1，再用 Adam"},
    {"--standardize, Adam from the start", "--standardize，從頭用 Adam 訓練"},
});

}  // namespace saddlescope::report::tables
