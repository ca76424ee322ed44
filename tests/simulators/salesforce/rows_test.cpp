// Single rows by id and by external id (salesforce.md 2.1), and reading them back (4.1).
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

// The shipped keys are unique, as an org's must be. Here is what happens where one is not.
struct OrgWithLooseKey : SimulatedOrg {
  std::string first = post("/sobjects/Contact", contact("a")).at("/id");
  std::string second = post("/sobjects/Contact", contact("b")).at("/id");
  static std::string contact(const std::string& name) {
    return R"({"LastName":")" + name + R"(","Email":"same@example.com"})";
  }
  std::string by_email = "/sobjects/Contact/Email/same%40example.com";
};

BOOST_FIXTURE_TEST_SUITE(simulator_rows, SimulatedOrg)

BOOST_AUTO_TEST_CASE(an_upsert_creates_with_201_and_then_updates_with_200) {
  const Answer created = upsert_case("k1");
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created.at("/id").starts_with("500"));
  BOOST_TEST(created.at("/id").size() == 18u);
  BOOST_TEST(created.at("/success") == "true");
  BOOST_TEST(created.at("/errors") == "[]");
  BOOST_TEST(created.at("/created") == "true");
  const Answer updated = upsert_case("k1", R"({"Subject":"b"})");
  BOOST_TEST(updated.status == 200);
  BOOST_TEST(updated.at("/created") == "false");
  BOOST_TEST(updated.at("/id") == created.at("/id"));
  BOOST_TEST(read_case("k1").at("/Subject") == "b");
}

BOOST_AUTO_TEST_CASE(before_version_46_an_upsert_does_not_say_what_it_did) {
  const std::string path = "/services/data/v45.0/sobjects/Case/Hub_Key__c/k1";
  const Answer created = authorised("PATCH", path, R"({"Subject":"a"})");
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created.at("/created") == "absent");
  const Answer updated = authorised("PATCH", path, R"({"Subject":"b"})");
  BOOST_TEST(updated.status == 204);
  BOOST_TEST(updated.body.empty());
}

BOOST_AUTO_TEST_CASE(an_omitted_field_stays_and_null_clears_it) {
  upsert_case("k1", R"({"Subject":"a","Description":"d"})");
  upsert_case("k1", R"({"Subject":null})");
  const Answer read = read_case("k1");
  BOOST_TEST(read.at("/Subject") == "null");
  BOOST_TEST(read.at("/Description") == "d");
}

BOOST_AUTO_TEST_CASE(update_only_never_creates) {
  BOOST_TEST(patch("/sobjects/Case/Hub_Key__c/k1?updateOnly=true", "{}").status == 404);
  BOOST_TEST(live("Case") == "0");
  BOOST_TEST(patch("/sobjects/Case/Hub_Key__c/k1?updateOnly=false", "{}").status == 201);
  BOOST_TEST(patch("/sobjects/Case/Hub_Key__c/k1?updateOnly=true", R"({"Subject":"b"})").status == 200);
}

BOOST_AUTO_TEST_CASE(a_key_field_that_is_none_is_404) {
  for (const char* field : {"Nothing__c", "Subject"}) {
    const Answer answer = patch(std::string("/sobjects/Case/") + field + "/k1", "{}");
    BOOST_TEST(answer.status == 404);
    BOOST_TEST(answer.at("/0/errorCode") == "NOT_FOUND");
  }
}

BOOST_FIXTURE_TEST_CASE(several_rows_of_one_external_id_are_300_for_every_method, OrgWithLooseKey) {
  for (const char* method : {"GET", "PATCH", "DELETE"}) {
    const Answer answer =
        call(method, by_email, std::string_view(method) == "PATCH" ? R"({"Phone":"1"})" : "");
    BOOST_TEST(answer.status == 300);
    BOOST_TEST(answer.at("/0") == std::string(kData) + "/sobjects/Contact/" + first);
    BOOST_TEST(answer.at("/1") == std::string(kData) + "/sobjects/Contact/" + second);
  }
  BOOST_TEST(live("Contact") == "2");
  BOOST_TEST(get("/sobjects/Contact/" + first).at("/Phone") == "null");
  remove("/sobjects/Contact/" + second);
  BOOST_TEST(get(by_email).at("/LastName") == "a");
}

BOOST_AUTO_TEST_CASE(a_key_is_decoded_from_the_path) {
  BOOST_TEST(upsert_case("a%2Fb%20c%2B1").status == 201);
  BOOST_TEST(read_case("a%2Fb%20c%2B1").at("/Hub_Key__c") == "a/b c+1");
}

