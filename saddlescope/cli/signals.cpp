#include "saddlescope/cli/signals.h"

#include <pthread.h>
#include <unistd.h>
#include <csignal>

#include <atomic>
#include <thread>

namespace saddlescope::cli {
namespace {

constexpr int exit_code_of(int signal) { return 128 + signal; }

}  // namespace

struct Signals::Waiter {
  sigset_t set{};
  std::atomic<int> received{0};
  std::atomic<bool> done{false};
  std::thread thread;
};

Signals::Signals() : waiter_(new Waiter) {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&waiter_->set);
  sigaddset(&waiter_->set, SIGINT);
  sigaddset(&waiter_->set, SIGTERM);
  sigaddset(&waiter_->set, SIGUSR1);  // ours, to end the waiting
  pthread_sigmask(SIG_BLOCK, &waiter_->set, nullptr);
  waiter_->thread = std::thread([this] {
    for (;;) {
      int signal = 0;
      if (sigwait(&waiter_->set, &signal) != 0 || waiter_->done) return;
      if (signal == SIGUSR1) continue;
      if (waiter_->received != 0) _exit(exit_code_of(signal));
      waiter_->received = signal;
      source_.request_stop();
    }
  });
}

Signals::~Signals() {
  waiter_->done = true;
  pthread_kill(waiter_->thread.native_handle(), SIGUSR1);
  waiter_->thread.join();
  delete waiter_;
}

int Signals::exit_code() const {
  const int signal = waiter_->received;
  return signal == 0 ? 0 : exit_code_of(signal);
}

}  // namespace saddlescope::cli
