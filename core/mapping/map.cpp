#include "core/mapping/case_redactor.hpp"
#include "core/mapping/classes.hpp"
#include "core/mapping/compiled_mapping.hpp"
#include "core/mapping/record_maker.hpp"
#include "core/model/builder.hpp"

namespace hub::mapping {

namespace {

using model::Value;

const MappingLimits kLimits;

void add_text(model::ObjectBuilder& object, std::string_view name, std::string_view text) {
  if (!text.empty()) object.add(name, Value::string(text));
}

Value event_value(const MapContext& context, model::Arena& arena) {
  model::ObjectBuilder event(arena);
  add_text(event, "id", context.event_id);
  add_text(event, "source", context.event_source);
  event.add("time", Value::integer(context.event_time.time_since_epoch().count() / 1000));
  return event.finish();
}

Value tenant_value(const MapContext& context, model::Arena& arena) {
  model::ObjectBuilder tenant(arena);
  add_text(tenant, "id", context.tenant);
  add_text(tenant, "region", context.region);
  return tenant.finish();
}

}  // namespace

Result<std::vector<model::Record>> CompiledMapping::map(const Value& data, const MapContext& context,
                                                        model::Arena& arena) const {
  const Value* case_data = data.find("case");
  const std::string_view case_id = case_data ? case_data->text_at("id") : std::string_view();
  if (case_id.empty()) return invalid_error("no_case_id", "the event has no case.id");

  liquid::RenderContext render;
  render.event_time = context.event_time;
  render.time_zone = time_zone_.empty() ? context.time_zone : std::string_view(time_zone_);
  render.tables = tables_;
  render.token_key.emplace(context.id_key);
  const CaseRedactor redactor(data, context, arena);
  render.redactor = &redactor;
  Value classified = classify(data, arena, context.classes ? *context.classes : CaseClasses::usual());
  if (context.leaves_out && context.max_class)
    classified = up_to_class(classified, *context.max_class, arena);
  Scope scope(classified, render, redactor, arena, kLimits);
  Binding event(scope, "event", event_value(context, arena));
  Binding tenant(scope, "tenant", tenant_value(context, arena));
  Binding owner(scope, "owner", owners_.of(data));
  return RecordMaker(plans_, shapes_, context, case_id, scope).make_all();
}

}  // namespace hub::mapping
