#include "connectors/s3/setup.hpp"

#include <string_view>

namespace hub::connectors::s3 {

namespace {

struct Statement {
  std::string_view name, resource, condition;
  std::vector<std::string_view> actions;
};

constexpr std::string_view kObjects = "arn:aws:s3:::BUCKET/PREFIX/*", kBucket = "arn:aws:s3:::BUCKET";
constexpr std::string_view kOnlyPrefix = R"("StringLike": {"s3:prefix": "PREFIX/*"})";

std::string json_of(const Statement& statement) {
  std::string actions;
  for (const std::string_view action : statement.actions)
    actions.append(actions.empty() ? "\"" : ", \"").append(action).append("\"");
  std::string json = "    {\"Sid\": \"" + std::string(statement.name) +
                     "\", \"Effect\": \"Allow\",\n     \"Action\": [" + actions +
                     "],\n     \"Resource\": \"" + std::string(statement.resource) + '"';
  if (!statement.condition.empty())
    json += ",\n     \"Condition\": {" + std::string(statement.condition) + '}';
  return json + '}';
}

std::string policy_of(const std::vector<Statement>& statements) {
  std::string json;
  for (const Statement& statement : statements) json += (json.empty() ? "" : ",\n") + json_of(statement);
  return "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n" + json + "\n  ]\n}\n";
}

}  // namespace

std::vector<SetupFile> setup_files() {
  const Statement archive{"Archive", kObjects, "", {"s3:PutObject", "s3:GetObject", "s3:GetObjectVersion"}};
  const Statement list{
      "TellAbsentFromForbidden", kBucket, kOnlyPrefix, {"s3:ListBucket", "s3:ListBucketVersions"}};
  const Statement lock{"Lock", kObjects, "", {"s3:PutObjectRetention", "s3:GetObjectRetention"}};
  const Statement erase{"Erase", kObjects, "", {"s3:DeleteObject", "s3:DeleteObjectVersion"}};
  return {
      {"policy-archive.json", policy_of({archive, list})},
      {"policy-archive-and-lock.json", policy_of({archive, list, lock})},
      {"policy-archive-and-erase.json", policy_of({archive, list, erase})},
      {"README.txt",
       "Put your names in the place of BUCKET and PREFIX in one of the policies and attach it to the hub's "
       "access\n"
       "key, and to nothing else. Block public access to the bucket and switch its default encryption on.\n"
       "With an empty prefix write * for PREFIX/*.\n"},
  };
}

}  // namespace hub::connectors::s3
