// Simulator: emptyRecycleBin of the SOAP partner API, the only call of it that a hub makes.
#include "tools/simulators/salesforce/content.hpp"
#include "tools/simulators/salesforce/respond.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr std::size_t kIdsMax = 200;
constexpr std::string_view kStart =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
    R"(xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body>)";
constexpr std::string_view kEnd = "</soapenv:Body></soapenv:Envelope>";

// The texts of every element of that name, whatever prefix and attributes it has.
std::vector<std::string> texts_of(std::string_view xml, std::string_view name) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; (at = xml.find(name, at)) != xml.npos; at += name.size()) {
    const std::size_t behind = at + name.size(), tag = xml.rfind('<', at);
    const bool is_start = tag != xml.npos && xml[tag + 1] != '/' && (at == tag + 1 || xml[at - 1] == ':');
    const std::size_t open_end = xml.find('>', behind);
    if (!is_start || open_end == xml.npos || (xml[behind] != '>' && xml[behind] != ' ')) continue;
    const std::size_t end = xml.find('<', open_end);
    if (end != xml.npos) texts.emplace_back(xml.substr(open_end + 1, end - open_end - 1));
  }
  return texts;
}

http::Response soap(int status, const std::string& body) {
  return respond(status, "text/xml;charset=UTF-8", std::string(kStart) + body + std::string(kEnd));
}

http::Response fault(const std::string& code, const std::string& message) {
  return soap(500, "<soapenv:Fault><faultcode>sf:" + code + "</faultcode><faultstring>" + code + ": " +
                       message + "</faultstring></soapenv:Fault>");
}

std::string result(const std::string& id, bool is_purged) {
  if (is_purged) return "<result><id>" + id + "</id><success>true</success></result>";
  return "<result><errors><message>entity is not in the recycle bin</message>"
         "<statusCode>INVALID_CROSS_REFERENCE_KEY</statusCode></errors><id/><success>false</success></"
         "result>";
}

}  // namespace

http::Response Simulator::empty_recycle_bin(const http::Request& request) {
  const std::string_view body = request.body.view();
  const auto sessions = texts_of(body, "sessionId");
  if (sessions.size() != 1 || !tokens_.contains(sessions.front()))
    return fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader");
  ++calls_["empty_recycle_bin"];
  usage_.count(1);
  const auto faults = faults_.strike("empty_recycle_bin");
  if (find_fault(faults, "status")) return fault("SERVER_UNAVAILABLE", "told to");
  const auto ids = texts_of(body, "ids");
  if (ids.size() > kIdsMax) return fault("EXCEEDED_ID_LIMIT", "record limit reached");
  std::string results;
  for (const std::string& id : ids) {
    Row* row = org_.find(id, true);
    const bool is_there = row && row->deleted && !row->is_purged;
    if (is_there) purge_row(org_, *row);
    results += result(id, is_there);
  }
  return soap(200, "<emptyRecycleBinResponse>" + results + "</emptyRecycleBinResponse>");
}

std::size_t Simulator::recycled_rows(const ObjectDef& object) {
  std::size_t count = 0;
  for (const Row& row : org_.rows_of(object)) count += row.deleted && !row.undone && !row.is_purged;
  return count;
}

}  // namespace hub::simulators::salesforce
