// Composite graphs: a record and what hangs below it, which is a case, as one graph of which everything is
// written or nothing; graphs do not touch each other (salesforce.md 2.4). Pure; any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "connectors/salesforce/types.hpp"

namespace hub::connectors::salesforce {

inline constexpr std::size_t kGraphsMax = 75;  // in one call

using Places = std::vector<std::size_t>;  // of records in their batch

struct Division {
  std::vector<Places> graphs;  // parents before children
  // What can be no node, and what hangs below it; each list of one shape and one way of addressing.
  std::vector<Places> others;
};

// Parents stand before their children in the batch. Files can be no nodes, and no record with "@{" in a text:
// Salesforce reads that as a reference to another node, and there is no way to say that it is none.
Division divide(std::span<const model::Record> batch);

using NameRelationship = std::function<std::string(const model::RecordShape&)>;

// The body of a call with these graphs of the batch. `data_path`: "/services/data/v62.0".
void write_graphs(std::span<const model::Record> batch, std::span<const Places> graphs,
                  std::string_view data_path, const NameRelationship& relationship, Buffer& out);

// Sets the result of each record of these graphs. Records of a graph that failed share the error of the one
// to blame, except that theirs is not `invalid`. What the answer does not tell of is `unknown`.
void read_graphs(const model::Value& answer, std::span<const model::Record> batch,
                 std::span<const Places> graphs, std::vector<Result<delivery::StoredRecord>>& results);

}  // namespace hub::connectors::salesforce
