#include "core/delivery/case_book.hpp"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <map>
#include <random>

#include "tests/core/delivery/simple_book.hpp"

using namespace hub;
using namespace hub::delivery;
using hub::testing::hash_of;
using hub::testing::SimpleBook;

namespace {

constexpr std::int64_t kToday = 20'000;
constexpr std::uint64_t kManyCases = 100'000;

store::LiveCase case_of(std::uint64_t number, store::CaseRow row, store::TenantId tenant = 1) {
  store::LiveCase entry;
  entry.row = row;
  entry.tenant = tenant;
  entry.case_ref = hash_of(number);
  entry.event_ref = hash_of(number + 1'000'000);
  entry.fingerprint = hash_of(number + 2'000'000);
  entry.deliveries.push_back({1, 1, true});
  return entry;
}

store::Tombstone tombstone_of(std::uint64_t number, std::int64_t day, store::TenantId tenant = 1) {
  return {tenant,
          day,
          static_cast<std::int64_t>(number),
          hash_of(number),
          hash_of(number + 1'000'000),
          hash_of(number + 2'000'000)};
}

double bytes_each(std::size_t before, std::size_t after) {
  return static_cast<double>(after - before) / static_cast<double>(kManyCases);
}

// Does the same to both books, and compares what they say of what it touched.
class Pair {
 public:
  explicit Pair(std::uint64_t seed) : random_(seed) {}

  void step(bool grows) {
    const std::uint64_t dice = below(1000);
    if (dice < 2) return pass_a_day();
    if (dice < 3 && below(20) == 0) return forget_tenant();
    if (reference_.rows().empty() || dice < (grows ? 700u : 300u)) return take();
    const store::CaseRow row = some_row();
    const store::LiveCase& entry = reference_.at(row);
    const auto case_ref = entry.case_ref, event_ref = entry.event_ref, past_ref = past_ref_of(entry);
    if (dice < 750) return merge(row);
    if (dice < 800) {
      BOOST_TEST_REQUIRE(book_.set_aside(row) == reference_.set_aside(row));
      BOOST_TEST_REQUIRE(book_.is_aside(row));
    } else if (dice < 850) {
      book_.drop(row);
      reference_.drop(row);
    } else {
      const std::int64_t day = today_ + static_cast<std::int64_t>(1 + entry.tenant * 3);
      book_.remove(row, day, ++certificate_);
      reference_.remove(row, day, certificate_);
    }
    compare_case(case_ref);
    compare_case(past_ref);
    compare_event(event_ref);
  }

  void compare_all() const {
    BOOST_TEST_REQUIRE(book_.live() == reference_.rows().size());
    std::size_t entries = 0;
    for (const store::LiveCase& entry : book_.all()) entries += reference_.rows().contains(entry.row) ? 1 : 0;
    BOOST_TEST_REQUIRE(entries == book_.live());
    for (std::uint64_t number = 0; number < next_; ++number) {
      compare_case(hash_of(number));
      compare_event(hash_of(number));
    }
  }

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  store::CaseRow some_row() {
    const auto& rows = reference_.rows();
    const auto from =
        rows.lower_bound(static_cast<store::CaseRow>(below(static_cast<std::uint64_t>(row_) + 1)));
    return from == rows.end() ? rows.begin()->first : from->first;
  }

  void take() {
    store::LiveCase entry;
    entry.tenant = static_cast<store::TenantId>(1 + below(4));
    entry.case_ref = hash_of(next_++);
    const std::uint64_t dice = below(10);
    if (dice == 0) entry.kind = store::CaseKind::early_update;
    if (dice < 3 && dice > 0 && !reference_.rows().empty()) {
      const store::LiveCase& other = reference_.at(some_row());
      entry.tenant = other.tenant;
      entry.case_ref = other.case_ref;
      entry.kind = store::CaseKind::update;
    }
    entry.event_ref = hash_of(next_++);
    entry.fingerprint = hash_of(next_++);
    book_.expect(entry.event_ref, entry.case_ref, entry.fingerprint);
    reference_.expect(entry.event_ref, entry.case_ref, entry.fingerprint);
    compare_case(entry.case_ref);
    compare_event(entry.event_ref);
    if (below(20) == 0) {
      book_.unexpect(entry.event_ref);
      reference_.unexpect(entry.event_ref);
    } else {
      entry.row = ++row_;
      book_.add(entry);
      reference_.add(entry);
    }
    compare_case(entry.case_ref);
    compare_event(entry.event_ref);
  }

  void merge(store::CaseRow row) {
    const store::MergedEvent event{hash_of(next_), hash_of(next_ + 1)};
    next_ += 2;
    book_.add_event(row, event);
    reference_.add_event(row, event);
    compare_event(event.event_ref);
  }

  void pass_a_day() {
    book_.forget_before(++today_);
    reference_.forget_before(today_);
  }

  void forget_tenant() {
    const auto tenant = static_cast<store::TenantId>(1 + below(4));
    auto rows = book_.forget(tenant);
    std::ranges::sort(rows);
    BOOST_TEST_REQUIRE((rows == reference_.forget(tenant)));
  }

  void compare_event(const model::KeyedHash& ref) const {
    const auto seen = book_.find_event(ref);
    const auto expected = reference_.find_event(ref);
    BOOST_TEST_REQUIRE(seen.has_value() == expected.has_value());
    if (!seen) return;
    BOOST_TEST_REQUIRE(seen->row == expected->row);
    BOOST_TEST_REQUIRE(seen->is_of(expected->fingerprint));
    BOOST_TEST_REQUIRE(!seen->is_of(ref));
  }

