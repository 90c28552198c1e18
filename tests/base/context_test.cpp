#include "saddlescope/base/context.h"

#include <gtest/gtest.h>

#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

TEST(Context, RefusesMemoryBeyondItsBudgetWithTheFlagThatFits) {
  Context context;
  context.memory = std::size_t{1} << 30;
  context.require_memory(0x1p30, "the Hessian", "");  // just fits
  try {
    context.require_memory(8 * 0x1p30 + 1, "the Hessian of 32,768 parameters",
                           "Use --spectrum matrix-free, or --memory 9GiB.");
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_STREQ(error.what(),
                 "the Hessian of 32,768 parameters would take 8 GiB; 1 GiB are allowed. Use --spectrum matrix-free, or "
                 "--memory 9GiB.");
  }
}

TEST(Context, StopsWhenAskedTo) {
  std::stop_source source;
  Context context;
  context.stop = source.get_token();
  EXPECT_FALSE(context.stop_requested());
  EXPECT_NO_THROW(context.throw_if_stopped());
  source.request_stop();
  EXPECT_TRUE(context.stop_requested());
  try {
    context.throw_if_stopped();
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
}

TEST(Context, TellsOfProgressIfSomebodyListens) {
  Context context;
  context.report("nobody hears", 1, 2);
  std::string heard;
  context.progress = [&](const Progress& p) { heard = std::string(p.what) + " " + std::to_string(p.done / p.total); };
  context.report("Hessian", 3, 4);
  EXPECT_EQ(heard, "Hessian 0.750000");
}

TEST(Context, ItsStreamsDependOnItsSeedAndThePurpose) {
  Context one, two;
  two.seed = 1;
  EXPECT_EQ(one.random("init", 3).bits(), RandomStream(0, "init", 3).bits());
  EXPECT_NE(one.random("init").bits(), two.random("init").bits());
  EXPECT_NE(one.random("init").bits(), one.random("data").bits());
}

TEST(Context, TheDefaultIsUsableOnThisMachine) {
  const Context context = default_context();
  EXPECT_GE(context.threads, 1);
  EXPECT_GE(context.memory, std::size_t{1} << 20);
  EXPECT_EQ(context.seed, 0u);
}

}  // namespace
}  // namespace saddlescope
