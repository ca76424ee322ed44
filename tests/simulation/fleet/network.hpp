// What the nodes of a simulated fleet say to one another: requests and answers that take their time, are lost
// where a link is cut, and find nobody where a node is gone. A node that is frozen answers when it is awake
// again. One thread; outlives the channels.
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/async/event.hpp"
#include "core/base/random.hpp"
#include "core/http/client.hpp"
#include "core/peers/routes.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::simulation {

class Network {
 public:
  // One start of a node; `routes` are looked at until leave().
  struct End {
    Executor executor;
    const peers::Routes* routes = nullptr;
    std::uint64_t boot = 0;
  };
  // A request, and the place for its answer.
  struct Exchange {
    explicit Exchange(Executor executor) : done(executor) {}
    std::optional<http::Response> answer;
    Event done;
  };
  // Who asks.
  struct Sender {
    std::string name;
    std::uint64_t boot = 0;
  };

  Network(testing::VirtualClock& clock, Random& random) : clock_(clock), random_(random) {}

  void enter(const std::string& name, End end) { ends_.insert_or_assign(name, end); }
  void leave(const std::string& name) { ends_.erase(name); }
  void carry(Sender from, std::string to, http::Request request, std::weak_ptr<Exchange> exchange);

  std::set<std::string> cut_off;  // nodes that reach no other

 private:
  Task<void> serve(End end, Sender from, std::string to, http::Request request,
                   std::weak_ptr<Exchange> exchange);
  void answer(const Sender& from, const std::string& to, http::Response response,
              const std::weak_ptr<Exchange>& exchange);
  bool is_open(const std::string& from, const std::string& to) const {
    return !cut_off.contains(from) && !cut_off.contains(to);
  }
  milliseconds latency() { return milliseconds(1 + random_.below(20)); }

  testing::VirtualClock& clock_;
  Random& random_;
  std::map<std::string, End> ends_;
};

// Addresses of nodes are "https://NAME".
class NodeChannel final : public http::Client {
 public:
  NodeChannel(Network& network, Network::Sender self, Clock& clock, Executor executor)
      : network_(network), self_(std::move(self)), clock_(clock), executor_(executor) {}
  Task<Result<http::Response>> send(http::Request request) override;

 private:
  Network& network_;
  Network::Sender self_;
  Clock& clock_;
  Executor executor_;
};

}  // namespace hub::simulation
