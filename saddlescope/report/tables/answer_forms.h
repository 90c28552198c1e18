// Forms of what commands/ says of pictures, models, spectra, boxes and theory.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report::tables {

static_assert(TrustRadius::kTrusted == 0.1);  // "a tenth"

inline constexpr auto kAnswerForms = std::to_array<Translation>({
    {"{0} of {1} dimensions: what looks like a minimum here may be a saddle in the others.",
     "這只是 {1} 個維度中的 {0} 個：在這裡看起來像極小值的，在其他維度中可能是鞍點。"},
    {"The eigenvectors come from at most {0} products by block Lanczos, and not all of them have converged: they are "
     "close to those of the eigenvalues said, and there may be further ones beyond.",
     "特徵向量由最多 {0} 次乘積的區塊 Lanczos "
     "法求得，並非全都收斂：它們接近所述特徵值的特徵向量，其外也可能還有別的。"},
    {"Not every coefficient up to order {0} is known: those models end before.",
     "並非 {0} 階以下的每個係數都已知：那些模型在此之前就結束了。"},
    {"There are more curves or surfaces than are kept: once they had {0} points no other was traced, and its part of "
     "the "
     "box is open.",
     "曲線或曲面多於所保留的：達到 {0} 個點之後就不再追蹤其他的，它們所在的部分仍未確定。"},
    {"A smaller box shows it.", "較小的範圍可以看到它。"},
    {"A whole region is critical ({0}); one point of it is marked.", "整個區域都是臨界的（{0}）；標出其中一點。"},
    {"Interrupted: what was drawn until then.", "已中斷：只有到那時為止畫出的。"},
    {"The one eigenvalue was computed to ±{0}: the eigensolver's backward error and the evaluation's own rounding, "
     "measured.",
     "唯一的特徵值已算出，誤差 ±{0}：包括特徵值求解的向後誤差，以及實測的計算捨入誤差。"},
    {"All {0} eigenvalues were computed, each to ±{1}: the eigensolver's backward error and the evaluation's own "
     "rounding, measured.",
     "全部 {0} 個特徵值都已算出，各誤差 ±{1}：包括特徵值求解的向後誤差，以及實測的計算捨入誤差。"},
    {"Estimated from {0} random vectors with up to {1} products each, by Gauss quadrature: masses come with the "
     "standard error of sampling, counts beyond a tolerance also with what quadrature can be off by for these vectors.",
     "由 {0} 個隨機向量、各最多 {1} "
     "次乘積，以高斯求積估計：各區間的質量附取樣的標準誤差，超出容差的個數還附這些向量的求積誤差。"},
    {"Where both bounds are far apart eigenvalues pile up around the tolerance.",
     "兩個界限相差很大之處，特徵值堆積在容差附近。"},
    {"{0} products by block Lanczos filled the whole space: these are all eigenvalues.",
     "{0} 次乘積的區塊 Lanczos 法已填滿整個空間：這些就是全部的特徵值。"},
    {"{0} products by block Lanczos: every pair has converged to {1} of ‖H‖.",
     "{0} 次乘積的區塊 Lanczos 法：每一對都已收斂到 ‖H‖ 的 {1} 倍。"},
    {"{0} products by block Lanczos of {1} allowed weren't enough: not every pair has converged to {2} of ‖H‖.",
     "區塊 Lanczos 法用了所允許 {1} 次中的 {0} 次乘積，仍然不夠：並非每一對都收斂到 ‖H‖ 的 {2} 倍。"},
    {"{0} products by block Lanczos: an eigenvalue lies within each bound, but these may not be the "
     "outermost.",
     "{0} 次乘積的區塊 Lanczos 法：每個誤差界內都有一個特徵值，但不一定是最外側的。"},
    {"The bounds hold all the same.", "誤差界仍然成立。"},
    {"An eigenvalue lies within each bound; that no copy is missing between them holds for up to as many copies as the "
     "block has columns, and for more as far as fresh vectors showed.",
     "每個誤差界內都有一個特徵值；重複的特徵值在不超過區塊行數時不會遺漏，超過時則以新的向量所見為準。"},
    {"Proved by interval arithmetic ({0}): {1}.", "以區間算術（{0}）證明：{1}。"},
    {"there is no critical point", "沒有臨界點"},
    {"these are all critical points of the box", "這些就是範圍內的全部臨界點"},
    {"A search from {0} starts, which is no proof that there are no others.",
     "從 {0} 個起點搜尋；這不能證明沒有其他的。"},
    {"Where H is singular, as on curves and surfaces of critical points, a search found them.",
     "在 H 奇異之處（例如臨界點的曲線與曲面），臨界點是搜尋到的。"},
    {"Where H is singular, as on curves and surfaces of critical points, interval arithmetic proves nothing close by, "
     "up to {0} away: what is listed there was found by a search.",
     "在 H 奇異之處（例如臨界點的曲線與曲面），區間算術在 {0} 的距離之內證明不了什麼：那裡列出的是搜尋到的。"},
    {"Away from what is listed there is proved to be no other ({0}).", "在列出的之外，已證明沒有其他的（{0}）。"},
    {"One part of the box is open: none was found there besides those listed, nor excluded.",
     "範圍有 1 個部分未定：那裡除了列出的以外沒有找到別的，也沒有排除。"},
    {"{0} parts of the box are open: none was found there besides those listed, nor excluded.",
     "範圍有 {0} 個部分未定：那裡除了列出的以外沒有找到別的，也沒有排除。"},
    {"A --box of its own around an open part is searched more finely.", "以該部分自成一個 --box，可以搜尋得更細。"},
    {"So at {0} of {1} points looked at along it; others: {2}.", "沿線所看的 {1} 個點中，有 {0} 個如此；其餘：{2}。"},
    {"Its kind isn't the same all along: {0} at {1} of {2} points looked at; others: {3}.",
     "沿線的種類並不一致：所看的 {2} 個點中，有 {1} 個是{0}；其餘：{3}。"},
    {"The gradient underflows along it: f64 doesn't tell how far it goes.",
     "沿線的梯度下溢：f64 無法判斷它延伸到哪裡。"},
    {"The curve's points are {0} on one side and {1} on the other, at one loss: beside this one it is lower somewhere "
     "and "
     "higher elsewhere, as near as one likes.",
     "這條曲線上的點，一側是{0}，另一側是{1}，損失相同：在此點旁邊，無論多近，都有更低與更高之處。"},
    {"Elsewhere there is proved to be no other ({0}).", "別處已證明沒有其他的（{0}）。"},
    {"{0} boxes tested", "檢驗了 {0} 個區間"},
    {"{0} box tested", "檢驗了 {0} 個區間"},
    {"theory knows a {0}; the evidence here doesn't decide.", "理論知道這裡是{0}；此處的證據不足以決定。"},
    {"theory knows a {0}; here no negative curvature was found, which proves no more.",
     "理論知道這裡是{0}；此處沒有發現負曲率，但這證明不了更多。"},
    {"theory says {0}, found was {1}.", "理論說是{0}，測得的卻是{1}。"},
    {"the loss differs by {0}, more than {1}.", "損失相差 {0}，超過 {1}。"},
    {"not all signs were counted.", "並非所有正負號都已計數。"},
    {"theory counts (negative, flat, positive) = {0}, found were {1}.",
     "理論的（負、平、正）個數為 {0}，測得的是 {1}。"},
    {"{0} agrees.", "{0}一致。"},
    {"{0} agree.", "{0}都一致。"},
    {"the verdict", "判定"},
    {"the loss", "損失"},
    {"the signs", "正負號"},
    {"the eigenvalue (within {0}; {1} is allowed)", "特徵值（相差 {0}；容許 {1}）"},
    {"the extreme eigenvalues (within {0}; {1} is allowed)", "兩端的特徵值（相差 {0}；容許 {1}）"},
    {"all {0} eigenvalues (within {1}; {2} is allowed)", "全部 {0} 個特徵值（相差 {1}；容許 {2}）"},

    // commands/: a plane that shows something.
    {"The loss is constant on the plane of the outermost eigenvectors: drawn is that of {0}.",
     "在最外側特徵向量的平面上損失不變：改畫{0}的平面。"},
    {"{0} and a random direction", "{0}與一個隨機方向"},
    {"two random directions", "兩個隨機方向"},
    {"The loss is constant on this plane, and on a random one.", "在這個平面與一個隨機平面上，損失都不變。"},

    {"Not all could be drawn: {0}.", "未能全部畫出：{0}。"},
    {"On a kink no second derivative says whether the loss curves up: in how many lines and planes it does, wasn't "
     "counted.",
     "在轉折上，二階導數無法說明損失是否往上彎：因此沒有計算它在多少條直線與平面上往上彎。"},
    {"f64 can't tell apart {0} points from {1} to {2}", "f64 無法區分 {1} 到 {2} 的 {0} 個點"},

    // commands/: where a function of a box is undefined.
    {"The function has no finite value at any of {0} random points of the box: it may be undefined in all of it.",
     "在範圍內的 {0} 個隨機點上，函數都沒有有限的值：它可能在整個範圍內都沒有定義。"},
    {"The function has no finite value at any of {0} random points of the box ({1} isn't finite): it may be undefined "
     "in all of it.",
     "在範圍內的 {0} 個隨機點上，函數都沒有有限的值（{1!} 不是有限數）：它可能在整個範圍內都沒有定義。"},
    {"At {0} of {1} random points of the box the function has no finite value: none is critical there, by definition.",
     "在範圍內的 {1} 個隨機點中，有 {0} 個函數沒有有限的值：依定義，那裡沒有臨界點。"},
    {"At {0} of {1} random points of the box the function has no finite value ({2} isn't finite): none is critical "
     "there, by definition.",
     "在範圍內的 {1} 個隨機點中，有 {0} 個函數沒有有限的值（{2!} 不是有限數）：依定義，那裡沒有臨界點。"},

    // optimize/, commands/: what keeps a part of a box open.
    {"the loss may have a pole or a kink there", "損失在那裡可能有極點或轉折"},
    {"{0} isn't finite", "{0!} 不是有限數"},
    {"derivatives jump: {0}", "導數有跳躍：{0!}"},
    {"the Hessian isn't finite there: {0}", "Hessian 在那裡不是有限的：{0!}"},
    {"not resolvable in f64: the gradient underflows there", "f64 無法分辨：梯度在那裡下溢"},
    {"not resolvable in f64: numbers are {0} apart there, and the gradient changes by some {1} from one to the next; a "
     "shifted or rescaled variable would settle it",
     "f64 無法分辨：那裡相鄰的數相差 {0}，梯度從一個數到下一個約改變 {1}；將變數平移或改變尺度即可確定"},

    // landscape/: why a trust radius is undetermined.
    {"its coefficients aren't finite", "模型的係數不是有限數"},
    {"as far as {0} the change it predicts can't be told from rounding, which makes ±{1} of it",
     "到 {0} 為止，模型預測的變化都無法與捨入誤差（±{1}）區分"},
    {"at {0} its error is over a tenth of the change it predicts, and nearer by that change can't be told from "
     "rounding, which makes ±{1} of it",
     "在 {0} 處，模型誤差已超過其預測變化的十分之一；更近處，該變化無法與捨入誤差（±{1}）區分"},
    {"at {0} the loss isn't finite, and nearer by the change it predicts can't be told from rounding, which makes "
     "±{1} of it",
     "在 {0} 處損失不是有限數；更近處，模型預測的變化無法與捨入誤差（±{1}）區分"},
});

}  // namespace saddlescope::report::tables
