// Stands between a client and PostgreSQL on sockets in folders, and loses what it is told to lose. Its work
// is done by a thread of its own; the methods are for the test's thread.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace hub::testing {

class LosingProxy {
 public:
  enum class Loses : std::uint8_t {
    nothing,
    commit,  // the next COMMIT never arrives, and its connection is cut
    answer,  // the next COMMIT arrives; its connection is cut once it is answered
  };

  // A socket in `folder` for that of PostgreSQL in `server_folder`.
  LosingProxy(const std::string& folder, const std::string& server_folder);
  ~LosingProxy();
  void lose(Loses what) { loses_ = what; }
  Loses still_loses() const { return loses_; }

 private:
  struct Pair {
    int client = -1, server = -1;
    bool is_answer_lost = false;
  };
  void serve();
  void take_client();
  // False when the pair is to be cut.
  bool from_client(Pair& pair);
  bool from_server(Pair& pair);

  std::string server_path_;
  int listener_ = -1;
  std::vector<Pair> pairs_;
  std::atomic<Loses> loses_ = Loses::nothing;
  std::atomic<bool> is_ending_ = false;
  std::thread thread_;
};

}  // namespace hub::testing
