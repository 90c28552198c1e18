// Phrases of a page on the land around a point: surface, taylor.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kLandscapePhrases = std::to_array<Translation>({
    {"Of {0} lines the first {1} are drawn here; the JSON holds all.",
     "{0} 條直線中，此處畫出前 {1} 條；JSON 中有全部。"},
    {"{0} at {1}, loss {2}", "{0}位於 {1}，損失 {2}"},
    {"{0}, loss {1}", "{0}，損失 {1}"},
    {"{0} curves: {1}", "{0} 條曲線：{1}"},
    {"{0}, loss {1}, in {2} pieces", "{0}，損失 {1}，分成 {2} 段"},
    {"Critical there: {0}.", "其中的臨界點：{0}。"},
    {"Critical there: {0}; and {1} more.", "其中的臨界點：{0}；另有 {1} 個。"},
    {"Directions", "方向"},
    {"Direction", "方向"},
    {"Norm", "範數"},
    {"Slope", "斜率"},
    {"Marked points and curves", "標記的點與曲線"},
    {"At", "位置"},
    {"{0} points", "{0} 個點"},
    {"Coefficient of {0}", "{0} 的係數"},
    {"Marked on it", "圖上的標記"},
    {"Nothing of the error surface was evaluated.", "誤差曲面上沒有任何點被計算。"},
    {"The loss on a grid over the box: from {0} to {1}.", "涵蓋整個範圍的格點上的損失：從 {0} 到 {1}。"},
    {"The loss on the grid of a {0} through this point: from {1} to {2}; {3} here.",
     "通過此點的{0}，其格點上的損失：從 {1} 到 {2}；此處為 {3}。"},
    {"Interrupted: {0} of {1} points of the grid were evaluated; the loss there: from {2} to {3}.",
     "已中斷：{1} 個格點中只計算了 {0} 個；這些點上的損失：從 {2} 到 {3}。"},
    {"The points left blank weren't evaluated, which says nothing of the loss there.",
     "留白的格點沒有計算，並不說明那裡的損失如何。"},
    {"Left blank are the points not evaluated ({0}), which says nothing of the loss there, and those where it isn't "
     "finite "
     "({1}).",
     "留白的是沒有計算的格點（{0} 個），並不說明那裡的損失如何；以及損失不是有限值的格點（{1} 個）。"},
    {"No loss was there yet: the same command begins anew.", "還沒有任何損失：再執行同一指令會從頭開始。"},
    {"Where -o DIR named a folder, the same command goes on from there; else it begins anew.",
     "若曾以 -o DIR 指定資料夾，再執行同一指令就會從那裡接著算；否則會從頭開始。"},
    {"Where it was evaluated the loss is nowhere finite.", "凡計算過的點，損失都不是有限值。"},
    {"Grid", "格點"},
    {"{0} points evaluated", "已計算 {0} 個點"},
    {"Share of the trajectory's variance", "佔軌跡變異的比例"},
    {"No line was followed.", "沒有沿任何直線計算。"},
    {"Along the one line the model holds at least as far as {0} from here.",
     "在這一條線上，模型至少在距離 {0} 內可信。"},
    {"Along {0} of {1} lines the model doesn't hold at all, on one side or both.",
     "{1} 條直線中，有 {0} 條的模型在一側或兩側完全不成立。"},
    {"Along the one line the model doesn't hold at all, on one side or both.",
     "在這一條線上，模型在一側或兩側完全不成立。"},
    {"Along the one line it is undetermined how far the model holds, on one side or both.",
     "在這一條線上，模型在一側或兩側能信賴到多遠無法判定。"},
    {"Along {0} of {1} lines it is undetermined how far the model holds, on one side or both.",
     "{1} 條直線中，有 {0} 條的模型在一側或兩側能信賴到多遠無法判定。"},
    {"Why a radius is undetermined:", "半徑無法判定的原因："},
    {"not at all", "完全不成立"},
    {"Along {0} of {1} lines the model holds at least as far as {2} from here.",
     "{1} 條直線中，有 {0} 條的模型從此處起至少到 {2} 為止都成立。"},
    {"Along {0} lines the model holds at least as far as {1} from here.",
     "沿 {0} 條直線，模型從此處起至少到 {1} 為止都成立。"},
    {"How far the model can be trusted", "模型可以信賴到多遠"},
    {"Order", "階數"},
    {"Trust radius forwards", "向前的信賴半徑"},
    {"Trust radius backwards", "向後的信賴半徑"},
    {"Trust radius", "信賴半徑"},
});

}  // namespace saddlescope::report::tables
