// Forms of what critical/ says: why a verdict, and how the walk out ended.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kCriticalForms = std::to_array<Translation>({
    // Whether the gradient is zero.
    {"The gradient computes to exactly zero.", "算出的梯度恰為零。"},
    {"The gradient, {0}, is within its own rounding error, {1}.", "梯度 {0} 在其自身的捨入誤差 {1} 之內。"},
    {"The gradient's norm is {0}; at a critical point it would be at most {1}.",
     "梯度的範數為 {0}；在臨界點最多應為 {1}。"},
    {"A step of 1/‖H‖ along the gradient (norm {0}, ‖H‖ at most about {1}) promises {2}; at a critical point up to {3} "
     "counts as nothing.",
     "沿梯度走 1/‖H‖（梯度範數 {0}，‖H‖ 至多約 {1}）預期下降 {2}；在臨界點，{3} 以下才算是沒有。"},
    {"L − floor = {0} is within {1} of what is at stake ({2}).", "L − 下界 = {0}，不到所能贏得的 {2} 的 {1} 倍。"},
    {"At most {0} could be gained nearby; up to {1} counts as nothing.", "附近最多只能再下降 {0}；{1} 以下算是沒有。"},
    {"A Newton step would still gain {0}; a critical point would leave at most {1} (gradient norm {2}).",
     "一步牛頓法還能下降 {0}；臨界點最多只剩 {1}（梯度範數 {2}）。"},
    {"A search along {0} finds {1} to gain in all; a critical point would leave at most {2} (gradient norm {3}).",
     "沿{0}搜尋，總共還能下降 {1}；臨界點最多只剩 {2}（梯度範數 {3}）。"},
    {"the part of the gradient where curvature isn't told from none", "曲率與零無法區分的那部分梯度"},
    {"the gradient", "梯度"},
    {"Newton's step is {0} long, a critical point would be within {1} (gradient norm {2}).",
     "牛頓步長 {0}；若有臨界點，應在 {1} 之內（梯度範數 {2}）。"},
    {"No critical point is in reach: no step that the curvature here promises is short enough for that curvature to "
     "hold all along it.",
     "附近沒有可及的臨界點：此處曲率所指的步長都過大，途中曲率已經改變。"},
    {"The gradient is {0}, a critical point could leave {1}.", "梯度為 {0}，臨界點最多只會剩下 {1}。"},
    {"Of the gradient {0} lies where curvature isn't told from none, more than a critical point could leave ({1}).",
     "梯度中有 {0} 落在曲率與零無法區分的方向上，超過臨界點可能剩下的（{1}）。"},
    {"Newton's step is only {0} long, and the gradient that it leaves is {1}.", "牛頓步長只有 {0}，剩下的梯度為 {1}。"},

    // What the signs say.
    {"Eigenvalues: {0} negative, {1} flat, {2} positive (to ±{3}).", "特徵值：{0} 負、{1} 平、{2} 正（容差 ±{3}）。"},
    {"Eigenvalues: {0} negative, {1} flat, {2} positive (to ±{3}), measured along the directions of the band.",
     "特徵值：{0} 負、{1} 平、{2} 正（容差 ±{3}，沿帶內各方向量測）。"},
    {"A gradient of {0} is left inside the band.", "容差帶內還剩下 {0} 的梯度。"},
    {"But the gradient lies near the kernel of H, and a search along it finds no decrease worth having.",
     "但梯度落在 H 的核附近，沿著它搜尋找不到值得的下降。"},
    {"The loss is evaluated in f32, which certifies no sign; f64 would settle it.",
     "損失以 f32 計算，無法證實任何正負號；用 f64 就能確定。"},
    {"The loss is at its floor, {0}, to rounding ({1}): a global minimum as far as the arithmetic can tell.",
     "在捨入誤差之內，損失已達下界 {0}（{1}）：就計算所能判斷，這是全域極小值。"},
    {"Only {0} of loss is left above the floor: a global minimum to the tolerance asked for.",
     "損失只比下界高 {0}：就所要求的容差而言，這是全域極小值。"},
    {"minimum_at_infinity: the loss is within {0} of its infimum {1}, which no finite weights attain ({2}); there is "
     "no minimum to stand on.",
     "極小值在無窮遠：損失與下確界 {1} 相差不到 {0}，但任何有限的權重都達不到它（{2}）；沒有極小值可以立足。"},
    {"But along flat directions it seems to fall.", "但沿著平的方向，損失似乎會下降。"},
    {"A kink ({0}) lies {1} away, nearer than the critical point that the derivatives here promise (within {2}): they "
     "say nothing of the other side.",
     "在 {1} 之外有一個轉折（{0}），比此處導數所指的臨界點（{2} 之內）還近：它們對另一側一無所知。"},
    {"The point lies on a kink ({0}), where derivatives jump: they prove nothing here.",
     "這個點就在轉折上（{0}），導數在此跳變：在這裡證明不了什麼。"},
    {"Move the point off it.", "把點移開轉折。"},
    {"But a probe of the loss finds a way up and, of higher than first order, a way down.",
     "但直接探測損失，找到往上的路，以及高於一階的往下的路。"},
    {"Value, gradient and Hessian come out the same wherever one looks around here: to rounding, the loss doesn't "
     "depend on the parameters.",
     "在附近不論看哪裡，損失、梯度與 Hessian 都一樣：在捨入誤差之內，損失與參數無關。"},
    {"Value, gradient and curvature come out the same wherever one looks around here: to rounding, the loss doesn't "
     "depend on the parameters.",
     "在附近不論看哪裡，損失、梯度與曲率都一樣：在捨入誤差之內，損失與參數無關。"},
    {"But along one of the flat directions the loss curves down beyond doubt ({0}), which is no minimum's: rescaling "
     "the parameters, so that curvatures are closer to one another, would settle it.",
     "但沿其中一個平的方向，損失確定往下彎（{0}），極小值不會如此：重新縮放參數、使各曲率較為接近，就能確定。"},
    {"But the gradient here is zero to rounding ({0}) and the loss curves {1} for certain along {2} of the directions "
     "that the band of the critical point in reach covers.",
     "但此處的梯度在捨入誤差（{0}）之內為零，而在可及臨界點容差帶內的方向中，損失沿其中 {2} 個確定{1}彎。"},
    {"down", "往下"},
    {"up", "往上"},

    // Points with flat directions.
    {"Along a flat direction the third derivative is {0}: one side falls, the other rises.",
     "沿一個平的方向，三階導數為 {0}：一側下降，另一側上升。"},
    {"Ways down and up by fourth order on the {0} flat direction (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下也有往上的路（q 從 {1} 到 {2}）。"},
    {"Ways down and up by fourth order on the {0} flat directions (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下也有往上的路（q 從 {1} 到 {2}）。"},
    {"It rises by fourth order on the {0} flat direction (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 起）。"},
    {"It rises by fourth order on the {0} flat directions (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 起）。"},
    {"It rises by fourth order on the {0} flat directions (q from {1} up); found by search, which is no proof.",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 起）；這是搜尋的結果，不是證明。"},
    {"A way down by fourth order on the {0} flat direction (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 起）。"},
    {"A way down by fourth order on the {0} flat directions (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 起）。"},
    {"A way down by fourth order on the {0} flat direction (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 到 {2}）。"},
    {"A way down by fourth order on the {0} flat directions (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 到 {2}）。"},
    {"It rises by fourth order on the {0} flat direction (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 到 {2}）。"},
    {"It rises by fourth order on the {0} flat directions (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 到 {2}）。"},
    {"It rises by fourth order on the {0} flat directions (q from {1} to {2}); found by search, which is no proof.",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 到 {2}）；這是搜尋的結果，不是證明。"},
    {"It falls by fourth order on the {0} flat direction (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言損失下降（q 從 {1} 到 {2}）。"},
    {"It falls by fourth order on the {0} flat directions (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言損失下降（q 從 {1} 到 {2}）。"},
    {"It falls by fourth order on the {0} flat directions (q from {1} to {2}); found by search, which is no proof.",
     "在 {0} 個平的方向上，就四階而言損失下降（q 從 {1} 到 {2}）；這是搜尋的結果，不是證明。"},
    {"A way up by fourth order on the {0} flat direction (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往上的路（q 從 {1} 到 {2}）。"},
    {"A way up by fourth order on the {0} flat directions (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往上的路（q 從 {1} 到 {2}）。"},
    {"Third and fourth derivatives along the flat directions don't exceed what rounding, the gradient and curvature "
     "left there and higher orders could do.",
     "沿平的方向，三階與四階導數都不超過捨入誤差、殘餘的梯度與曲率以及更高階項所能造成的。"},
    {"Higher orders would decide, but what is left of lower ones along the {0} flat direction (curvature within ±{1}, "
     "and third order), too small to be told, may hide the opposite closer by than they show.",
     "更高階可以決定，但沿 {0} 個平的方向所剩的低階項（曲率在 ±{1} "
     "之內，以及三階）小到無法分辨，可能在更近處掩蓋了相反的情形。"},
    {"Higher orders would decide, but what is left of lower ones along the {0} flat directions (curvature within ±{1}, "
     "and third order), too small to be told, may hide the opposite closer by than they show.",
     "更高階可以決定，但沿 {0} 個平的方向所剩的低階項（曲率在 ±{1} "
     "之內，以及三階）小到無法分辨，可能在更近處掩蓋了相反的情形。"},
    {"A way down by order {0}: along a straight flat direction the first Taylor coefficient that isn't zero is {1} "
     "(what orders above {2} do isn't known).",
     "就第 {0} 階而言有往下的路：沿一個筆直的平的方向，第一個不為零的泰勒係數是 {1}（{2} 階以上如何則不知道）。"},
    {"A way up by order {0} along a straight flat direction.", "沿一個筆直的平的方向，就第 {0} 階而言有往上的路。"},
    {"Orders three to {0} leave it open; a probe of the loss along the flat directions found {1}, which is no proof.",
     "三階到 {0} 階都無法決定；沿平的方向直接探測損失，找到{1}，但這不是證明。"},
    {"Orders three to {0} leave it open, but a probe of the loss finds {1} (a probe is no proof).",
     "三階到 {0} 階都無法決定，但直接探測損失找到{1}（探測不是證明）。"},
    {"Orders three to {0} leave it open, and so does a probe of the loss: {1}.",
     "三階到 {0} 階都無法決定，直接探測損失也是：{1}。"},
    {"Neither a way down nor a way up is to be seen.", "看不出往下的路，也看不出往上的路。"},
    {"steps are lost in the rounding of θ", "步長淹沒在 θ 的捨入誤差之中"},
    {"the radii at which the loss is resolved contradict the derivatives: they are too large",
     "能分辨損失的半徑與導數互相矛盾：這些半徑太大"},
    {"along some direction the loss rises at some small radii and falls at others",
     "沿某個方向，損失在有些小半徑上升，在另一些下降"},
    {"along some flat direction the loss changes at first order: this is no critical point",
     "沿某個平的方向，損失有一階的變化：這不是臨界點"},
    {"flat to rounding around here, but not further out: it may have levelled off",
     "在附近平到捨入誤差之內，更遠處則否：損失可能只是在此趨於平緩"},
    {"a way that narrows as it comes nearer was lost on the way in", "一條愈靠近愈窄的路，在靠近途中跟丟了"},
    {"along some direction the loss changes only from some distance on, beyond the end of a flat piece",
     "沿某個方向，損失要到一段距離之外、越過一段平坦之後才改變"},
    {"along some direction fewer than three radii are resolved", "沿某個方向，能分辨的半徑不到三個"},
    {"a valley of dimension {0}, flat out to {1}", "一個 {0} 維的山谷，直到 {1} 都是平的"},
    {"a way down, {0} lower at a distance of {1}", "往下的路：在距離 {1} 處低了 {0}"},
    {"Of the {0} flat directions {1} are there by construction: {2}.", "{0} 個平的方向中，有 {1} 個是結構使然：{2}。"},
    {"Newton's steps leave the region in which a critical point was expected.", "牛頓法的步離開了預期有臨界點的區域。"},
    {"Where the gradient along curved directions ends nearby, {0} of it is left, which lies where the loss hardly "
     "curves (‖Hg‖/(‖H‖‖g‖) = {1} there, whatever it is here), and no step along it gains anything worth having: no "
     "critical point is established.",
     "在附近、彎曲方向上的梯度消失之處，還剩 {0}，落在損失幾乎不彎曲的方向上（那裡 ‖Hg‖/(‖H‖‖g‖) = "
     "{1}，不論此處為何），沿著它沒有任何一步值得走：無法確立有臨界點。"},
    {"Where the gradient along curved directions ends nearby, {0} of it is left, which lies where the loss hardly "
     "curves.",
     "在附近、彎曲方向上的梯度消失之處，還剩 {0}，落在損失幾乎不彎曲的方向上。"},
    {"Over the length of a step that promises all of the {0} that is left above the floor: a minimum may lie along it, "
     "or no critical point at all.",
     "以一步的長度，它足以下降到距下界所剩的全部 {0}：沿著它可能有極小值，也可能根本沒有臨界點。"},
    {"A smaller gradient would settle it.", "梯度更小時就能確定。"},
    {"A gradient of {0} is left inside the band: a critical point may lie further along it, or none.",
     "容差帶內還剩 {0} 的梯度：沿著它更遠處可能有臨界點，也可能沒有。"},

    // Without the matrix.
    {"All eigenvalues were reached: {0} negative, {1} flat, {2} positive (to ±{3}).",
     "所有特徵值都已算到：{0} 負、{1} 平、{2} 正（容差 ±{3}）。"},
    {"Of {0} Ritz values {1} are certainly negative and {2} certainly positive (beyond ±{3}): at least so many "
     "eigenvalues are.",
     "{0} 個 Ritz 值中，{1} 個確定為負、{2} 個確定為正（超出 ±{3}）：至少有這麼多個特徵值如此。"},
    {"But products from the gradient leave {0} of it unresolved, and where that leads the Hessian is another: to a "
     "critical point further off, or to none.",
     "但由梯度出發的乘積還剩下其中 {0} 沒有解出；沿著它走，Hessian "
     "會不同：可能通往更遠的臨界點，也可能通往沒有臨界點之處。"},
    {"Interrupted after {0} Hessian-vector product, before anything was known of the spectrum.",
     "在 {0} 次 Hessian 向量乘積之後被中斷，對譜還一無所知。"},
    {"Interrupted after {0} Hessian-vector product; no verdict was reached, what was found so far is below.",
     "在 {0} 次 Hessian 向量乘積之後被中斷；尚未得出判定，到那時為止的結果列在下面。"},
    {"Interrupted after {0} Hessian-vector products, before anything was known of the spectrum.",
     "在 {0} 次 Hessian 向量乘積之後被中斷，對譜還一無所知。"},
    {"Interrupted after {0} Hessian-vector products; no verdict was reached, what was found so far is below.",
     "在 {0} 次 Hessian 向量乘積之後被中斷；尚未得出判定，到那時為止的結果列在下面。"},
    {"Certainly no minimum; no direction that certainly rises was found.", "確定不是極小值；沒有找到確定上升的方向。"},
    {"Here the loss curves down beyond doubt along one ({0}), but too little for the critical point nearby to share "
     "it.",
     "在此處，損失沿一個方向確定往下彎（{0}），但太小，附近的臨界點不一定如此。"},
    {"A gradient of {0} is left where the loss doesn't curve, and no step along it gains anything worth having: no "
     "critical point is established.",
     "在損失不彎曲的方向上還剩 {0} 的梯度，沿著它沒有任何一步值得走：無法確立有臨界點。"},
    {"None is certainly negative; what the flat ones hide, higher orders say: take --spectrum exact.",
     "沒有一個確定為負；平的方向隱藏了什麼，要看更高階：用 --spectrum exact。"},
    {"{0} products were spent on it.", "共用了 {0} 次乘積。"},
    {"So few say nothing about what they didn't see.", "這麼少的次數，說明不了沒看到的部分。"},
    {"With probability {0} no eigenvalue lies below {1} ({2} of ‖H‖ below zero); one between that and 0 can't be "
     "excluded.",
     "以機率 {0}，沒有特徵值低於 {1}（零以下 ‖H‖ 的 {2} 倍）；介於其與 0 之間的則無法排除。"},
    {"That ‖H‖ is no larger holds but for a probability of {0}.", "除了 {0} 的機率以外，‖H‖ 不會更大。"},
    {"How large ‖H‖ is was estimated from the products done, with no bound.", "‖H‖ 的大小由所做的乘積估計，沒有界限。"},
    {"But the Hessian changes too much on the way to say which signs a critical point nearby would have.",
     "但途中 Hessian 改變太多，無法說附近的臨界點會有哪些正負號。"},
    {"Interrupted before the spectrum was there: loss and gradient alone are known.",
     "在算出譜之前就被中斷了：只知道損失與梯度。"},
    {"--spectrum matrix-free has a first answer sooner.", "--spectrum matrix-free 能更快給出初步答案。"},

    // The walk out.
    {"stopped on request; rounds done: {0}.", "依要求停止；已完成 {0} 輪。"},
    {"The weights are those of the last one.", "權重是最後一輪的。"},
    {"rounds done: {0} of {1}.", "已完成 {1} 輪中的 {0} 輪。"},
    {"no eigenvalue is certainly negative (the lowest is {0}) and the gradient's norm, {1}, is as good as zero: no way "
     "down of first or second order is left.",
     "沒有確定為負的特徵值（最小的是 {0}），梯度的範數 {1} 也可視為零：一階與二階都沒有往下的路了。"},
    {"The verdict here: {0}.", "此處的判定：{0}。"},
    {"no eigenvalue is certainly negative (the lowest is {0}), and {1}: the gradient ({2}) that is left belongs to "
     "what lies behind them, and moving that alone gains little.",
     "沒有確定為負的特徵值（最小的是 {0}），而且{1}：剩下的梯度（{2}）屬於它們之後的參數，只移動那些收穫很少。"},
    {"Start again; diagnose says from what.", "重新開始；diagnose 會說明從何處開始。"},
    {"no eigenvalue is certainly negative (the lowest is {0}), but the gradient isn't zero ({1}): train on from here.",
     "沒有確定為負的特徵值（最小的是 {0}），但梯度不為零（{1}）：從這裡繼續訓練。"},
    {"the one {0} unit of layer {1} is dead", "第 {1} 層唯一的 {0} 神經元死亡"},
    {"all {0} {1} units of layer {2} are dead", "第 {2} 層的全部 {0} 個 {1} 神經元死亡"},
    {"the curvature {0} is certainly negative, but no point along it, either way and at any length tried, has a loss "
     "below {1} by more than rounding.",
     "曲率 {0} 確定為負，但沿著它的兩側、不論試過哪個步長，損失都沒有低於 {1} 超過捨入誤差。"},
    {"the point lies on a kink ({0}), where derivatives jump: they prove nothing here, and no point tried along the "
     "directions they give has a loss below {1} by more than rounding.",
     "這個點就在轉折上（{0}），導數在此跳變：在這裡證明不了什麼；沿著它們給出的方向，試過的點損失都沒有低於 {1} "
     "超過捨入誤差。"},
    {"Hessian-vector products from a random start found no direction that curves down beyond doubt (the lowest Ritz "
     "value is {0}).",
     "從隨機起點做 Hessian 乘積，沒有找到確定往下彎的方向（最小的 Ritz 值為 {0}）。"},
    {"That proves nothing: every sign takes the dense Hessian, {0} GiB.",
     "這並不證明什麼：要知道每個正負號，需要完整的 Hessian 矩陣（{0} GiB）。"},
    {"The gradient, {0}, is zero to rounding.", "梯度 {0} 在捨入誤差之內為零。"},
    {"The gradient isn't zero ({0}): train on from here.", "梯度不為零（{0}）：從這裡繼續訓練。"},
});

}  // namespace saddlescope::report::tables
