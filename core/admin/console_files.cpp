#include "core/admin/console_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/admin/operations.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kFilesMax = 500;
constexpr std::size_t kBytesMax = 64u << 20;
constexpr std::string_view kPage = "index.html";

// Nothing comes from elsewhere, nothing inline runs, and no other page may show this one.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTypes = {
    {{".html", "text/html; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".svg", "image/svg+xml"},
     {".json", "application/json"},
     {".png", "image/png"},
     {".woff2", "font/woff2"},
     {".txt", "text/plain; charset=utf-8"}}};

std::optional<std::string_view> type_of(std::string_view name) {
  for (const auto& [ending, type] : kTypes)
    if (name.ends_with(ending)) return type;
  return std::nullopt;
}

Result<std::string> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return config_error("cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The API, the certificate log and whatever looks like a file stay what they are.
bool is_view(std::string_view path) {
  if (path.starts_with("/api/") || path.starts_with("/certificates/log/")) return false;
  if (path.substr(path.rfind('/')).find('.') != std::string_view::npos) return false;
  return !match_operation("GET", path).path_known;
}

}  // namespace

Result<ConsoleFiles> ConsoleFiles::load(const std::string& folder) {
  ConsoleFiles console;
  std::error_code error;
  std::size_t bytes = 0;
  auto each = std::filesystem::recursive_directory_iterator(folder, error);
  for (; !error && each != std::filesystem::recursive_directory_iterator(); each.increment(error)) {
    if (!each->is_regular_file()) continue;
    const std::string name = std::filesystem::relative(each->path(), folder).string();
    if (name.ends_with(".gz")) continue;
    if (auto added = console.add(folder, name); !added.ok()) return added.error();
    bytes += console.files_.at(name).bytes.size();
    if (console.files_.size() > kFilesMax || bytes > kBytesMax)
      return config_error("this is too much for a console: " + folder);
  }
  if (error) return config_error("cannot read the folder of the console: " + folder);
  if (!console.files_.contains(kPage)) return config_error("there is no index.html in " + folder);
  return console;
}

Result<void> ConsoleFiles::add(const std::string& folder, const std::string& name) {
  const auto type = type_of(name);
  if (!type) return config_error("a file of the console is of no known type: " + folder + '/' + name);
  auto bytes = read(folder + '/' + name);
  if (!bytes.ok()) return bytes.error();
  auto gzipped = read(folder + '/' + name + ".gz");
  files_[name] = {std::string(*type), std::move(*bytes), gzipped.ok() ? std::move(*gzipped) : std::string()};
  return {};
}

std::optional<http::Response> ConsoleFiles::serve(const http::Request& request) const {
  if (files_.empty() || (request.method != "GET" && request.method != "HEAD")) return std::nullopt;
  const std::string_view target(request.url);
  const std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with('/')) return std::nullopt;
  const bool takes_gzip =
      request.headers.find("Accept-Encoding").value_or("").find("gzip") != std::string_view::npos;
  const auto found = files_.find(path.substr(1));
  if (found != files_.end()) return answer(found->second, takes_gzip, found->first == kPage);
  if (!is_view(path)) return std::nullopt;
  return answer(files_.find(kPage)->second, takes_gzip, true);
}

// The page names its files by their content, so those never change.
http::Response ConsoleFiles::answer(const File& file, bool takes_gzip, bool is_page) const {
  http::Response response;
  response.headers.add("Content-Type", file.type);
  response.headers.add("Cache-Control", is_page ? "no-cache" : "public, max-age=31536000, immutable");
  response.headers.add("Content-Security-Policy", kPolicy);
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.add("Vary", "Accept-Encoding");
  const bool gzipped = takes_gzip && !file.gzipped.empty();
  if (gzipped) response.headers.add("Content-Encoding", "gzip");
  response.body.append(gzipped ? file.gzipped : file.bytes);
  return response;
}

}  // namespace hub::admin
