// What is sent and what becomes of the answers; these are written by hand after s3.md.
#include "connectors/s3/target.hpp"

#include <boost/test/unit_test.hpp>

#include "core/model/json.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::s3 {

namespace {

constexpr const char* kDigest = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";  // of "hello"

struct ScriptedStore {
  explicit ScriptedStore(TargetOptions options = {})
      : target(
            with_address(std::move(options)), key("old"), []() -> Result<Credentials> { return key("new"); },
            http, clock) {
    shape.name = "case";
    shape.object = kObject;
    shape.key_field = kKeyField;
    shape.parent_field = kParentField;
  }

  static TargetOptions with_address(TargetOptions options) {
    options.client.base_url = "https://store.example/archive";
    options.client.region = "eu-north-1";
    options.storage.prefix = "chats/";
    return options;
  }
  static Credentials key(std::string id) {
    Credentials credentials;
    credentials.access_key_id = std::move(id);
    credentials.secret_access_key = Buffer("hush");
    return credentials;
  }
  static http::Response answer(int status,
                               std::initializer_list<std::pair<const char*, const char*>> headers = {},
                               std::string_view body = {}) {
    http::Response response;
    response.status = status;
    for (const auto& [name, value] : headers) response.headers.add(name, value);
    response.body.append(body);
    return response;
  }
  static http::Response refusal(int status, const std::string& code) {
    return answer(status, {{"Date", "Mon, 23 Nov 2026 12:00:00 GMT"}},
                  "<Error><Code>" + code + "</Code></Error>");
  }
  // Of the record below, with changes.
  static http::Response object(const char* key = "k1", const char* content = "hello") {
    return answer(200,
                  {{"ETag", "\"e1\""},
                   {"Content-Type", "text/plain; charset=utf-8"},
                   {"x-amz-version-id", "v/1+="},
                   {"x-amz-meta-hub-key", key},
                   {"x-amz-meta-hub-sha256", kDigest}},
                  content);
  }

  void expect(std::string method, std::string path_end, http::Response response) {
    http.expect(std::move(method), std::move(path_end), std::move(response));
  }
  model::Record record(std::string_view fields = R"({"body":"hello"})") {
    return testing::make_record(shape, "k1", {}, 0, *parser.parse(fields, arena));
  }
  template <class T>
  T run(Task<T> task) {
    return testing::run_task(io, clock, std::move(task));
  }
  Result<delivery::StoredRecord> write(const model::Record& one) {
    return run(target.write(std::span(&one, 1))).front();
  }
  Result<std::optional<delivery::StoredRecord>> look_up(const model::Record& one) {
    return run(target.look_up(std::span(&one, 1))).front();
  }
  Result<std::optional<model::Value>> read(const model::Record& one, std::string id = {}) {
    const delivery::ReadRequest request{&one, std::move(id)};
    return run(target.read_back(std::span(&request, 1), arena)).front();
  }
  Result<void> erase(const model::Record& one) {
    const delivery::ReadRequest request{&one, {}};
    return run(target.erase(std::span(&request, 1))).front();
  }
  std::string header(std::string_view name) const {
    return std::string(http.last().headers.find(name).value_or("(none)"));
  }

