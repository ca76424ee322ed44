// The REST API below /services/data/vXX.X as a plain function from request to answer: rows, collections,
// queries and the composites that run several of them. One thread; the org outlives it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/salesforce/org.hpp"
#include "tools/simulators/salesforce/usage.hpp"

namespace hub::simulators::salesforce {

struct RestRequest {
  std::string method, path;  // "/sobjects/Case/Hub_Key__c/k1", decoded per segment
  std::vector<std::string> segments;
  std::map<std::string, std::string> query;
  model::Value body;  // null when there is none
  std::vector<Fault> faults;
  bool all_or_none = false;       // of the composite that carries it: overrides the collection's own
  std::size_t first_record = 0;   // its place among the composite's subrequests
  std::size_t page_rows_max = 0;  // asked for by Sforce-Query-Options; 0: the org's choice
};

struct RestAnswer {
  int status = 200;
  Buffer body;
  std::size_t failed_records = 0;  // of a collection
  std::string_view content_type = "application/json;charset=UTF-8";
};

// From this version on an upsert says what it did, and collections of them exist.
inline constexpr int kUpsertAnswersSince = 46;

struct RestLimits {
  std::size_t page_rows = 2000;
  std::size_t long_text_page_rows = 200;  // with two or more long custom texts in the list
  std::int64_t daily_requests = 5'000'000;
};

class Rest {
 public:
  Rest(Org& org, ApiUsage& usage, RestLimits limits) : org_(org), usage_(usage), limits_(limits) {}

  // What faults and counters call it: "upsert", "retrieve", "query", "describe", ...
  static std::string operation_of(const RestRequest& request);
  // Splits "/a/b%20c?x=1" into segments and query.
  static RestRequest parse_target(std::string method, std::string_view target);

  RestAnswer run(const RestRequest& request, const std::string& version);
  Org& org() { return org_; }
  // Ends every query that has pages left.
  void close_cursors() { cursors_.clear(); }

 private:
  // sobjects.cpp
  RestAnswer describe_global();
  RestAnswer describe(const ObjectDef& object);
  RestAnswer sobjects(const RestRequest& request, const std::string& version);
  RestAnswer row_by_id(const RestRequest& request, const ObjectDef& object, const std::string& version);
  RestAnswer row_by_key(const RestRequest& request, const ObjectDef& object, int key_field,
                        const std::string& version);
  RestAnswer upsert_row(const RestRequest& request, const ObjectDef& object, int key_field, int api_version);
  RestAnswer create_row(const RestRequest& request, const ObjectDef& object);
  RestAnswer read_row(const RestRequest& request, Row& row, const std::string& version);
  // collections.cpp
  RestAnswer collections(const RestRequest& request, const std::string& version);
  RestAnswer delete_collection(const RestRequest& request);
  RestAnswer retrieve_collection(const RestRequest& request, const std::string& version);
  // collection_write.cpp
  RestAnswer write_collection(const RestRequest& request);
  // queries.cpp
  RestAnswer query(const RestRequest& request, const std::string& version);
  RestAnswer page(std::uint64_t cursor, std::size_t start, const std::string& version);
  // composite.cpp and graph.cpp
  RestAnswer composite(const RestRequest& request, const std::string& version);
  RestAnswer batch(const RestRequest& request, const std::string& version);
  RestAnswer graph(const RestRequest& request, const std::string& version);
  RestAnswer limits() const;

  struct Cursor {
    std::vector<std::string> fields;
    std::vector<Row*> rows;
    std::size_t page_rows = 0;
    bool stale = false;
  };

  Org& org_;
  ApiUsage& usage_;
  RestLimits limits_;
  std::uint64_t last_cursor_ = 0;
  std::map<std::uint64_t, Cursor> cursors_;
};

// Answers in the forms of salesforce.md 2 and 5.
RestAnswer error_answer(const ApiError& error);
RestAnswer method_not_allowed();
RestAnswer no_such_key(std::string_view field_name);
RestAnswer not_found(std::string message = "The requested resource does not exist");
// 62 of "v62.0"; 0 when it is no version.
int api_version(std::string_view version);
void write_error(const ApiError& error, std::string_view code_name, Buffer& out);
void write_value(const FieldDef* field, const FieldValue& value, Buffer& out);
// {"attributes":{...},"Field":...}; `stale` reads what the row held one write ago.
void write_row(const Row& row, const std::vector<std::string>& fields, Org& org, const std::string& version,
               bool stale, Buffer& out);

}  // namespace hub::simulators::salesforce
