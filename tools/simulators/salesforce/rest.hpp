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
#include "tools/simulators/salesforce/faults.hpp"
#include "tools/simulators/salesforce/org.hpp"

namespace hub::simulators::salesforce {

struct RestRequest {
  std::string method, path;  // "/sobjects/Case/Hub_Key__c/k1", decoded per segment
  std::vector<std::string> segments;
  std::map<std::string, std::string> query;
  model::Value body;  // null when there is none
  std::vector<Fault> faults;
};

struct RestAnswer {
  int status = 200;
  Buffer body;
  std::string_view content_type = "application/json;charset=UTF-8";
};

struct RestLimits {
  std::size_t page_rows = 2000;
  std::int64_t daily_requests = 5'000'000;
};

class Rest {
 public:
  Rest(Org& org, RestLimits limits) : org_(org), limits_(limits) {}

  // What faults and counters call it: "upsert", "retrieve", "query", "describe", ...
  static std::string operation_of(const RestRequest& request);
  // Splits "/a/b%20c?x=1" into segments and query.
  static RestRequest parse_target(std::string method, std::string_view target);

  RestAnswer run(const RestRequest& request, const std::string& version);
  void set_page_rows(std::size_t rows) { limits_.page_rows = rows; }

 private:
  friend class Composite;
  // sobjects.cpp
  RestAnswer describe_global();
  RestAnswer describe(const ObjectDef& object);
  RestAnswer sobjects(const RestRequest& request, const std::string& version);
  RestAnswer row_by_id(const RestRequest& request, const ObjectDef& object, const std::string& version);
  RestAnswer row_by_key(const RestRequest& request, const ObjectDef& object, int key_field,
                        const std::string& version);
  RestAnswer create_row(const ObjectDef& object, const model::Value& body);
  RestAnswer read_row(const RestRequest& request, Row& row, const std::string& version);
  // collections.cpp
  RestAnswer collections(const RestRequest& request, const std::string& version);
  RestAnswer write_collection(const RestRequest& request);
  RestAnswer delete_collection(const RestRequest& request);
  RestAnswer retrieve_collection(const RestRequest& request, const std::string& version);
  // queries.cpp
  RestAnswer query(const RestRequest& request, const std::string& version);
  RestAnswer page(std::uint64_t cursor, std::size_t start, const std::string& version);
  // composite.cpp
  RestAnswer composite(const RestRequest& request, const std::string& version);

  struct Cursor {
    std::vector<std::string> fields;
    std::vector<Row*> rows;
  };

  Org& org_;
  RestLimits limits_;
  std::uint64_t calls_ = 0, last_cursor_ = 0;
  std::map<std::uint64_t, Cursor> cursors_;
};

// Answers in the forms of salesforce.md 2 and 5.
RestAnswer error_answer(const ApiError& error);
RestAnswer not_found(std::string message = "The requested resource does not exist");
void write_error(const ApiError& error, std::string_view code_name, Buffer& out);
void write_value(const FieldDef* field, const FieldValue& value, Buffer& out);
// {"attributes":{...},"Field":...}; `stale` reads what the row held one write ago.
void write_row(const Row& row, const std::vector<std::string>& fields, Org& org, const std::string& version,
               bool stale, Buffer& out);

}  // namespace hub::simulators::salesforce
