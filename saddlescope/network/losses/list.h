// Every loss, by the function that returns it.
#pragma once

#include "saddlescope/network/loss.h"

namespace saddlescope {

const Loss& mse();
const Loss& cross_entropy();
const Loss& bce_with_logits();
const Loss& l1();
const Loss& huber();

}  // namespace saddlescope
