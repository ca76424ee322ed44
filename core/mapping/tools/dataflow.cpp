#include "core/mapping/tools/dataflow.hpp"

#include <map>

#include "core/mapping/classes.hpp"
#include "core/mapping/tools/text_table.hpp"

namespace hub::mapping {

namespace {

std::string class_word(model::DataClass data_class) {
  return std::string(model::to_string(data_class));
}

std::string joined(const std::set<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

// Mermaid takes any text in quotes but the quotes themselves.
std::string label(const std::string& text, model::DataClass data_class) {
  std::string safe;
  for (const char c : text) safe += c == '"' ? '\'' : c;
  return "[\"" + safe + "<br/>" + class_word(data_class) + "\"]";
}

// Each pair of a field that is read and a field that is written.
template <class Visit>
void for_each_flow(const MappingFacts& facts, Visit visit) {
  for (const RecordFacts& record : facts.records) {
    for (const FieldFacts& field : record.fields) {
      for (const std::string& read : field.reads) visit(record, field, read);
    }
  }
}

}  // namespace

std::string dataflow_table(const MappingFacts& facts) {
  TextTable table(
      {"field of the case", "class", "object", "field of the target", "class there", "lowered by"});
  for_each_flow(facts, [&table](const RecordFacts& record, const FieldFacts& field, const std::string& read) {
    table.add({read, class_word(class_of_path(parse_path(read))), record.shape->object, field.path,
               class_word(field.data_class), joined(field.lowered_by)});
  });
  for (const RecordFacts& record : facts.records) {
    for (const std::string& read : record.identity_reads) {
      table.add({read, class_word(class_of_path(parse_path(read))), record.shape->object,
                 "(to find the record)", class_word(record.identity_class), ""});
    }
  }
  return table.markdown();
}

std::string dataflow_mermaid(const MappingFacts& facts) {
  std::string text = "flowchart LR\n";
  std::map<std::string, std::string> sources;
  std::string edges, targets;
  std::size_t target_count = 0;
  for (const RecordFacts& record : facts.records) {
    for (const FieldFacts& field : record.fields) {
      if (field.reads.empty()) continue;
      const std::string target = 't' + std::to_string(target_count++);
      targets += "  " + target + label(record.shape->object + '.' + field.path, field.data_class) + '\n';
      for (const std::string& read : field.reads) {
        const auto [source, is_new] = sources.try_emplace(read, 's' + std::to_string(sources.size()));
        edges += "  " + source->second + " --> " + target + '\n';
      }
    }
  }
  for (const auto& [read, id] : sources)
    text += "  " + id + label(read, class_of_path(parse_path(read))) + '\n';
  return text + targets + edges;
}

}  // namespace hub::mapping
