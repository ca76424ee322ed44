#include "connectors/salesforce/target.hpp"
#include "core/async/system_clock.hpp"
#include "tests/connectors/salesforce/small_org.hpp"

namespace hub::contract {

namespace {

using connectors::salesforce::Credentials;
using connectors::salesforce::SmallOrg;
using connectors::salesforce::Target;

Names salesforce_names() {
  Names names;
  names.record.name = "case";
  names.record.object = "Case";
  names.record.key_field = "Hub_Key__c";
  names.part.name = "transcript";
  names.part.object = "Chat_Transcript__c";
  names.part.key_field = "Hub_Key__c";
  names.part.stage = 1;
  names.part.parent = 0;
  names.part.parent_field = "Case__c";
  names.part.parent_key_field = "Hub_Key__c";
  names.short_field = "Subject";
  names.long_field = "Description";
  names.part_field = "Body__c";
  return names;
}

Credentials credentials() {
  Credentials credentials;
  credentials.login_url = "https://small.my.salesforce.com";
  credentials.client_id = "consumer-key";
  credentials.client_secret = Buffer("consumer-secret");
  return credentials;
}

class SalesforceHarness final : public Harness {
 public:
  IoContext& io() override { return io_; }
  Clock& clock() override { return clock_; }
  delivery::Connector& connector() override { return target_; }
  const Names& names() const override { return names_; }
  std::string poison() const override { return "poison " + std::string(300, 'p'); }
  bool inject(Fault fault) override { return org_.faults.insert(fault).second; }
  void heal() override { org_.faults.clear(); }
  std::size_t count(std::string_view key) override { return org_.count(key); }
  bool duplicate(std::string_view key) override {
    org_.duplicate(key);
    return true;
  }

 private:
  IoContext io_{1};
  SystemClock clock_{io_};
  SmallOrg org_;
  Names names_ = salesforce_names();
  Target target_{{}, credentials(), org_, clock_};
};

std::unique_ptr<Harness> make() {
  return std::make_unique<SalesforceHarness>();
}

const bool added = add_suite("salesforce", make);

}  // namespace

}  // namespace hub::contract
