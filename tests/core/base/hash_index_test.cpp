#include "core/base/hash_index.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

using hub::HashIndex;

namespace {

// Things with keys of which several are alike, and the index of them.
struct Things {
  struct HashOf {
    const std::vector<std::uint64_t>* keys;
    std::uint64_t operator()(std::uint32_t number) const { return (*keys)[number]; }
  };

  std::uint32_t add(std::uint64_t key) {
    keys.push_back(key);
    const auto number = static_cast<std::uint32_t>(keys.size() - 1);
    index.insert(number);
    return number;
  }
  std::size_t count(std::uint64_t key) const {
    std::size_t count = 0;
    (void)index.find(key, [&](std::uint32_t number) {
      if (keys[number] == key) ++count;
      return false;
    });
    return count;
  }

  std::vector<std::uint64_t> keys{};
  HashIndex<HashOf> index{HashOf{&keys}};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hash_index)

BOOST_AUTO_TEST_CASE(nothing_is_found_in_an_empty_one) {
  Things things;
  BOOST_TEST(!things.index.find(7, [](std::uint32_t) { return true; }));
  BOOST_TEST(things.index.size() == 0u);
}

BOOST_AUTO_TEST_CASE(one_with_room_for_many_finds_each_and_takes_no_more_than_one_that_grew) {
  constexpr std::uint64_t kThings = 100'000;
  Things reserved, grown;
  reserved.index.reserve(kThings);
  const std::size_t bytes = reserved.index.bytes();
  for (std::uint64_t key = 0; key < kThings; ++key) {
    reserved.add(key);
    grown.add(key);
  }
  for (std::uint64_t key = 0; key < kThings; ++key) BOOST_TEST_REQUIRE(reserved.count(key) == 1u);
  BOOST_TEST(reserved.index.bytes() < bytes + bytes / 50);
  BOOST_TEST(reserved.index.bytes() < grown.index.bytes() * 5 / 4);
}

BOOST_AUTO_TEST_CASE(it_finds_what_a_multimap_finds_while_things_come_and_go) {
  std::mt19937_64 random(4711);
  Things things;
  std::multimap<std::uint64_t, std::uint32_t> reference;
  std::vector<std::uint32_t> present;
  for (int step = 0; step < 200'000; ++step) {
    const bool grows = step / 40'000 % 2 == 0;
    const std::uint64_t key = random() % 30'000;
    if (present.empty() || random() % 10 < (grows ? 8u : 2u)) {
      present.push_back(things.add(key));
      reference.emplace(key, present.back());
    } else {
      std::swap(present[random() % present.size()], present.back());
      const std::uint32_t number = present.back();
      present.pop_back();
      const auto [first, last] = reference.equal_range(things.keys[number]);
      reference.erase(std::find_if(first, last, [&](const auto& one) { return one.second == number; }));
      BOOST_TEST_REQUIRE(things.index.erase(number));
      BOOST_TEST_REQUIRE(!things.index.erase(number));
    }
    BOOST_TEST_REQUIRE(things.count(key) == reference.count(key));
  }
  for (std::uint64_t key = 0; key < 30'000; ++key)
    BOOST_TEST_REQUIRE(things.count(key) == reference.count(key));
  BOOST_TEST(things.index.size() == reference.size());
}

BOOST_AUTO_TEST_CASE(one_takes_the_place_of_another_with_its_key) {
  Things things;
  const auto first = things.add(5);
  things.keys.push_back(5);
  things.index.replace(first, first + 1);
  BOOST_TEST((things.index.find(5, [](std::uint32_t) { return true; }) == first + 1));
  BOOST_TEST(things.index.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_thing_takes_ten_bytes_at_most_and_gives_them_back) {
  Things things;
  const std::size_t empty = things.index.bytes();
  for (std::uint64_t key = 0; key < 300'000; ++key) {
    things.add(key);
    if (key < 100'000 || key % 20'000 != 0) continue;
    BOOST_TEST((things.index.bytes() - empty) / static_cast<double>(key + 1) <= 10.1);
  }
  for (std::uint32_t number = 0; number < 300'000; ++number) BOOST_TEST_REQUIRE(things.index.erase(number));
  BOOST_TEST(things.index.bytes() == empty);
}

BOOST_AUTO_TEST_SUITE_END()
