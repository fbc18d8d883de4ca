#include "parallel-for.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace procrustes {

namespace {

/** One call of ParallelFor. */
struct Loop {
  const std::function<void(int64_t)>& body;
  const int64_t count;
  std::atomic<int64_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;

  /** Throws nothing: other threads may be inside still, and a helper has nobody to catch it. */
  void Run() {
    try {
      for (int64_t index = next++; index < count; index = next++) body(index);
    } catch (...) {
      next = count;
      std::lock_guard<std::mutex> guard(mutex);
      if (failure == nullptr) failure = std::current_exception();
    }
  }
};

class Helpers {
 public:
  explicit Helpers(int64_t count) {
    try {
      for (; threads_ < count; ++threads_) std::thread([this] { Serve(); }).detach();
    } catch (const std::exception&) {
      // The process may have no more threads: fewer do the same.
    }
  }

  void Run(Loop& loop) {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      loop_ = &loop;
      ++generation_;
    }
    // Of many threads, those for which there is nothing to do would keep the others waiting.
    const int64_t wanted = std::min(loop.count - 1, threads_);
    for (int64_t index = 0; index < wanted; ++index) wake_.notify_one();
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
  int64_t threads_ = 0;
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
  if (loop.failure != nullptr) std::rethrow_exception(loop.failure);
}

}  // namespace procrustes