  IoContext io;
  testing::VirtualClock clock;
  model::Arena arena;
  model::JsonParser parser;
  model::RecordShape shape;
  testing::ScriptedClient http;
  Target target;
};

std::string code_of(const auto& result) {
  return result.ok() ? "ok" : result.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(s3_target)

BOOST_AUTO_TEST_CASE(a_record_is_one_object_that_is_created_once) {
  ScriptedStore store;
  store.expect("PUT", "https://store.example/archive/chats/k1",
               store.answer(200, {{"ETag", "\"e1\""}, {"x-amz-version-id", "v1"}}));
  const auto stored = store.write(store.record(R"({"body":"hello","title":"Å chat"})"));
  BOOST_TEST(stored->id == "chats/k1?versionId=v1");
  BOOST_TEST(stored->created);
  BOOST_TEST(store.http.last().body.view() == "hello");
  BOOST_TEST(store.header("If-None-Match") == "*");
  BOOST_TEST(store.header("Content-Type") == "text/plain; charset=utf-8");
  BOOST_TEST(store.header("x-amz-meta-hub-key") == "k1");
  BOOST_TEST(store.header("x-amz-meta-hub-title") == "%C3%85%20chat");
  BOOST_TEST(store.header("x-amz-meta-hub-sha256") == kDigest);
  BOOST_TEST(store.header("x-amz-checksum-sha256") == kDigest);
}

BOOST_AUTO_TEST_CASE(a_table_is_stored_as_json) {
  ScriptedStore store;
  store.expect("PUT", "/chats/k1", store.answer(200));
  const auto stored = store.write(store.record(R"({"body":{"case":{"id":"C-1"},"tags":["a"]}})"));
  BOOST_TEST(stored->id == "chats/k1");
  BOOST_TEST(store.http.last().body.view() == R"({"case":{"id":"C-1"},"tags":["a"]})");
  BOOST_TEST(store.header("Content-Type") == "application/json");
}

BOOST_AUTO_TEST_CASE(what_the_settings_say_of_storage_is_sent_along) {
  TargetOptions options;
  options.storage.storage_class = "STANDARD_IA";
  options.storage.encryption = "aws:kms";
  options.storage.kms_key_id = "arn:key";
  options.storage.lock = Lock{"COMPLIANCE", std::chrono::hours(24)};
  ScriptedStore store(std::move(options));
  store.expect("PUT", "/chats/k1", store.answer(200));
  BOOST_TEST(store.write(store.record()).ok());
  BOOST_TEST(store.header("x-amz-storage-class") == "STANDARD_IA");
  BOOST_TEST(store.header("x-amz-server-side-encryption") == "aws:kms");
  BOOST_TEST(store.header("x-amz-server-side-encryption-aws-kms-key-id") == "arn:key");
  BOOST_TEST(store.header("x-amz-object-lock-mode") == "COMPLIANCE");
  BOOST_TEST(store.header("x-amz-object-lock-retain-until-date").ends_with("Z"));
  BOOST_TEST(store.header("x-amz-object-lock-retain-until-date").size() == 20u);
}

BOOST_AUTO_TEST_CASE(an_object_that_is_there_already_as_it_should_be_is_ours) {
  ScriptedStore store;
  store.expect("PUT", "/chats/k1", store.refusal(412, "PreconditionFailed"));
  store.expect("GET", "/chats/k1", store.object());
  const auto stored = store.write(store.record());
  BOOST_TEST(stored->id == "chats/k1?versionId=v/1+=");
  BOOST_TEST(!stored->created);
}

BOOST_AUTO_TEST_CASE(an_older_object_of_ours_is_replaced_only_if_nobody_else_did) {
  ScriptedStore store;
  store.expect("PUT", "/chats/k1", store.refusal(412, "PreconditionFailed"));
  store.expect("GET", "/chats/k1", store.object("k1", "older"));
  store.expect("PUT", "/chats/k1", store.answer(200, {{"x-amz-version-id", "v2"}}));
  BOOST_TEST(store.write(store.record())->id == "chats/k1?versionId=v2");
  BOOST_TEST(store.header("If-Match") == "\"e1\"");
  BOOST_TEST(store.header("If-None-Match") == "(none)");

  store.expect("PUT", "/chats/k1", store.refusal(412, "PreconditionFailed"));
  store.expect("GET", "/chats/k1", store.object("k1", "older"));
  for (int tries = 0; tries < 2; ++tries)
    store.expect("PUT", "/chats/k1", store.refusal(412, "PreconditionFailed"));
  BOOST_TEST(to_string(store.write(store.record()).error().kind) == "transient");
}

BOOST_AUTO_TEST_CASE(a_store_that_knows_entity_tags_without_quotes_only_is_asked_so) {
  ScriptedStore store;
  store.expect("PUT", "/chats/k1", store.refusal(412, "PreconditionFailed"));
  store.expect("GET", "/chats/k1", store.object("k1", "older"));
  store.expect("PUT", "/chats/k1", store.refusal(412, "PreconditionFailed"));
  store.expect("PUT", "/chats/k1", store.answer(200));
  BOOST_TEST(store.write(store.record()).ok());
  BOOST_TEST(store.header("If-Match") == "e1");
}

BOOST_AUTO_TEST_CASE(an_object_of_somebody_else_is_never_touched) {
  ScriptedStore store;
  store.expect("PUT", "/chats/k1", store.refusal(412, "PreconditionFailed"));
  store.expect("GET", "/chats/k1", store.object("somebody's"));
  BOOST_TEST(code_of(store.write(store.record())) == "not_ours");
  store.expect("HEAD", "/chats/k1", store.object("somebody's"));
  BOOST_TEST(code_of(store.look_up(store.record())) == "not_ours");
}

BOOST_AUTO_TEST_CASE(a_store_that_cannot_create_once_is_not_asked_to) {
  TargetOptions options;
  options.creates_once = false;
  ScriptedStore store(std::move(options));
  store.expect("PUT", "/chats/k1", store.answer(200));
  BOOST_TEST(store.write(store.record()).ok());
  BOOST_TEST(store.header("If-None-Match") == "(none)");
}

BOOST_AUTO_TEST_CASE(a_field_that_the_archive_does_not_have_is_refused_before_it_vanishes) {
  ScriptedStore store;
  const auto refused = store.write(store.record(R"({"body":"x","subject":"y"})"));
  BOOST_TEST(code_of(refused) == "unknown_field");
  BOOST_TEST(refused.error().fields == std::vector<std::string>{"subject"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_version_that_was_written_is_read_and_compared_byte_for_byte) {
  ScriptedStore store;
  const auto record = store.record(R"({"body":"hello","title":null})");
  store.expect("GET", "/chats/k1?versionId=v%2F1%2B%3D", store.object());
  const auto stored = store.read(record, "chats/k1?versionId=v/1+=");
  BOOST_TEST((**stored == store.target.expected(record, store.arena)));
  const auto other = store.record(R"({"body":"hello ","title":null})");
  BOOST_TEST(!(**stored == store.target.expected(other, store.arena)));
}

BOOST_AUTO_TEST_CASE(a_locked_object_is_proven_to_be_locked) {
  TargetOptions options;
  options.storage.lock = Lock{"COMPLIANCE", std::chrono::hours(24)};
  ScriptedStore store(std::move(options));
  const auto record = store.record();
  store.expect("GET", "/chats/k1", store.object());
  BOOST_TEST(!(**store.read(record) == store.target.expected(record, store.arena)));
  http::Response locked = store.object();
  locked.headers.add("x-amz-object-lock-mode", "COMPLIANCE");
  store.expect("GET", "/chats/k1", std::move(locked));
  BOOST_TEST((**store.read(record) == store.target.expected(record, store.arena)));
}

BOOST_AUTO_TEST_CASE(absent_objects_read_as_nothing_and_forbidden_ones_do_not) {
  ScriptedStore store;
  for (const int status : {404, 405}) {
    store.expect("GET", "/chats/k1", store.refusal(status, "NoSuchKey"));
    BOOST_TEST(!store.read(store.record())->has_value());
  }
  store.expect("GET", "/chats/k1", store.refusal(403, "AccessDenied"));
  const auto forbidden = store.read(store.record());
  BOOST_TEST(to_string(forbidden.error().kind) == "auth");
  BOOST_TEST(forbidden.error().message.find("s3:ListBucket") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(erasing_removes_every_version_and_looks_again) {
  ScriptedStore store;
  const std::string list = "/archive/?prefix=chats%2Fk1&versions=";
  store.expect("GET", list,
               store.answer(200, {},
                            "<R><Version><Key>chats/k1</Key><VersionId>v1</VersionId></Version>"
                            "<Version><Key>chats/k1-2</Key><VersionId>v9</VersionId></Version>"
                            "<DeleteMarker><Key>chats/k1</Key><VersionId>v2</VersionId></DeleteMarker></R>"));
  store.expect("DELETE", "/chats/k1?versionId=v1", store.answer(204));
  store.expect("DELETE", "/chats/k1?versionId=v2", store.answer(204));
  store.expect("GET", list, store.answer(200, {}, "<R></R>"));
  BOOST_TEST(store.erase(store.record()).ok());
}

BOOST_AUTO_TEST_CASE(what_is_locked_is_never_called_erased) {
  ScriptedStore store;
  store.expect(
      "GET", "&versions=",
      store.answer(200, {}, "<R><Version><Key>chats/k1</Key><VersionId>v1</VersionId></Version></R>"));
  store.expect("DELETE", "/chats/k1?versionId=v1", store.refusal(403, "AccessDenied"));
  store.expect("HEAD", "/chats/k1?versionId=v1",
               store.answer(200, {{"x-amz-object-lock-retain-until-date", "2036-11-23T12:00:00Z"}}));
  const auto erased = store.erase(store.record());
  BOOST_TEST(code_of(erased) == "retained");
  BOOST_TEST(erased.error().message == "the object is locked until 2036-11-23 and cannot be erased before");
}

BOOST_AUTO_TEST_CASE(a_store_without_versions_is_told_to_delete_the_object) {
  ScriptedStore store;
  store.expect("GET", "&versions=", store.refusal(501, "NotImplemented"));
  store.expect("DELETE", "/chats/k1", store.answer(204));
  BOOST_TEST(store.erase(store.record()).ok());
}

BOOST_AUTO_TEST_CASE(a_session_that_expired_is_renewed_once) {
  ScriptedStore store;
  store.expect("PUT", "/chats/k1", store.refusal(400, "ExpiredToken"));
  store.expect("PUT", "/chats/k1", store.answer(200));
  BOOST_TEST(store.write(store.record()).ok());
  BOOST_TEST(store.header("Authorization").find("Credential=new/") != std::string::npos);
  store.expect("PUT", "/chats/k1", store.refusal(403, "InvalidAccessKeyId"));
  store.expect("PUT", "/chats/k1", store.refusal(403, "InvalidAccessKeyId"));
  BOOST_TEST(to_string(store.write(store.record()).error().kind) == "auth");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_wrong_is_corrected_once_by_the_stores_own) {
  ScriptedStore store;
  store.expect("PUT", "/chats/k1", store.refusal(403, "RequestTimeTooSkewed"));
  store.expect("PUT", "/chats/k1", store.answer(200));
  BOOST_TEST(store.write(store.record()).ok());
  BOOST_TEST(store.header("x-amz-date") == "20261123T120000Z");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::s3
