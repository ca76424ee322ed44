#include "tools/hubctl/mapping_render.hpp"

#include <array>
#include <chrono>
#include <ostream>

#include "core/mapping/mapping.hpp"
#include "core/mapping/tools/render.hpp"
#include "core/model/json.hpp"
#include "tools/hubctl/files.hpp"

namespace hub::hubctl {

int render_mapping(Call& call) {
  const std::string& file = call.arguments[0];
  const auto yaml = read_file(file), text = read_file(call.arguments[1]);
  if (!yaml) return fail(call, kRefused, yaml.error().message);
  if (!text) return fail(call, kRefused, text.error().message);
  config::Problems problems;
  const auto mapping = mapping::Mapping::compile(yaml->view(), file, problems);
  for (const config::Problem& problem : problems) call.err << problem.text() << '\n';
  if (!mapping) return kFoundProblems;

  // The first line is enough: event files have one event a line. A pretty-printed event is one document
  // instead.
  model::Arena arena;
  model::JsonParser parser;
  auto event = parser.parse(text->view(), arena);
  if (!event) event = parser.parse(text->view().substr(0, text->view().find('\n')), arena);
  if (!event) return fail(call, kRefused, "no JSON: " + call.arguments[1]);
  const model::Value* data = event->find("data");

  // Any key will do: the record keys shown are not those of the hub.
  constexpr std::array<std::byte, 32> kSampleKey{};
  mapping::MapContext context{
      .id_key = kSampleKey,
      .event_time = std::chrono::floor<milliseconds>(std::chrono::system_clock::now()),
      .time_zone = "UTC",
      .event_id = event->text_at("id"),
      .event_source = event->text_at("source"),
      .tenant = "sample",
      .region = "sample",
      .max_class = std::nullopt,
      .redaction = nullptr,
      .is_late = event->text_at("type") == "com.vergic.engage.case.updated.v1"};
  const auto records = mapping->map(data != nullptr ? *data : *event, context, arena);
  if (!records) {
    std::string fields;
    for (const std::string& field : records.error().fields) fields += ' ' + field;
    return fail(call, kFoundProblems, records.error().message + (fields.empty() ? "" : ":" + fields));
  }
  const Buffer shown = mapping::render_records(
      *records, call.json ? mapping::RenderFormat::json : mapping::RenderFormat::pretty);
  call.out << shown.view();
  return kDone;
}

}  // namespace hub::hubctl
