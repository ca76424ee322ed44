// Genesys Cloud as a target: a contact for a known visitor, notes on it for what was said, or a workitem;
// proven by reading back by id. One loop's thread. Keeps a token, nothing else.
#pragma once

#include <map>

#include "connectors/genesys/client.hpp"
#include "connectors/genesys/errors.hpp"
#include "connectors/genesys/types.hpp"
#include "connectors/shared/outcomes.hpp"

namespace hub::connectors::genesys {

struct TargetOptions {
  std::string external_source_id;  // whose external ids our keys are
  std::string user_id;             // who notes are by
  std::string collector_contact;   // of notes and workitems without a contact of their own; may be empty
  std::string worktype_id;         // of workitems; may be empty
  std::chrono::seconds workitem_life = std::chrono::hours(365 * 24);
  std::chrono::seconds late_commit{60};
  std::chrono::seconds visibility_lag{30};
  std::chrono::milliseconds look_back = std::chrono::hours(72);
};

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(TargetOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
         Clock& clock);

  const delivery::ConnectorTraits& traits() const override { return traits_; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Written>> write(Records batch) override;
  Task<std::vector<Result<Seen>>> look_up(Records batch) override;
  Task<std::vector<Result<Seen>>> find_by_key(Records batch) override;
  Task<std::vector<Result<Existing>>> find_existing(Records batch) override;
  Task<std::vector<Result<Form>>> read_back(Requests batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(Requests batch) override;
  Task<Result<void>> probe() override;
  bool suggests_drift(const Error& error) const override { return is_about_schema(error); }
  delivery::Budget budget() const override { return client_.budget(); }

 private:
  // A contact or a workitem at a time.
  Task<Written> write_one(const model::Record& record);
  Task<Result<Seen>> look_up_one(const model::Record& record);
  Task<Result<Seen>> find_one_by_key(const model::Record& record);
  Task<Result<Form>> read_one(const delivery::ReadRequest& request, model::Arena& arena);
  Task<Result<Existing>> find_one(const model::Record& record);
  Task<Result<void>> erase_one(const delivery::ReadRequest& request);
  // What Genesys shows of it: by its id, and by our key; nothing when it is not there.
  Task<Result<Form>> row_of(const model::RecordShape& shape, const std::string& id, model::Arena& arena);
  Task<Result<Form>> find_row(const model::Record& record, model::Arena& arena);
  model::Value stored(const model::Record& record, const model::Value& row, std::string_view contact_id,
                      model::Arena& arena) const;
  // Whose note or workitem this is; empty when its contact is not there, or when it is nobody's.
  Task<Result<std::string>> contact_of(const model::Record& record);

  // contacts.cpp
  Task<Result<void>> check_source();
  Task<Result<void>> check_collector();
  Task<Written> write_contact_of(const model::Record& record);
  Task<Written> keep(const std::string& contact_id);
  Task<Result<Form>> find_contact(std::string_view type, std::string_view value, model::Arena& arena);
  Task<Result<void>> erase_person(const std::string& contact_id);

  // workitems.cpp
  Task<Written> write_workitem_of(const model::Record& record);
  Task<Result<Form>> find_workitem(std::string_view key, model::Arena& arena);

  // notes.cpp: all notes of one contact at once
  struct Noted {  // what is listed of a note of ours
    std::string_view id, hash, text;
    std::size_t newer = 0;   // notes of the contact
    bool is_double = false;  // another one has the same key
  };
  struct Listing {
    std::map<std::string_view, Noted, std::less<>> notes;  // by key
    bool is_conclusive = false;                            // what is not there was never written
  };
  using Places = std::vector<std::size_t>;  // in a batch
  static void add_to(Listing& listing, const model::Value& note, std::size_t newer, model::Arena& arena);
  // Page after page, until all that are wanted are there, or those that follow were made before `since`;
  // `wanted` holds keys.
  Task<Result<Listing>> list_notes(const std::string& contact_id, std::vector<std::string_view> wanted,
                                   int pages_max, WallTime since, model::Arena& arena);
  // What an attempt to deliver may have made was made since then.
  WallTime recent() const { return clock_.wall_now() - options_.look_back; }
  Task<Result<void>> scan_notes(Listing& listing, model::Arena& arena);
  // All that can be reached of these of the batch: by the list of their contact, then by the scan of all
  // notes.
  Task<Result<Listing>> reach_notes(const std::string& contact_id, Records batch, const Places& places,
                                    WallTime since, model::Arena& arena);
  Task<std::vector<Result<std::string>>> contacts_of(std::vector<const model::Record*> records);
  Task<std::vector<Written>> write_notes_of(Records batch);
  struct Fresh {  // a note that its contact does not have yet
    std::string contact_id;
    std::size_t place;
  };
  Task<Result<void>> rewrite_listed(const std::string& contact_id, const Places& places, Records batch,
                                    std::vector<Written>& results, std::vector<Fresh>& fresh);
  Task<Written> write_note_of(const std::string& contact_id, const Noted* noted, std::string_view text);
  Task<void> add_notes(const std::vector<Fresh>& fresh, Records batch, std::vector<Written>& results);
  Task<std::vector<Result<Seen>>> look_up_notes(Records batch);
  Task<std::vector<Result<Seen>>> find_notes(Records batch);
  Task<std::vector<Result<Form>>> read_notes(Requests batch, model::Arena& arena);
  Task<Result<Form>> read_note(const std::string& contact_id, const delivery::ReadRequest& request,
                               model::Arena& arena);
  Task<Result<void>> erase_note(const delivery::ReadRequest& request);

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
  Clock& clock_;
};

}  // namespace hub::connectors::genesys
