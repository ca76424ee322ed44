#include "core/http/curl_transfer.hpp"

#include <sys/socket.h>

#include <cstring>

namespace hub::http {

namespace {
constexpr std::size_t kAnswerHeaderBytesMax = 256 * 1024;

bool has_control_bytes(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

// Repeating these does no harm, so curl may do it when a kept connection turns out dead.
bool repeatable(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" || method == "DELETE";
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string_view word_for(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "unresolved";
    case CURLE_COULDNT_CONNECT:
      return "refused";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
      return "handshake_failed";
    case CURLE_OPERATION_TIMEDOUT:
      return "timeout";
    case CURLE_ABORTED_BY_CALLBACK:
      return "may_not_send";
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
      return "truncated";
    case CURLE_UNSUPPORTED_PROTOCOL:  // also the answer of a server that does not speak HTTP
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return "bad_answer";
    default:
      return "connection_lost";
  }
}
}  // namespace

CurlTransfer::CurlTransfer(CURL* easy, const ClientSettings& settings, const Request& request,
                           Executor executor)
    : easy_(easy), settings_(settings), request_(request), end_(executor) {}

CurlTransfer::~CurlTransfer() {
  curl_easy_reset(easy_);
}

Result<void> CurlTransfer::prepare() {
  if (!may_send()) return transient_error("may_not_send", "nothing may be sent at this moment");
  auto reach = settings_.guard.check_url(request_.url);
  if (!reach) return std::move(reach).error();
  reach_ = *reach;
  set(CURLOPT_URL, request_.url.c_str());
  set_connection_options();
  if (auto result = set_method(); !result) return result;
  if (auto result = set_headers(); !result) return result;
  set(CURLOPT_READFUNCTION, &CurlTransfer::on_read);
  set(CURLOPT_READDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::on_write);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::on_open);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_ERRORBUFFER, detail_.data());
  if (!settings_.may_send) return {};
  // curl asks at every step of a transfer, also between connecting and sending.
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &CurlTransfer::on_progress);
  set(CURLOPT_XFERINFODATA, this);
  return {};
}

void CurlTransfer::set_connection_options() {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // else the environment would choose one
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!settings_.ca_file.empty()) set(CURLOPT_CAINFO, settings_.ca_file.c_str());
  if (!settings_.certificate_file.empty()) {
    set(CURLOPT_SSLCERT, settings_.certificate_file.c_str());
    set(CURLOPT_SSLKEY, settings_.key_file.c_str());
  }
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(request_.deadline.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min(settings_.connect_deadline, request_.deadline).count()));
  set(CURLOPT_USERAGENT, settings_.user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, "gzip");
  for (const std::string& entry : settings_.resolve) {
    resolve_.reset(curl_slist_append(resolve_.release(), entry.c_str()));
  }
  if (resolve_) set(CURLOPT_RESOLVE, resolve_.get());
}

Result<void> CurlTransfer::set_method() {
  const std::string& method = request_.method;
  const bool has_body = !request_.body.empty();
  if (method.empty() || !std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return config_error("the request method is not a word of capital letters");
  }
  if (has_body || !repeatable(method) || method == "PUT") {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  } else if (method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  }
  if (method != "GET" || has_body) set(CURLOPT_CUSTOMREQUEST, method.c_str());
  // Without a body there is nothing to rewind, so curl would repeat it on its own.
  if (!has_body && !repeatable(method)) set(CURLOPT_FRESH_CONNECT, 1L);
  return {};
}

Result<void> CurlTransfer::set_headers() {
  auto append = [this](const std::string& line) {
    headers_.reset(curl_slist_append(headers_.release(), line.c_str()));
  };
  append("Expect:");
  if (!request_.headers.find("Content-Type")) append("Content-Type:");
  for (const auto& [name, value] : request_.headers) {
    if (name.empty() || has_control_bytes(name) || has_control_bytes(value)) {
      return invalid_error("bad_header", "a request header contains control characters");
    }
    append(value.empty() ? name + ";" : name + ": " + value);
  }
  set(CURLOPT_HTTPHEADER, headers_.get());
  return {};
}

int CurlTransfer::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<CurlTransfer*>(self)->may_send() ? 0 : 1;
}

std::size_t CurlTransfer::on_read(char* to, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (!transfer.may_send()) return CURL_READFUNC_ABORT;
  const std::string_view rest = transfer.request_.body.view().substr(transfer.body_sent_);
  const std::size_t taken = std::min(size * count, rest.size());
  std::memcpy(to, rest.data(), taken);
  transfer.body_sent_ += taken;
  return taken;
}

std::size_t CurlTransfer::on_write(char* from, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  Buffer& body = transfer.response_.body;
  const std::size_t bytes = size * count;
  transfer.too_large_ = bytes > transfer.request_.answer_bytes_max - body.size();
  if (transfer.too_large_) return 0;
  body.append({from, bytes});
  return bytes;
}

std::size_t CurlTransfer::on_header(char* from, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::size_t bytes = size * count;
  transfer.header_bytes_ += bytes;
  transfer.too_large_ = transfer.header_bytes_ > kAnswerHeaderBytesMax;
  if (transfer.too_large_) return 0;
  transfer.take_header({from, bytes});
  return bytes;
}

void CurlTransfer::take_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // of an interim answer, or of the one that follows it
    response_.headers = {};
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  response_.headers.add(std::string(trimmed(line.substr(0, colon))),
                        std::string(trimmed(line.substr(colon + 1))));
}

curl_socket_t CurlTransfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (!transfer.settings_.guard.allows(address->addr, transfer.reach_)) {
    transfer.refused_address_ = true;
    return CURL_SOCKET_BAD;
  }
  transfer.tried_address_ = true;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void CurlTransfer::finished(CURLcode result) {
  code_ = result;
  end_.set();
}

Result<Response> CurlTransfer::take_result() {
  if (code_ != CURLE_OK) return failure();
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

Error CurlTransfer::failure() const {
  if (too_large_) return invalid_error("answer_too_large", "the answer is larger than its limit");
  if (refused_address_ && !tried_address_) {
    Error error = config_error("the address is not one that outgoing requests may reach");
    error.code = "forbidden_address";
    return error;
  }
  long head_sent = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &head_sent);
  const std::string word(word_for(code_));
  // What came after the first byte may quote the answer; before it, curl's own words say which host or
  // certificate.
  if (head_sent > 0 || body_sent_ > 0) return unknown_outcome(word, curl_easy_strerror(code_));
  if (code_ == CURLE_URL_MALFORMAT || code_ == CURLE_UNSUPPORTED_PROTOCOL ||
      code_ == CURLE_SSL_CACERT_BADFILE) {
    return config_error(curl_easy_strerror(code_));
  }
  return transient_error(word, detail_[0] != '\0' ? detail_.data() : curl_easy_strerror(code_));
}

}  // namespace hub::http
