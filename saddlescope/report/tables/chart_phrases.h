// Phrases of charts: titles, names in legends, what is seen, what drawing adds.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report::tables {

static_assert(TrustRadius::kTrusted == 0.1);  // "a tenth"

inline constexpr auto kChartPhrases = std::to_array<Translation>({
    // Histories.
    {"Step", "步"},
    {"Training history", "訓練歷程"},
    {"Loss and gradient norm along the way.", "沿途的損失與梯度範數。"},
    {"Mean loss of the batches", "各批次的平均損失"},
    {"The way out, round by round", "出路，逐輪"},
    {"The loss after each round along negative curvature, beside what was predicted.",
     "沿負曲率每輪之後的損失，以及預測值。"},

    {"principal component {0}", "第 {0} 主成分"},

    // Spectra.
    {"Number of eigenvalues", "特徵值個數"},
    {"Eigenvalue spectrum", "特徵值譜"},
    {"negative ({0})", "負（{0}）"},
    {"flat ({0})", "平（{0}）"},
    {"positive ({0})", "正（{0}）"},
    {"tolerance nearby: ±{0}", "鄰近的容差：±{0}"},
    {"tolerance here: ±{0}", "此處的容差：±{0}"},
    {"Number, in ascending order", "序號（由小到大）"},
    {"In order", "依序"},
    {"How many", "個數分布"},
    {"{0} that can't be told apart: {1} … {2}", "{0} 個無法區分：{1} … {2}"},
    {"lowest", "最小"},
    {"highest", "最大"},
    {"none beyond {0}, with probability {1}", "超出 {0} 者無，機率 {1}"},
    {"Spectral density", "譜密度"},
    {"How many of {0} eigenvalues lie in each cell, estimated from {1} random vectors; lines: one standard error.",
     "{0} 個特徵值在各區間內的個數，由 {1} 個隨機向量估計；線段為一個標準誤差。"},
    {"All {0} eigenvalues of the Hessian in ascending order.", "Hessian 的全部 {0} 個特徵值，由小到大排列。"},
    {"Within ±{0}, the tolerance here, they can't be told from zero.", "±{0}（此處的容差）以內的值無法與零區分。"},
    {"Within ±{0}, a band too narrow to be seen here, they can't be told from zero.",
     "±{0} 以內的值無法與零區分，這個範圍在圖上窄得看不見。"},
    {"Within ±{0}, the tolerance nearby, a critical point in reach needn't share their signs.",
     "±{0}（鄰近的容差）以內的值，可及的臨界點不一定有相同的正負號。"},
    {"The lowest and the highest eigenvalue of the Hessian with their bounds.",
     "Hessian 的最小與最大特徵值及其誤差界。"},
    {"Their signs: {0}.", "正負號：{0}。"},
    {"The {0} eigenvalues that were asked for, in ascending order, with their bounds.",
     "所求的 {0} 個特徵值，由小到大，附誤差界。"},

    // Ways out compared.
    {"Gradient equivalents", "梯度當量"},
    {"Start", "起點"},
    {"Ways out compared", "各種出路的比較"},
    {"The loss of each method against what it spent, in gradient equivalents, of a budget of {0} each.",
     "各方法的損失對其花費（梯度當量）作圖；預算各為 {0}。"},
    {"The axis ends soon after {0}, where the last of them had come to rest.",
     "橫軸在 {0} 之後不久結束，到那裡最後一種方法也已停下。"},
    {"The best {0} are drawn, of {1}.", "共 {1} 種，畫出最好的 {0} 種。"},
    {"The best {0} are named.", "標出名稱的是最好的 {0} 種。"},

    // Finders, boxes.
    {"Iteration", "疊代"},
    {"{0}: curve", "{0}：曲線"},
    {"{0}: region", "{0}：區域"},
    {"Critical points of the box", "區域內的臨界點"},
    {"Every critical point that was found in the box, by its kind; {0} parts of it are left open.",
     "區域內找到的每個臨界點，依種類分色；尚有 {0} 個部分未定。"},
    {"The way to a critical point", "通往臨界點的路"},

    // Models.
    {"True loss", "真實損失"},
    {"Taylor model along {0}", "沿 {0} 的泰勒模型"},
    {"The true loss beside its Taylor model of order {0}; in the band the model's error stays under a tenth of the "
     "change it predicts.",
     "真實損失與 {0} 階泰勒模型；色帶內模型的誤差不超過其預測變化的十分之一。"},
    {"true loss", "真實損失"},
    {"loss here", "此處的損失"},
    {"gradient term", "梯度項"},
    {"Hessian term", "Hessian 項"},
    {"up to order {0}", "直到 {0} 階"},
    {"gone: 0", "消失：0"},
    {"gone: 0 ± {0}", "消失：0 ± {0}"},
    {"L + t·gᵀd, the gradient term", "L + t·gᵀd，梯度項"},
    {"L + t·gᵀd, the gradient term: gone", "L + t·gᵀd，梯度項：消失"},
    {"L + ½t²·dᵀHd, the Hessian term", "L + ½t²·dᵀHd，Hessian 項"},
    {"L + ½t²·dᵀHd, the Hessian term: gone", "L + ½t²·dᵀHd，Hessian 項：消失"},
    {"L + ½t²·dᵀHd, the Hessian term: the whole model", "L + ½t²·dᵀHd，Hessian 項：即整個模型"},
    {"their sum, the Taylor model", "兩項之和，即泰勒模型"},
    {"Taylor model of order {0}", "{0} 階泰勒模型"},
    {"The gradient term is gone, as at a critical point: the Hessian term decides.",
     "梯度項消失，如同在臨界點：由 Hessian 項決定。"},
    {"The Hessian term is gone: the gradient term decides.", "Hessian 項消失：由梯度項決定。"},
    {"The point lies on a kink, where derivatives jump: neither term need hold on either side.",
     "此點位於轉折上，導數在那裡跳變：兩項在任何一側都不一定成立。"},
    {"Both terms are gone: what is of higher order decides.", "兩項都消失：由更高階的項決定。"},
    {"Beyond a distance of {0} the Hessian term is larger than the gradient term.",
     "距離超過 {0} 時，Hessian 項大於梯度項。"},
    {"Distance along {0}", "沿 {0} 的距離"},
    {"{0} (at least)", "{0}（至少）"},
    {"model within 10 %: backwards {0}, forwards {1}", "模型誤差在 10 % 以內：反向 {0}，正向 {1}"},
    {"{0} (seen from {1} on)", "{0}（自 {1} 起可辨）"},
    {"{0} (at least; seen from {1} on)", "{0}（至少；自 {1} 起可辨）"},
    {"t counts multiples of d, whose length is {0}: a distance is {0}·t.",
     "t 是 d 的倍數，d 的長度為 {0}：距離為 {0}·t。"},

    // Lines and planes.
    {"Second-order model", "二階模型"},
    {"The directions make an angle of {0}°; the picture draws it as a right one.",
     "兩個方向的夾角為 {0}°；圖中畫成直角。"},
    {"One unit is {0} long across and {1} upwards.", "一單位的長度：橫向 {0}，縱向 {1}。"},
    {"Of {0} curves the first {1} are drawn.", "{0} 條曲線中只畫出前 {1} 條。"},
    {"Of {0} marks the first {1} are drawn.", "{0} 個標記中只畫出前 {1} 個。"},
    {"The legend holds the first {0} names of curves.", "圖例只列出前 {0} 個曲線名稱。"},
    {"Checkpoint", "檢查點"},
    {"Lowest point of the grid", "格點中的最低點"},
    {"Other weights", "另一組權重"},
    {"{0} (log)", "{0}（對數）"},
    {"Colours go by the logarithm of the loss.", "顏色依損失的對數。"},
    {"In space", "立體"},
    {"Map", "平面圖"},
    {"As high as here", "與此處同高"},
    {"{0} off the line", "離直線 {0}"},
    {"{0} off the plane", "離平面 {0}"},
    {"It holds {0} % of the trajectory's variance.", "它涵蓋軌跡變異的 {0} %。"},
    {"The loss along {0}.", "沿 {0} 的損失。"},
    {"The loss on the plane of {0} and {1}.", "{0} 與 {1} 所張平面上的損失。"},

    // Ways out, appearance.
    {"Error surface", "誤差曲面"},
    {"The escape's line search", "出路的線搜尋"},
    {"The loss along the way out: predicted by the model, and measured at {0} evenly spaced steps from {1} to {2}.",
     "沿出路的損失：模型的預測，以及從 {1} 到 {2} 等距的 {0} 個步長的實測值。"},
    {"The loss along the way out, measured at {0} evenly spaced steps from {1} to {2}.",
     "沿出路的損失：從 {1} 到 {2} 等距的 {0} 個步長的實測值。"},
    {"step taken", "採用的步長"},
    {"In all dimensions {0} of {1} eigenvalues go down.", "就所有維度而言，{1} 個特徵值中有 {0} 個往下。"},
    {"In all dimensions none of {0} eigenvalues goes down.", "就所有維度而言，{0} 個特徵值中沒有一個往下。"},
    {"In all dimensions none of {0} eigenvalues is known to go down.",
     "就所有維度而言，{0} 個特徵值中沒有一個確知往下。"},
    {"Of {1} random planes the loss curves up in every direction of {0}.",
     "{1} 個隨機平面中，損失在其中 {0} 個的每個方向上都往上彎。"},
    {"Directions flat to second order count as not curving up, whether one leads down or not.",
     "就二階而言是平的方向都不算往上彎，不論其中有沒有往下的。"},
    {"Curves up in every direction (%)", "每個方向都往上彎（%）"},
    {"A line along which the loss curves up", "損失往上彎的一條直線"},

    // What drawing adds.
    {"Not drawn, because not finite: {0}", "未畫出（非有限）：{0}"},
    {"Left blank for want of a finite value: {0}", "沒有有限值而留白：{0}"},
    {"Not drawn, because not finite or not positive on a logarithmic axis: {0}",
     "未畫出（非有限，或在對數軸上不為正）：{0}"},
    {"{0} of {1} rows are listed, evenly spread.", "共 {1} 列，均勻列出其中 {0} 列。"},
    {"{0} of {1} rows are listed: the series of few points whole, of the others the ends and, evenly spread, some "
     "between.",
     "共 {1} 列，列出其中 {0} 列：點數少的系列全部列出，其餘列出兩端，並在其間均勻選取。"},
    {"Drawn: {0} × {1} of {2} × {3} values.", "畫出 {2} × {3} 個值中的 {0} × {1} 個。"},
    {"One in {0} along x, one in {1} along y, the ends of both axes, the lowest and the highest; the JSON holds all.",
     "沿 x 每 {0} 個取一，沿 y 每 {1} 個取一，另含兩軸端點、最低值與最高值；JSON 中有全部。"},
    {"One in {0} along x, one in {1} along y, the ends of both axes, the lowest, the highest and what is next to the "
     "point itself; the JSON holds all.",
     "沿 x 每 {0} 個取一，沿 y 每 {1} 個取一，另含兩軸端點、最低值、最高值與該點本身旁邊的值；JSON 中有全部。"},
    {"Drawn: {0} of {1} points, evenly chosen; the JSON holds all.",
     "畫出 {1} 個點中均勻選取的 {0} 個；JSON 中有全部。"},
    {"{0} × {1} of {2} × {3} points of the grid are listed.", "列出 {2} × {3} 個格點中的 {0} × {1} 個。"},
    {"Series", "系列"},
    {"Details", "細節"},
    {"From", "從"},
    {"To", "到"},
    {"Lines and bands", "線與帶"},
});

}  // namespace saddlescope::report::tables
