// SOQL (salesforce.md 4.2).
#include "tests/simulators/salesforce/simulated_org.hpp"

namespace hub::simulators::salesforce {

namespace {

std::string encoded(std::string_view soql) {
  std::string text;
  for (const char c : soql) {
    constexpr std::string_view kPlain = "_.*-()";
    if (std::isalnum(static_cast<unsigned char>(c)) || kPlain.find(c) != std::string_view::npos) {
      text += c;
    } else {
      char code[4];
      std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
      text += code;
    }
  }
  return text;
}

SimulatorSettings short_pages() {
  SimulatorSettings settings;
  settings.limits.page_rows = 2;
  return settings;
}

}  // namespace

struct OrgOfQueries : SimulatedOrg {
  using SimulatedOrg::SimulatedOrg;
  Answer query(std::string_view soql, const std::string& resource = "query") {
    return get("/" + resource + "?q=" + encoded(soql));
  }
  std::string code(std::string_view soql) {
    const Answer answer = query(soql);
    BOOST_TEST(answer.status == 400, soql);
    return answer.at("/0/errorCode");
  }
  std::string count(std::string_view where) {
    return query("SELECT COUNT() FROM Contact WHERE " + std::string(where)).at("/totalSize");
  }
  std::string contact(const std::string& name, const std::string& fields) {
    return post("/sobjects/Contact", R"({"LastName":")" + name + "\"," + fields + "}").at("/id");
  }
};

BOOST_FIXTURE_TEST_SUITE(simulator_query, OrgOfQueries)

BOOST_AUTO_TEST_CASE(rows_are_found_by_their_keys) {
  for (const char* key : {"a", "b", "c"}) upsert_case(key);
  const Answer answer =
      query("SELECT Id, Hub_Key__c FROM Case WHERE Hub_Key__c IN ('c', 'a', 'none') ORDER BY Hub_Key__c");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("/totalSize") == "2");
  BOOST_TEST(answer.at("/done") == "true");
  BOOST_TEST(answer.at("/records/0/attributes/type") == "Case");
  BOOST_TEST(answer.at("/records/0/Hub_Key__c") == "a");
  BOOST_TEST(answer.at("/records/1/Hub_Key__c") == "c");
}

BOOST_AUTO_TEST_CASE(a_case_is_found_by_its_id_in_either_length) {
  const std::string id = upsert_case("a").at("/id");
  upsert_case("b");
  for (const std::string& one : {id, id.substr(0, 15)}) {
    BOOST_TEST(query("SELECT Hub_Key__c FROM Case WHERE Id = '" + one + "'").at("/records/0/Hub_Key__c") ==
               "a");
  }
  BOOST_TEST(query("SELECT Id FROM Contact WHERE Id = '" + id + "'").at("/totalSize") == "0");
}

BOOST_AUTO_TEST_CASE(a_contact_is_found_by_address_without_regard_to_case) {
  contact("a", R"("Email":"Ann@Example.com","Phone":"+49 30 1")");
  contact("b", R"("Email":"bob@example.com","MobilePhone":"+49 30 2")");
  BOOST_TEST(count("Email = 'ann@example.COM'") == "1");
  BOOST_TEST(count("Email IN ('ann@example.com', 'bob@example.com', 'none@example.com')") == "2");
  BOOST_TEST(count("Phone = '+49 30 2' OR MobilePhone = '+49 30 2'") == "1");
  BOOST_TEST(count("Email = 'ann@example.com' OR Phone = '+49 30 1'") == "1");
  BOOST_TEST(count("Email = 'ann@example.com' AND Phone = '+49 30 2'") == "0");
  BOOST_TEST(count("Email = 'ann@example.com' AND LastName != 'z'") == "1");
  BOOST_TEST(count("Email = null") == "0");
}

BOOST_AUTO_TEST_CASE(a_changed_address_is_found_and_the_old_one_is_not) {
  const std::string id = contact("a", R"("Email":"old@example.com")");
  patch("/sobjects/Contact/" + id, R"({"Email":"new@example.com"})");
  BOOST_TEST(count("Email = 'old@example.com'") == "0");
  BOOST_TEST(count("Email = 'new@example.com'") == "1");
  remove("/sobjects/Contact/" + id);
  BOOST_TEST(count("Email = 'new@example.com'") == "0");
}

