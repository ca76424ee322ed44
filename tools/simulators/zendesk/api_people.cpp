// Users, uploads and the description of fields.
#include <algorithm>

#include "core/base/ascii.hpp"
#include "tools/simulators/zendesk/api.hpp"
#include "tools/simulators/zendesk/writers.hpp"

namespace hub::simulators::zendesk {

namespace {

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t comma = std::min(list.find(',', start), list.size());
    if (comma > start) words.push_back(list.substr(start, comma - start));
    start = comma + 1;
  }
  return words;
}

Reply user_list(const std::vector<const User*>& users, const std::string& base_url) {
  Reply reply;
  reply.body.append("{\"users\":[");
  for (std::size_t i = 0; i < users.size(); ++i) {
    if (i > 0) reply.body.push_back(',');
    write_user(*users[i], base_url, reply.body);
  }
  reply.body.append("],\"next_page\":null,\"previous_page\":null,\"count\":" + std::to_string(users.size()) +
                    "}");
  return reply;
}

}  // namespace

Reply Api::users(const Call& call) {
  if (call.is("POST", {"users", "create_or_update"}) || call.is("POST", {"users", "create_or_update_many"})) {
    return write_users(call);
  }
  if (call.is("GET", {"users", "show_many"})) {
    std::vector<const User*> found;
    for (const Id id : ids_of(call.query("ids"))) {
      if (const User* user = account_.find_user(id)) found.push_back(user);
    }
    for (const std::string& external_id : words_of(call.query("external_ids"))) {
      if (const User* user = account_.find_user_by_external_id(external_id)) found.push_back(user);
    }
    return user_list(found, call.base_url);
  }
  if (call.is("GET", {"users", "search"})) {
    std::vector<const User*> found;
    std::string wanted = call.query("query");
    if (wanted.starts_with("email:")) wanted.erase(0, 6);
    std::erase(wanted, '"');
    for (const User& user : account_.users()) {
      if (!user.is_deleted && !wanted.empty() && lower_case(user.email) == lower_case(wanted))
        found.push_back(&user);
    }
    return user_list(found, call.base_url);
  }
  if (call.is("DELETE", {"users", "*"}) || call.is("DELETE", {"deleted_users", "*"})) {
    const bool is_second = call.target.segments[0] == "deleted_users";
    const auto user = std::ranges::find(account_.users(), id_of(call.target.segments[1]), &User::id);
    if (user == account_.users().end() || user->is_deleted != is_second) {
      return error_reply(404, "RecordNotFound", "Not found");
    }
    user->is_deleted = true;
    if (is_second) user->name = user->email = user->external_id = "";
    Reply reply;
    reply.body.append("{\"user\":");
    write_user(*user, call.base_url, reply.body);
    reply.body.push_back('}');
    return reply;
  }
  const bool is_one = call.is("GET", {"users", "*"});
  const User* user = is_one ? account_.find_user(id_of(call.target.segments[1])) : nullptr;
  if (!user) return error_reply(404, "RecordNotFound", "Not found");
  Reply reply;
  reply.body.append("{\"user\":");
  write_user(*user, call.base_url, reply.body);
  reply.body.push_back('}');
  return reply;
}

Reply Api::uploads(const Call& call) {
  Reply reply;
  if (call.is("DELETE", {"uploads", "*"})) {
    account_.forget_upload(call.target.segments[1]);
    reply.status = 204;
    return reply;
  }
  if (!call.is("POST", {"uploads"})) return error_reply(404, "InvalidEndpoint", "Not found");
  if (call.query("filename").empty()) return error_reply(400, "Missing parameter: filename");
  const std::string token =
      account_.upload(call.query("token"), {0, call.query("filename"), call.content_type, call.body});
  const auto& files = account_.find_upload(token)->files;
  reply.status = 201;
  reply.body.append("{\"upload\":{\"token\":\"" + token + "\",\"attachment\":");
  write_attachment(files.back(), call.base_url, reply.body);
  reply.body.append(",\"attachments\":[");
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i > 0) reply.body.push_back(',');
    write_attachment(files[i], call.base_url, reply.body);
  }
  reply.body.append("]}}");
  return reply;
}

Reply Api::fields() const {
  Reply reply;
  reply.body.append("{\"ticket_fields\":[");
  bool is_first = true;
  for (const TicketField& field : account_.fields()) {
    if (field.is_hidden) continue;
    if (!is_first) reply.body.push_back(',');
    write_field(field, reply.body);
    is_first = false;
  }
  reply.body.append("],\"next_page\":null,\"previous_page\":null,\"count\":0}");
  return reply;
}

}  // namespace hub::simulators::zendesk