  void compare_case(const model::KeyedHash& ref) const {
    const auto known = book_.find_case(ref);
    const auto expected = reference_.find_case(ref);
    BOOST_TEST_REQUIRE(known.has_value() == expected.has_value());
    if (!known) return;
    BOOST_TEST_REQUIRE(known->was_deleted == expected->was_deleted);
    BOOST_TEST_REQUIRE(known->certificate == expected->certificate);
    BOOST_TEST_REQUIRE((known->rows == expected->rows));
    BOOST_TEST_REQUIRE((std::set(known->aside.begin(), known->aside.end()) ==
                        std::set(expected->aside.begin(), expected->aside.end())));
    for (const store::CaseRow row : known->rows)
      BOOST_TEST_REQUIRE(book_.is_next(row) == (row == known->rows.front()));
  }

  std::mt19937_64 random_;
  CaseBook book_;
  SimpleBook reference_;
  std::uint64_t next_ = 0;
  store::CaseRow row_ = 0;
  std::int64_t today_ = kToday, certificate_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(case_book)

BOOST_AUTO_TEST_CASE(it_says_what_a_simple_book_says_while_cases_come_and_go_and_days_pass) {
  Pair books(4711);
  for (int step = 0; step < 60'000; ++step) {
    books.step(step < 40'000);
    if (step == 40'000) books.compare_all();
  }
  books.compare_all();
}

BOOST_AUTO_TEST_CASE(a_waiting_case_takes_some_two_hundred_bytes) {
  CaseBook book;
  const std::size_t before = book.bytes();
  for (std::uint64_t i = 0; i < kManyCases; ++i) book.add(case_of(i, static_cast<store::CaseRow>(i + 1)));
  BOOST_TEST(bytes_each(before, book.bytes()) <= 220.0);
}

BOOST_AUTO_TEST_CASE(a_remembered_case_takes_some_sixty_bytes) {
  CaseBook book;
  const std::size_t before = book.bytes();
  for (std::uint64_t i = 0; i < kManyCases; ++i) book.remember(tombstone_of(i, kToday));
  BOOST_TEST(bytes_each(before, book.bytes()) <= 70.0);
}

BOOST_AUTO_TEST_CASE(the_last_case_that_goes_gives_back_all_memory) {
  CaseBook book;
  const std::size_t before = book.bytes();
  for (std::uint64_t i = 0; i < kManyCases; ++i) book.add(case_of(i, static_cast<store::CaseRow>(i + 1)));
  for (std::uint64_t i = 0; i < kManyCases; ++i) book.drop(static_cast<store::CaseRow>(i + 1));
  BOOST_TEST(book.bytes() == before);
}

BOOST_AUTO_TEST_CASE(a_day_is_forgotten_at_once_and_its_memory_given_back_by_and_by) {
  CaseBook book;
  const std::size_t before = book.bytes();
  for (std::uint64_t i = 0; i < kManyCases; ++i) book.remember(tombstone_of(i, kToday, 1 + i % 3));
  const std::size_t full = book.bytes();
  book.forget_before(kToday + 1);
  BOOST_TEST(!book.find_event(tombstone_of(7, kToday).event_ref));
  BOOST_TEST(!book.find_case(hash_of(kManyCases - 1)));
  BOOST_TEST(book.bytes() > full / 2);  // not in one step
  for (int i = 0; i < 20; ++i) book.forget_before(kToday + 1);
  BOOST_TEST(book.bytes() - before < full / 100);
}

BOOST_AUTO_TEST_CASE(an_event_of_a_forgotten_day_may_come_again_while_its_memory_is_still_taken) {
  CaseBook book;
  for (std::uint64_t i = 0; i < kManyCases; ++i) book.remember(tombstone_of(i, kToday));
  book.forget_before(kToday + 1);
  auto again = tombstone_of(5, kToday + 30);
  again.certificate = 99;
  book.remember(again);
  for (int i = 0; i < 20; ++i) book.forget_before(kToday + 1);
  BOOST_TEST_REQUIRE(book.find_case(again.case_ref).has_value());
  BOOST_TEST(book.find_case(again.case_ref)->certificate == 99);
  BOOST_TEST(book.find_event(again.event_ref)->is_of(again.fingerprint));
}

BOOST_AUTO_TEST_CASE(the_certificate_is_that_of_the_last_deletion) {
  CaseBook book;
  book.add(case_of(1, 1));
  book.remove(1, kToday, 41);
  store::LiveCase news = case_of(1, 2);
  news.event_ref = hash_of(50);
  news.kind = store::CaseKind::update;
  book.add(news);
  BOOST_TEST(book.find_case(news.case_ref)->certificate == 41);
  BOOST_TEST((book.find_case(news.case_ref)->rows == std::vector<store::CaseRow>{2}));
  book.remove(2, kToday, 42);
  BOOST_TEST(book.find_case(news.case_ref)->certificate == 42);
  BOOST_TEST(book.find_case(news.case_ref)->was_deleted);
}

BOOST_AUTO_TEST_CASE(news_whose_case_never_came_are_remembered_by_their_event_alone) {
  CaseBook book;
  store::LiveCase news = case_of(1, 1);
  news.kind = store::CaseKind::early_update;
  book.add(news);
  BOOST_TEST(book.find_case(news.case_ref).has_value());
  book.remove(1, kToday, 41);
  BOOST_TEST(!book.find_case(news.case_ref));
  BOOST_TEST(book.find_event(news.event_ref).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
