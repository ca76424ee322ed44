#include "core/admin/mapping_workbench.hpp"

#include <array>
#include <filesystem>

#include "core/delivery/policy_refusal.hpp"
#include "core/mapping/case_fields.hpp"
#include "core/mapping/classes.hpp"
#include "core/mapping/tools/diff.hpp"
#include "core/mapping/tools/lint.hpp"
#include "core/mapping/tools/liquid_reference.hpp"
#include "core/mapping/tools/render.hpp"
#include "core/mapping/tools/test_file.hpp"
#include "core/mapping/tools/test_runner.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kSamplesMax = 50;

void write_problems(const config::Problems& problems, JsonWriter& json) {
  json.name("problems").begin_array();
  for (const config::Problem& problem : problems) {
    json.begin_object().member("line", std::int64_t{problem.line});
    json.member("column", std::int64_t{problem.column}).member("message", problem.message);
    json.member("fix", problem.fix).end_object();
  }
  json.end_array();
}

void write_texts(std::string_view name, const std::set<std::string>& texts, JsonWriter& json) {
  json.name(name).begin_array();
  for (const std::string& text : texts) json.text(text);
  json.end_array();
}

void write_reads(const std::set<std::string>& reads, JsonWriter& json) {
  json.name("reads").begin_array();
  for (const std::string& read : reads) {
    json.begin_object().member("path", read);
    json.member("class", model::to_string(mapping::class_of_path(mapping::parse_path(read)))).end_object();
  }
  json.end_array();
}

// Each field that is written: where in the text, of which class, from what.
void write_fields(const mapping::MappingFacts& facts, JsonWriter& json) {
  json.name("fields").begin_array();
  for (const mapping::RecordFacts& record : facts.records) {
    for (const mapping::FieldFacts& field : record.fields) {
      json.begin_object().member("record", record.plan->name).member("object", record.shape->object);
      json.member("field", field.path).member("line", std::int64_t{field.node.line});
      json.member("class", model::to_string(field.data_class));
      json.member("typical_size", static_cast<std::int64_t>(field.typical_size));
      if (field.size_max) json.member("size_max", static_cast<std::int64_t>(*field.size_max));
      write_reads(field.reads, json);
      write_texts("lowered_by", field.lowered_by, json);
      json.end_object();
    }
  }
  json.end_array();
}

void write_error(const Error& error, JsonWriter& json) {
  json.name("error").begin_object().member("code", error.code);
  json.member("message", error.message).name("fields").begin_array();
  for (const std::string& field : error.fields) json.text(field);
  json.end_array().end_object();
}

// Any key will do: the record keys shown are not those of the hub.
mapping::MapContext sample_context(const model::Value& event, const delivery::MappingSite& site,
                                   redaction::Counts& redacted) {
  static constexpr std::array<std::byte, 32> kSampleKey{};
  return {.id_key = kSampleKey,
          .event_time = std::chrono::floor<milliseconds>(std::chrono::system_clock::now()),
          .time_zone = "UTC",
          .event_id = event.text_at("id"),
          .event_source = event.text_at("source"),
          .tenant = "sample",
          .region = "sample",
          .max_class = policy::least(site.up_to, site.rules.max_class.value_or(model::DataClass::free_text)),
          .redaction = site.redaction.get(),
          .is_late = event.text_at("type") == "com.vergic.engage.case.updated.v1",
          .redacted = &redacted,
          .classes = site.rules.classes,
          .leaves_out = site.leaves_out};
}

// What the engine would send of the sample, or why it would send nothing.
void write_records(const PreviewRequest& request, const delivery::MappingSite& site, JsonWriter& json) {
  config::Problems problems;
  const auto mapping = mapping::Mapping::compile(request.text, request.file, problems);
  if (!mapping || request.sample == nullptr) return;
  if (!site.up_to) return write_error(delivery::policy_refused(), json);
  redaction::Counts redacted;
  const model::Value* data = request.sample->find("data");
  model::Arena arena;
  const auto records = mapping->map(data != nullptr ? *data : *request.sample,
                                    sample_context(*request.sample, site, redacted), arena);
  if (!records) return write_error(records.error(), json);
  const Buffer shown = mapping::render_records(*records, mapping::RenderFormat::json);
  std::string_view text = shown.view();
  while (text.ends_with('\n')) text.remove_suffix(1);
  json.name("records").raw(text);
  if (redacted.total() > 0) json.name("redacted").raw(redacted.json());
}

