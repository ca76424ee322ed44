#include "core/delivery/describe.hpp"

#include "core/delivery/missing_object.hpp"

namespace hub::delivery {

Task<Result<Schema>> describe_objects(Connector& connector, std::set<std::string> objects) {
  Schema schema;
  for (const std::string& object : objects) {
    std::vector<std::string> one(1, object);
    auto described = co_await connector.describe(std::move(one));
    if (!described.ok() && described.error().code == kMissingObject) continue;
    if (!described.ok()) co_return std::move(described).error();
    for (SchemaObject& found : described->objects) schema.objects.push_back(std::move(found));
  }
  co_return schema;
}

}  // namespace hub::delivery
