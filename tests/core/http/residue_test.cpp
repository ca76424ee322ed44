#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/core/http/client_fixture.hpp"
#include "tests/core/http/running_server.hpp"

using hub::testing::ClientFixture;
using hub::testing::RunningServer;
namespace http = hub::http;

namespace {
constexpr std::size_t kMarkerSize = 24;
constexpr std::size_t kRegionMax = 1u << 30;  // larger ones are the sanitizers' shadow

// Never whole in this program's memory but in buffers that are wiped.
char marker_at(std::size_t i) {
  return static_cast<char>('A' + (i * 7 + i / 5) % 26);
}

hub::Buffer markers(std::size_t count) {
  hub::Buffer body;
  for (std::size_t i = 0; i < count * kMarkerSize; ++i) body.push_back(marker_at(i % kMarkerSize));
  return body;
}

std::size_t count_markers(const hub::WipedBytes& bytes, std::size_t size) {
  std::size_t found = 0;
  for (std::size_t at = 0; at + kMarkerSize <= size; ++at) {
    std::size_t i = 0;
    while (i < kMarkerSize && bytes[at + i] == marker_at(i)) ++i;
    if (i == kMarkerSize) ++found;
  }
  return found;
}

// In every writable page of this process.
std::size_t markers_in_memory() {
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  std::ifstream maps("/proc/self/maps");
  std::size_t found = 0;
  hub::WipedBytes piece(1u << 20);
  for (std::string line; std::getline(maps, line);) {
    std::size_t begin = 0, end = 0;
    char rights[5] = {};
    if (std::sscanf(line.c_str(), "%zx-%zx %4s", &begin, &end, rights) != 3) continue;
    if (rights[0] != 'r' || rights[1] != 'w' || end - begin > kRegionMax) continue;
    for (std::size_t at = begin; at < end; at += piece.size() - kMarkerSize) {
      const auto read =
          ::pread(memory, piece.data(), std::min(piece.size(), end - at), static_cast<off_t>(at));
      if (read <= 0) break;
      const auto size = static_cast<std::size_t>(read);
      const bool own_buffer = at < reinterpret_cast<std::size_t>(piece.data()) + piece.size() &&
                              at + size > reinterpret_cast<std::size_t>(piece.data());
      if (!own_buffer) found += count_markers(piece, size);
      hub::wipe(piece.data(), size);
    }
  }
  ::close(memory);
  return found;
}

hub::Task<http::Response> echo(http::Request request, const http::Peer&) {
  http::Response response;
  response.body.append(request.body.view());
  co_return response;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(residue)

BOOST_AUTO_TEST_CASE(no_body_stays_in_memory_after_an_exchange) {
  RunningServer server({}, echo);
  ClientFixture client;
  for (const std::size_t count : {10u, 400u, 5'000u, 100'000u}) {
    http::Request request;
    request.method = "POST";
    request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    request.body = markers(count);
    {
      const auto answer = client.send(std::move(request));
      BOOST_REQUIRE(answer.ok());
      BOOST_TEST(answer->body.size() == count * kMarkerSize);
      BOOST_TEST(markers_in_memory() >= std::min<std::size_t>(count, 10));  // the search does find them
    }
    server.connections();  // the server's loop has gone round
    BOOST_TEST(markers_in_memory() == 0u, count);
  }
}

BOOST_AUTO_TEST_SUITE_END()
