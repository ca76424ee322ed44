// Files on cases: a ContentVersion is made once under our key, and proven by the checksum (MD5) and the size
// that the org tells of its bytes (salesforce.md 3). Bytes of a version never change: a file that holds
// others is replaced. One loop's thread; lives for one batch of records of one shape.
#pragma once

#include "connectors/salesforce/rows.hpp"

namespace hub::connectors::salesforce {

bool is_file(std::string_view object);
inline bool is_file(const model::RecordShape& shape) {
  return is_file(shape.object);
}
// For a mapping, what cannot be changed of a file is changed all the same: with the file.
void allow_replacing(delivery::SchemaObject& object);

// Which column tells what is deleted with a record: a file goes with its document.
std::string_view deletion_column(const model::RecordShape& shape);

// The fields in the form in which files are compared: checksum and size instead of the bytes. What the form
// holds besides lives where `fields` does.
model::Value with_fingerprint(const model::Value& fields, model::Arena& arena);

class Files {
 public:
  // Both outlive the object; rows live in `arena`.
  Files(Client& client, model::Arena& arena) : client_(client), arena_(arena) {}

  // As delivery::Connector::write(). A file whose case is not there yet is `transient`.
  Task<std::vector<Result<delivery::StoredRecord>>> write(std::span<const model::Record> batch);
  // What a query tells of each, as if it told the bytes' fingerprint and the key of the case.
  Task<std::vector<Result<FoundRow>>> rows(std::span<const delivery::ReadRequest> batch);

 private:
  using Stored = Result<delivery::StoredRecord>;

  Task<Result<std::vector<std::string>>> cases_of(std::span<const delivery::ReadRequest> batch);
  Task<std::vector<Result<FoundRow>>> rows_below(std::span<const delivery::ReadRequest> batch,
                                                 std::vector<std::string> cases);
  Task<Stored> keep(const model::Record& record, std::string case_id, FoundRow row);
  Task<Stored> create(const model::Record& record, std::string case_id);
  bool holds(const model::Value& row, const model::Record& record, std::string_view case_id);

  Client& client_;
  model::Arena& arena_;
};

}  // namespace hub::connectors::salesforce
