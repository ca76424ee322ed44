// What holds content or a key has no way into a text: nothing prints it, nothing takes it for a text, and the
// log has no field for it.
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/buffer.hpp"
#include "core/base/locked_memory.hpp"
#include "core/http/message.hpp"
#include "core/ingest/intake.hpp"
#include "core/log/log.hpp"
#include "core/model/record.hpp"
#include "core/model/value.hpp"
#include "core/store/types.hpp"
#include "core/vault/crypto.hpp"
#include "core/vault/root_key.hpp"

namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
template <class T>
concept TextLike =
    std::is_convertible_v<const T&, std::string_view> || std::is_convertible_v<const T&, std::string>;
template <class T>
concept Addable = requires(std::string text, const T& value) {
  text += value;
};
template <class T>
concept Loggable = requires(const T& value) {
  hub::log::resource("name", value);
};
template <class T>
concept Namable = requires(const T& value) {
  hub::log::place("name", value);
};
template <class T>
concept ErrorText = requires(const T& value) {
  hub::config_error(value);
};

template <class T>
constexpr bool is_closed =
    !Printable<T> && !TextLike<T> && !Addable<T> && !Loggable<T> && !Namable<T> && !ErrorText<T>;

}  // namespace

BOOST_AUTO_TEST_SUITE(content_types)

BOOST_AUTO_TEST_CASE(what_holds_content_or_a_key_cannot_become_a_text_by_accident) {
  // The check itself sees what can.
  static_assert(!is_closed<std::string> && Printable<std::string> && TextLike<std::string> &&
                Addable<std::string> && Loggable<std::string> && ErrorText<std::string>);
  static_assert(!is_closed<std::string_view> && !is_closed<const char*>);

  static_assert(is_closed<hub::model::Value>);
  static_assert(is_closed<hub::model::Member>);
  static_assert(is_closed<hub::model::Record>);
  static_assert(is_closed<hub::Buffer>);
  static_assert(is_closed<hub::WipedBytes>);
  static_assert(is_closed<hub::http::Request>);
  static_assert(is_closed<hub::http::Response>);
  static_assert(is_closed<hub::ingest::IncomingCase>);
  static_assert(is_closed<hub::vault::SealedCase>);
  static_assert(is_closed<hub::store::SealedContent>);
  static_assert(is_closed<hub::vault::SecretKey>);
  static_assert(is_closed<hub::vault::RootKey>);
  static_assert(is_closed<hub::LockedMemory>);
  BOOST_TEST(is_closed<hub::model::Value>);
}

BOOST_AUTO_TEST_SUITE_END()
