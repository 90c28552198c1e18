// Forms of what truths/ says: the closed form that a known answer rests on.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kTruthForms = std::to_array<Translation>({
    {"{0} (docs/methods.md, {1}).", "{0}（docs/methods.md，{1}）。"},
    {"{0} (docs/methods.md, {1}; after {2}).", "{0}（docs/methods.md，{1}；依 {2!}）。"},
    {"a tanh network of one hidden layer at zero: 2/C for each output bias, +-sigma once a hidden unit, sigma the "
     "singular values of 2/(NC)*sum (yhat - y)x^T",
     "單隱藏層的 tanh 網路在零點：每個輸出偏置為 2/C，每個隱藏神經元各有一次 ±σ，σ 為 2/(NC)·Σ(ŷ − y)xᵀ 的奇異值"},
    {"a tanh network of several hidden layers at zero: 2/C for each output bias, all others 0; the way down is of an "
     "order beyond the second",
     "多隱藏層的 tanh 網路在零點：每個輸出偏置為 2/C，其餘全為 0；往下的路高於二階"},
    {"a ReLU network whose last hidden layer is dead: nearby the loss is a convex quadratic of the output bias alone, "
     "2/C for each output",
     "最後一個隱藏層已死的 ReLU 網路：附近的損失只是輸出偏置的凸二次函數，每個輸出為 2/C"},
    {"L = (1 - product of the weights)^2 on its valley of minima, where the product is 1: the eigenvalue 2*(1/w1^2 + "
     "1/w2^2 + ...), all others 0",
     "L = (1 − 各權重之積)² 在其極小值的山谷上，積為 1 之處：特徵值為 2·(1/w1² + 1/w2² + …)，其餘全為 0"},
    {"L = (1 - product of the weights)^2 with exactly two weights 0: the eigenvalues +2q and -2q, q the product of the "
     "rest, all others 0",
     "L = (1 − 各權重之積)²，恰有兩個權重為 0：特徵值為 +2q 與 −2q，q 為其餘權重之積，其餘全為 0"},
    {"L = (1 - product of the weights)^2 with {0} weights 0: the first derivative that isn't 0 is of order {1}, and "
     "takes both signs",
     "L = (1 − 各權重之積)²，有 {0} 個權重為 0：第一個不為 0 的導數是 {1} 階，且兩種正負號都有"},
    {"a sum of powers of single variables: eigenvalues 2 and -2 for squares, else 0; odd powers fall on one side",
     "單一變數的冪之和：平方項的特徵值為 2 與 −2，其餘為 0；奇次冪在一側下降"},
    {"a two-layer linear network that has learned {0} of {1} singular values: (p-k)(r-k) + #(larger ones not learned) "
     "ways down",
     "兩層線性網路，已學會 {1} 個奇異值中的 {0} 個：往下的方向有 (p−k)(r−k) + #(尚未學會的較大者) 個"},
    {"a two-layer linear network that has learned {0} of {1} singular values: (p-k)(r-k) + #(larger ones not learned) "
     "ways down, eigenvalues 2/C*(s_m -+ s_j) and their like",
     "兩層線性網路，已學會 {1} 個奇異值中的 {0} 個：往下的方向有 (p−k)(r−k) + #(尚未學會的較大者) 個，特徵值為 "
     "2/C·(s_m ∓ s_j) 之類"},
    {"a Hessian of trace 1002 and determinant 400: the eigenvalues 501 -+ sqrt(501^2 - 400)",
     "Hessian 的跡為 1002、行列式為 400：特徵值為 501 ∓ √(501² − 400)"},
    {"the real part of (x + iy)^3: no second derivatives, odd along every line",
     "(x + iy)³ 的實部：沒有二階導數，沿每條直線都是奇函數"},
    {"the Hessian is diag(2, -2); the minima, at y = -+1/sqrt(2), lie at -1/4",
     "Hessian 為 diag(2, −2)；極小值在 y = ∓1/√2，值為 −1/4"},
    {"never below 0, and 0 along both axes", "從不低於 0，沿兩軸皆為 0"},
    {"-x^6 along the first axis, x^4 - x^6 along the diagonal", "沿第一軸為 −x⁶，沿對角線為 x⁴ − x⁶"},
    {"-x^4/4 along y = 3/2*x^2, though it rises along every line through the origin",
     "沿 y = 3/2·x² 為 −x⁴/4，雖然沿每條過原點的直線都上升"},
    {"-x^6 along z = x^2, z^2 along x = 0", "沿 z = x² 為 −x⁶，沿 x = 0 為 z²"},
    {"the gradient is -exp(-x), never 0", "梯度為 −exp(−x)，永不為 0"},
});

}  // namespace saddlescope::report::tables
