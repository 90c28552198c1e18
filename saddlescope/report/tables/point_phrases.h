// Phrases of a page on points: diagnose, find, spectrum.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kPointPhrases = std::to_array<Translation>({
    // find, spectrum.
    {"Eigenvalues", "特徵值"},
    {"One critical point or set of them in the box, and it is proved that there is no other.",
     "範圍內有 1 個臨界點或臨界點集合，並已證明沒有其他的。"},
    {"One critical point or set of them was found in the box.", "在範圍內找到 1 個臨界點或臨界點集合。"},
    {"{0} critical points or sets of them in the box, and it is proved that there are no others.",
     "在範圍內有 {0} 個臨界點或臨界點集合，且已證明沒有其他的。"},
    {"{0} critical points or sets of them were found in the box.", "在範圍內找到 {0} 個臨界點或臨界點集合。"},
    {"Nothing was found.", "什麼也沒找到。"},
    {"Found: {0}.", "找到：{0}。"},
    {"No critical point: the finder ended at a point that is {0}.", "不是臨界點：尋找器停在「{0}」的點。"},
    {"Not settled: {0}.", "尚無定論：{0}。"},
    {"Dimension", "維度"},
    {"Certified", "已證實"},
    {"Box", "範圍"},
    {"Proved", "已證明"},
    {"every critical point in it is listed, each alone", "範圍內每個臨界點都已列出，且各自孤立"},
    {"none lies away from those listed", "除了列出的以外別處沒有"},
    {"not for the whole box", "不涵蓋整個範圍"},
    {"nothing: no interval tests for this function", "沒有：這個函數無法做區間檢驗"},
    {"Parts left open", "尚未排除的部分"},
    {"No eigenvalue is known yet.", "還不知道任何特徵值。"},
    {"Eigenvalues from {0} to {1}: {2}.", "特徵值從 {0} 到 {1}：{2}。"},
    {"Eigenvalues from {0} to {1}.", "特徵值從 {0} 到 {1}。"},
    {"The eigenvalues asked for", "所要求的特徵值"},
    {"Bound", "誤差界限"},
    {"{0} products with the Hessian", "{0} 次 Hessian 乘積"},
    {"Iterations", "疊代次數"},

    // Evidence.
    {"Can mislead: zeros count against a minimum, and tiny eigenvalues take their signs from rounding. Nothing here "
     "rests on it.",
     "可能誤導：零會被算成「不像極小值」，微小特徵值的符號則來自捨入。這裡沒有任何結論依據它。"},
    {"Lowest eigenvalue", "最小特徵值"},
    {"Highest eigenvalue", "最大特徵值"},
    {"With probability {0} none lies beyond [{1}, {2}].", "以機率 {0}，沒有特徵值落在 [{1}, {2}] 之外。"},
    {"not counted", "未計數"},
    {"no critical point in reach", "附近沒有可及的臨界點"},
    {"Of the critical point within {0}; the verdict rests on these.", "指距離 {0} 之內的臨界點；判定依據這些。"},
    {"Of a critical point within {0}, if there is one; the verdict doesn't rest on these.",
     "指距離 {0} 之內的臨界點（若有的話）；判定不依據這些。"},
    {"Of a critical point within {0}, if there is one.", "指距離 {0} 之內的臨界點（若有的話）。"},
    {"Taken at this point itself.", "就在這一點上取得。"},
    {"This is the critical point itself; the verdict rests on these.", "這裡就是臨界點本身；判定依據這些。"},
    {"certified", "已證實"},
    {"not certified", "未證實"},
    {"Gradient-flatness", "梯度平坦度"},
    {"The gradient is zero, or it wasn't needed.", "梯度為零，或不需要計算。"},
    {"Worth of the way out", "出路的價值"},
    {"No way gains more than {0}, the height above the floor.", "任何方法最多只能再降 {0}，也就是到下界的高度。"},

    // diagnose.
    {"But no step along it lowered the loss by more than rounding: it is worth nothing.",
     "但沿著它走，沒有任何一步使損失下降超過捨入誤差：它毫無價值。"},
    {"nothing", "無"},
    {"A step of {0} along it takes the loss from {1} to {2}: {3} lower, measured; the {4} model predicts {5}.",
     "沿著它走 {0}，損失從 {1} 降到 {2}：實測下降 {3}；{4} 模型預測 {5}。"},
    {"A step of {0} along it takes the loss from {1} to {2}: {3} lower, measured; the {4} model is lowest at a step of "
     "{5} and predicts {6} there.",
     "沿著它走 {0}，損失從 {1} 降到 {2}：實測下降 {3}；{4} 模型在步長 {5} 處最低，預測在該處下降 {6}。"},
    {"Not looked for: interrupted before.", "尚未尋找：之前就被中斷了。"},
    {"None by a small step: every direction leads up.", "小步走不出去：每個方向都往上。"},
    {"The gradient, which still leads down; no direction here curves down beyond doubt.",
     "梯度仍然指向下方；這裡沒有哪個方向確定往下彎。"},
    {"None by curvature: the way down is of higher order.", "曲率上沒有出路：往下的路是更高階的。"},
    {"None by curvature: no direction here curves down beyond doubt.", "曲率上沒有出路：這裡沒有哪個方向確定往下彎。"},
    {"The loss curves down here beyond doubt: vᵀHv = {0}.", "損失在此處確定往下彎：vᵀHv = {0}。"},
    {"The loss curves down here as far as f32 can tell: vᵀHv = {0}.",
     "就 f32 所能判斷，損失在此處往下彎：vᵀHv = {0}。"},
    {"That is certain though within ±{0}, the tolerance of all directions: rounding was measured along this direction "
     "alone, where it is smaller.",
     "它雖在所有方向的容差 ±{0} 之內，仍可確定：捨入誤差是單獨沿這個方向量測的，在這裡較小。"},
    {"Direction:", "方向："},
    {"None by curvature, but by higher order: at a distance of {0} the loss was measured {1} lower.",
     "曲率上沒有出路，更高階則有：在距離 {0} 處，實測損失低了 {1}。"},
    {"Point", "位置"},
    {"Nearest kink", "最近的轉折"},
    {"Away, to first order: the verdict holds up to there.", "就一階而言的距離：在此之內判定成立。"},
    {"Hidden layers over the samples", "隱藏層在各樣本上的表現"},
    {"Layer", "層"},
    {"Activation", "激勵函數"},
    {"Units", "神經元"},
    {"Dead", "死亡"},
    {"Saturated", "飽和"},
    {"The Hessian, the matrix of second derivatives", "Hessian，二階導數的矩陣"},
    {"Hessian", "Hessian 矩陣"},
    {"What theory says", "理論怎麼說"},
    {"Verdict: {0}; loss {1}; {2} negative, {3} flat, {4} positive eigenvalues.",
     "判定：{0}；損失 {1}；特徵值 {2} 負、{3} 平、{4} 正。"},
    {"Seen along", "沿著什麼看"},
    {"Curves up in every direction of it", "其中每個方向都往上彎"},
    {"all dimensions", "所有維度"},
    {"{0} of {1} eigenvalues go down", "{1} 個特徵值中有 {0} 個往下"},
    {"More dimensions, more ways out", "維度越多，出路越多"},
    {"In few dimensions and in all", "在少數維度中與在所有維度中"},
    {"{0} in all: {1}.", "共 {0}：{1}。"},
});

}  // namespace saddlescope::report::tables