BOOST_AUTO_TEST_CASE(a_key_that_keeps_its_case_is_compared_with_it) {
  upsert_case("abc");
  BOOST_TEST(query("SELECT Id FROM Case WHERE Hub_Key__c = 'ABC'").at("/totalSize") == "0");
  BOOST_TEST(query("SELECT Id FROM Case WHERE (NOT Hub_Key__c = 'ABC')").at("/totalSize") == "1");
}

BOOST_AUTO_TEST_CASE(quotes_are_escaped_and_a_parent_is_one_step_away) {
  upsert_case("a", R"({"Subject":"it's"})");
  patch("/sobjects/Chat_Transcript__c/Hub_Key__c/p", R"({"Case__r":{"Hub_Key__c":"a"},"Part__c":1})");
  BOOST_TEST(query("SELECT Id FROM Case WHERE Subject = 'it\\'s'").at("/totalSize") == "1");
  const Answer part =
      query("SELECT Case__r.Subject FROM Chat_Transcript__c WHERE Case__r.Hub_Key__c = 'a' AND Part__c >= 1");
  BOOST_TEST(part.at("/records/0/Case__r/Subject") == "it's");
}

BOOST_AUTO_TEST_CASE(only_query_all_sees_deleted_rows) {
  upsert_case("a");
  remove("/sobjects/Case/Hub_Key__c/a");
  const std::string soql = "SELECT IsDeleted FROM Case WHERE Hub_Key__c = 'a'";
  BOOST_TEST(query(soql).at("/totalSize") == "0");
  BOOST_TEST(query(soql, "queryAll").at("/records/0/IsDeleted") == "true");
}

BOOST_AUTO_TEST_CASE(errors_are_named) {
  BOOST_TEST(code("SELECT Id FROM") == "MALFORMED_QUERY");
  BOOST_TEST(code("SELECT Nothing__c FROM Case") == "INVALID_FIELD");
  BOOST_TEST(code("SELECT Id FROM Case WHERE Nothing__c = 'a'") == "INVALID_FIELD");
  BOOST_TEST(code("SELECT Id FROM Nothing") == "INVALID_TYPE");
  BOOST_TEST(code("SELECT Id FROM Case WHERE Description = 'a'") == "INVALID_FIELD");
  BOOST_TEST(code("SELECT Id FROM Case ORDER BY Description") == "INVALID_FIELD");
  BOOST_TEST(code("SELECT Id FROM Case WHERE Subject = '" + std::string(4001, 'x') + "'") ==
             "MALFORMED_QUERY");
}

BOOST_AUTO_TEST_CASE(a_long_statement_fits_inside_a_composite) {
  upsert_case("a");
  std::string list = "'a'";
  for (int i = 0; i < 1000; ++i) list += ",'aaaaaaaaaaaaaaaaaaaaa'";
  const std::string url =
      std::string(kData) + "/query?q=" + encoded("SELECT Id FROM Case WHERE Hub_Key__c IN (" + list + ")");
  BOOST_TEST(authorised("GET", url).status == 414);
  const Answer inside =
      post("/composite", R"({"compositeRequest":[{"method":"GET","referenceId":"q","url":")" + url + "\"}]}");
  BOOST_TEST(inside.at("/compositeResponse/0/body/totalSize") == "1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(pages_are_followed_to_the_end) {
  OrgOfQueries org(short_pages());
  for (const char* key : {"a", "b", "c", "d", "e"}) org.upsert_case(key);
  Answer page = org.query("SELECT Hub_Key__c FROM Case ORDER BY Hub_Key__c DESC");
  BOOST_TEST(page.at("/totalSize") == "5");
  std::string keys;
  for (int pages = 0; pages < 3; ++pages) {
    for (int i = 0; i < 2 && page.at("/records/" + std::to_string(i)) != "absent"; ++i)
      keys += page.at("/records/" + std::to_string(i) + "/Hub_Key__c");
    BOOST_TEST(page.at("/done") == (pages == 2 ? "true" : "false"));
    if (pages < 2) page = org.authorised("GET", page.at("/nextRecordsUrl"));
  }
  BOOST_TEST(keys == "edcba");
  BOOST_TEST(page.at("/nextRecordsUrl") == "absent");
  BOOST_TEST(org.get("/query/123456-2").at("/0/errorCode") == "INVALID_QUERY_LOCATOR");
}

}  // namespace hub::simulators::salesforce