void write_tests(const PreviewRequest& request, const delivery::MappingSite& site, JsonWriter& json) {
  const std::string path = mapping::test_file_beside(site.file);
  std::error_code error;
  json.name("tests").begin_object();
  if (std::filesystem::exists(path, error)) {
    const mapping::TestReport report = mapping::run_tests(path, request.text);
    json.name("results").begin_array();
    for (const mapping::TestResult& result : report.results) {
      json.begin_object().member("name", result.name).member("passed", result.passed);
      json.member("difference", result.difference).end_object();
    }
    json.end_array();
    write_problems(report.problems, json);
  } else {
    json.name("results").begin_array().end_array();
    write_problems({}, json);
  }
  json.end_object();
}

void write_samples(const delivery::MappingSite& site, JsonWriter& json) {
  config::Problems problems;
  const std::string path = mapping::test_file_beside(site.file);
  std::error_code error;
  json.name("samples").begin_array();
  if (std::filesystem::exists(path, error)) {
    const mapping::TestFile file = mapping::load_test_file(path, problems);
    for (std::size_t i = 0; problems.empty() && i < std::min(file.tests.size(), kSamplesMax); ++i) {
      Buffer data;
      model::write_json(file.tests[i].data, data);
      json.begin_object().member("name", file.tests[i].name).name("case").raw(data.view()).end_object();
    }
  }
  json.end_array();
}

void write_entries(std::string_view name, const std::vector<mapping::LiquidEntry>& entries,
                   JsonWriter& json) {
  json.name(name).begin_array();
  for (const mapping::LiquidEntry& entry : entries)
    json.begin_object()
        .member("name", entry.name)
        .member("meaning", entry.meaning)
        .member("example", entry.example)
        .end_object();
  json.end_array();
}

std::string_view kind_word(mapping::CaseFieldKind kind) {
  constexpr std::array<std::string_view, 6> kWords = {"text", "time", "integer", "number", "boolean", "json"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace

void write_preview(const PreviewRequest& request, const delivery::MappingSite& site, JsonWriter& json) {
  json.begin_object();
  write_problems(mapping::publish_problems(request.text, request.file, site.rules), json);
  const mapping::LintReport report = mapping::lint(request.text, request.file);
  if (report.mapping) write_fields(report.facts, json);
  write_records(request, site, json);
  if (request.before) json.member("changes", mapping::diff_mappings(*request.before, request.text));
  if (request.runs_tests) write_tests(request, site, json);
  json.end_object();
}

void write_workbench(const delivery::MappingSite& site, JsonWriter& json) {
  json.begin_object().member("target_kind", site.rules.target_kind);
  if (site.rules.max_class) json.member("max_class", model::to_string(*site.rules.max_class));
  json.name("case_fields").begin_array();
  for (const mapping::CaseField& field : mapping::case_fields()) {
    json.begin_object().member("path", field.path).member("class", model::to_string(field.data_class));
    json.member("kind", kind_word(field.kind)).end_object();
  }
  json.end_array();
  write_entries("filters", mapping::liquid_filter_entries(), json);
  write_entries("tags", mapping::liquid_tag_entries(), json);
  write_samples(site, json);
  json.end_object();
}

void write_schema(const model::Schema& schema, JsonWriter& json) {
  json.begin_object().name("objects").begin_array();
  for (const model::SchemaObject& object : schema.objects) {
    json.begin_object().member("name", object.name).name("fields").begin_array();
    for (const model::SchemaField& field : object.fields) {
      json.begin_object().member("name", field.name).member("label", field.label).member("type", field.type);
      if (field.length_max) json.member("length_max", static_cast<std::int64_t>(*field.length_max));
      json.member("writable", field.createable).member("required", field.required);
      json.member("key", field.usable_as_key).name("values").begin_array();
      for (const std::string& value : field.values) json.text(value);
      json.end_array().end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

}  // namespace hub::admin
