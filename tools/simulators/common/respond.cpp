#include "tools/simulators/common/respond.hpp"

namespace hub::simulators {

http::Response respond(int status, std::string_view type, std::string_view body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(type));
  response.body.append(body);
  return response;
}

http::Response respond_json(int status, Buffer body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

http::Response dropped() {
  http::Response response;
  response.drop = true;
  return response;
}

}  // namespace hub::simulators
