#include "parallel-for.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace procrustes {

namespace {

/** One call of ParallelFor. */
struct Loop {
  const std::function<void(int64_t)>& body;
  const int64_t count;
  std::atomic<int64_t> next{0};

  void Run() {
    for (int64_t index = next++; index < count; index = next++) body(index);
  }
};

class Helpers {
 public:
  explicit Helpers(unsigned count) {
    for (unsigned index = 0; index < count; ++index) std::thread([this] { Serve(); }).detach();
  }

  void Run(Loop& loop) {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      loop_ = &loop;
      ++generation_;
    }
    wake_.notify_all();
    loop.Run();
    // A helper that has not begun by now finds nothing to do.
    std::unique_lock<std::mutex> lock(mutex_);
    loop_ = nullptr;
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void Serve() {
    uint64_t seen = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return loop_ != nullptr && generation_ != seen; });
      Loop* loop = loop_;
      seen = generation_;
      ++busy_;
      lock.unlock();
      loop->Run();
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  Loop* loop_ = nullptr;
  uint64_t generation_ = 0;
  int busy_ = 0;
};

}  // namespace

void ParallelFor(int64_t count, const std::function<void(int64_t)>& body) {
  static const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  // Never destroyed: its threads wait until the process ends.
  static Helpers& helpers = *new Helpers(threads - 1);
  static std::mutex one;
  Loop loop{body, count};
  std::unique_lock<std::mutex> alone(one, std::try_to_lock);
  if (threads == 1 || count < 2 || !alone.owns_lock()) {
    loop.Run();
  } else {
    helpers.Run(loop);
  }
}

}  // namespace procrustes