BOOST_AUTO_TEST_CASE(a_row_lives_from_its_creation_to_its_deletion) {
  const Answer created = post("/sobjects/Case", R"({"Subject":"a"})");
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created.at("/created") == "absent");
  const std::string path = "/sobjects/Case/" + created.at("/id");
  BOOST_TEST(patch(path, R"({"Subject":"b"})").status == 204);
  const Answer read = get(path + "?fields=Subject,CaseNumber");
  BOOST_TEST(read.at("/attributes/type") == "Case");
  BOOST_TEST(read.at("/attributes/url") == kData + path);
  BOOST_TEST(read.at("/Subject") == "b");
  BOOST_TEST(read.at("/Description") == "absent");
  BOOST_TEST(remove(path).status == 204);
  for (const char* method : {"GET", "PATCH", "DELETE"}) {
    const Answer gone = call(method, path, std::string_view(method) == "PATCH" ? "{}" : "");
    BOOST_TEST(gone.status == 404);
    BOOST_TEST(gone.at("/0/errorCode") == "ENTITY_IS_DELETED");
  }
}

BOOST_AUTO_TEST_CASE(a_deleted_row_frees_its_key) {
  const Answer first = upsert_case("k1");
  remove("/sobjects/Case/Hub_Key__c/k1");
  BOOST_TEST(read_case("k1").status == 404);
  const Answer second = upsert_case("k1");
  BOOST_TEST(second.status == 201);
  BOOST_TEST(second.at("/id") != first.at("/id"));
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_404) {
  for (const char* path :
       {"/sobjects/Nothing", "/sobjects/Nothing/describe", "/sobjects/Case/500000000000000AAA",
        "/sobjects/Case/Hub_Key__c/none", "/elsewhere"}) {
    const Answer answer = get(path);
    BOOST_TEST((answer.status == 404 || answer.status == 405), path);
  }
  BOOST_TEST(get("/elsewhere").at("/0/errorCode") == "NOT_FOUND");
  BOOST_TEST(get("/elsewhere").at("/0/message") == "The requested resource does not exist");
}

BOOST_AUTO_TEST_CASE(a_method_that_fits_nothing_is_405) {
  BOOST_TEST(call("PUT", "/sobjects/Case/Hub_Key__c/k1", "{}").status == 405);
  BOOST_TEST(remove("/sobjects/Case").status == 405);
}

BOOST_AUTO_TEST_CASE(a_file_is_stored_with_its_document_and_its_link) {
  const std::string parent = upsert_case("k1").at("/id");
  const Answer file =
      post("/sobjects/ContentVersion",
           R"({"Title":"t","PathOnClient":"t.txt","VersionData":"aGVsbG8=","FirstPublishLocationId":")" +
               parent + R"("})");
  BOOST_TEST(file.status == 201);
  const std::string path = "/sobjects/ContentVersion/" + file.at("/id");
  const Answer read = get(path + "?fields=ContentSize,Checksum,ContentDocumentId");
  BOOST_TEST(read.at("/ContentSize") == "5");
  BOOST_TEST(read.at("/Checksum") == "5d41402abc4b2a76b9719d911017c592");
  const Answer links =
      get("/query?q=SELECT+LinkedEntityId+FROM+ContentDocumentLink+WHERE+ContentDocumentId='" +
          read.at("/ContentDocumentId") + "'");
  BOOST_TEST(links.at("/records/0/LinkedEntityId") == parent);
  BOOST_TEST(get(path + "/VersionData").body == "hello");
  BOOST_TEST(remove(path).status == 405);
}

BOOST_AUTO_TEST_CASE(a_file_is_made_once_by_its_key_and_goes_with_its_document) {
  const std::string body = R"({"Title":"t","PathOnClient":"t.txt","VersionData":"aGVsbG8="})";
  const std::string path = "/sobjects/ContentVersion/Hub_Key__c/f1";
  BOOST_TEST(patch(path, body).status == 201);
  BOOST_TEST(get(path).at("/Checksum") == "5d41402abc4b2a76b9719d911017c592");
  BOOST_TEST(patch(path, body).at("/0/errorCode") == "INVALID_FIELD_FOR_INSERT_UPDATE");
  const Answer again =
      post("/sobjects/ContentVersion", body.substr(0, body.size() - 1) + R"(,"Hub_Key__c":"f1"})");
  BOOST_TEST(again.at("/0/errorCode") == "DUPLICATE_VALUE");
  const std::string document = get(path).at("/ContentDocumentId");
  const Answer version = remove("/composite/sobjects?ids=" + get(path).at("/Id"));
  BOOST_TEST(version.at("/0/success") == "false");
  BOOST_TEST(remove("/composite/sobjects?ids=" + document).at("/0/success") == "true");
  BOOST_TEST(get(path).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::simulators::salesforce
