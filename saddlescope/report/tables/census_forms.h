// Forms of what the census says (census_sentences.h).
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kCensusForms = std::to_array<Translation>({
    {"{0}: {1}; iterations {2}.", "{0}：{1}；疊代次數 {2}。"},
    {"following negative curvature lowered the loss by {0}.", "沿負曲率走，損失下降 {0}。"},
    {"following negative curvature lowered the loss by {0}; all negative eigenvalues together are worth no more than "
     "loss − floor, {1}.",
     "沿負曲率走，損失下降 {0}；所有負特徵值合起來的價值不超過損失 − 下界，即 {1}。"},
    {"{0} (median {1})", "{0}（中位數 {1}）"},
    {"{0} of these points fits the data to within {1} of what is at stake and shows a ratio of {2}.",
     "這些點中有 {0} 個已擬合資料（所剩不到所能贏得的 {1} 倍），比例卻是 {2}。"},
    {"{0} of these points fit the data to within {1} of what is at stake and show a ratio of {2}.",
     "這些點中有 {0} 個已擬合資料（所剩不到所能贏得的 {1} 倍），比例卻是 {2}。"},
    {"It says nothing of the critical point: the eigenvalues that are negative here, {0}, aren't negative there, but "
     "come of leftover residuals.",
     "它並不說明臨界點：在此處為負的特徵值（{0} 個）在那裡並不為負，而是殘差所致。"},
    {"It says nothing of the critical point: the eigenvalues that are negative here, {0}, aren't negative there, but "
     "come of leftover residuals; flat ones, {1}, take their signs from round-off, and count as not positive unless "
     "above zero.",
     "它並不說明臨界點：在此處為負的特徵值（{0} 個）在那裡並不為負，而是殘差所致；平的特徵值（{1} "
     "個）的正負號來自捨入，不大於零就不算正。"},
    {"{0}: {1}; none reached the tolerance {2}, all used their {3} iterations.",
     "{0}：{1}；沒有一次達到容差 {2}，都用完了 {3} 次疊代。"},
    {"{0} to {1}", "{0} 到 {1}"},
    {"hidden layer {0} of the deep one passes on {1}, exactly", "深的網路以隱藏層 {0} 傳遞{1}，完全精確"},
    {"hidden layer {0} of the deep one passes on {1}, as closely as one likes: small weights before, large ones after",
     "深的網路以隱藏層 {0} 傳遞{1}，要多接近都可以：前面用小權重，後面用大權重"},
    {"hidden layers {0} of the deep one pass on {1}, exactly", "深的網路以隱藏層 {0} 傳遞{1}，完全精確"},
    {"hidden layers {0} of the deep one pass on {1}, as closely as one likes: small weights before, large ones after",
     "深的網路以隱藏層 {0} 傳遞{1}，要多接近都可以：前面用小權重，後面用大權重"},
    {"{0} of {1} points lies on a kink, where derivatives jump: eigenvalues there prove nothing and aren't counted.",
     "{1} 個點中有 {0} 個在轉折上，該處導數跳變：那裡的特徵值證明不了什麼，因此不計入。"},
    {"{0} of {1} points lie on a kink, where derivatives jump: eigenvalues there prove nothing and aren't counted.",
     "{1} 個點中有 {0} 個在轉折上，該處導數跳變：那裡的特徵值證明不了什麼，因此不計入。"},
    {"{0} number", " {0} 個數"},
    {"{0} numbers", " {0} 個數"},
    {"what arrives", "所收到的數"},
    {"{0} ended at a critical point", "{0} 次停在臨界點"},
    {"{0} at a critical point by the verdict", "{0} 次依判定為臨界點"},
    {"{0} with a gradient at the tolerance but undecided", "{0} 次梯度已達容差但尚未判定是什麼點"},
    {"{0} stalled at a gradient near the kernel of H", "{0} 次停滯於落在 H 的核附近的梯度"},
    {"{0} stopped where the gradient is neither zero nor near the kernel of H",
     "{0} 次停在梯度既不為零、也不落在 H 的核附近之處"},
});

}  // namespace saddlescope::report::tables
