// The console's files, as a browser gets them.
#include "core/admin/console_files.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

namespace admin = hub::admin;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "hub-console-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    const auto file = std::filesystem::path(path) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  std::string path;
};

struct Console {
  Folder folder;
  admin::ConsoleFiles files;

  Console() {
    folder.write("index.html", "<!doctype html>the page");
    folder.write("assets/main-1.js", "the script");
    folder.write("assets/main-1.js.gz", "zipped");
    auto loaded = admin::ConsoleFiles::load(folder.path);
    BOOST_REQUIRE(loaded.ok());
    files = std::move(*loaded);
  }
  std::optional<hub::http::Response> get(const std::string& url, const std::string& encodings = "") const {
    hub::http::Request request;
    request.url = url;
    if (!encodings.empty()) request.headers.add("Accept-Encoding", encodings);
    return files.serve(request);
  }
};

std::string header(const hub::http::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(console_files)

BOOST_AUTO_TEST_CASE(every_view_is_the_one_page_and_the_api_stays_the_api) {
  const Console console;
  for (const char* view :
       {"/", "/overview", "/overview?range=1h", "/deliveries/17-1", "/mappings/acme/crm", "/certificates"}) {
    const auto page = console.get(view);
    BOOST_REQUIRE_MESSAGE(page, view);
    BOOST_TEST(page->body.view() == "<!doctype html>the page");
  }
  for (const char* other : {"/api/v1/status", "/api/v1/nothing", "/healthz", "/metrics", "/openapi.json",
                            "/certificates/log/checkpoint", "/favicon.ico", "/assets/none.js"})
    BOOST_TEST(!console.get(other).has_value(), other);
}

BOOST_AUTO_TEST_CASE(nothing_inline_runs_and_nothing_comes_from_elsewhere) {
  const Console console;
  for (const char* path : {"/", "/assets/main-1.js"}) {
    const std::string policy = header(*console.get(path), "Content-Security-Policy");
    BOOST_TEST(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    BOOST_TEST(policy.find("unsafe") == std::string::npos);
    BOOST_TEST(header(*console.get(path), "X-Content-Type-Options") == "nosniff");
  }
}

BOOST_AUTO_TEST_CASE(files_are_kept_by_browsers_and_the_page_is_asked_for_again) {
  const Console console;
  BOOST_TEST(header(*console.get("/"), "Cache-Control") == "no-cache");
  BOOST_TEST(header(*console.get("/assets/main-1.js"), "Cache-Control").find("immutable") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_takes_gzip_gets_what_was_compressed_at_build_time) {
  const Console console;
  const auto zipped = console.get("/assets/main-1.js", "br, gzip");
  BOOST_TEST(header(*zipped, "Content-Encoding") == "gzip");
  BOOST_TEST(zipped->body.view() == "zipped");
  BOOST_TEST(console.get("/assets/main-1.js")->body.view() == "the script");
  BOOST_TEST(console.get("/", "gzip")->body.view() == "<!doctype html>the page");
}

BOOST_AUTO_TEST_CASE(no_path_leads_out_of_the_folder_and_only_reading_is_answered) {
  const Console console;
  BOOST_TEST(!console.get("/../console_files.cpp").has_value());
  BOOST_TEST(!console.get("/assets/../../etc/passwd.txt").has_value());
  hub::http::Request post;
  post.method = "POST";
  post.url = "/";
  BOOST_TEST(!console.files.serve(post).has_value());
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_console_is_refused_at_start) {
  const Folder empty;
  BOOST_TEST(!admin::ConsoleFiles::load(empty.path).ok());
  BOOST_TEST(!admin::ConsoleFiles::load(empty.path + "/nowhere").ok());
  empty.write("index.html", "page");
  empty.write("notes.exe", "what is this");
  BOOST_TEST(!admin::ConsoleFiles::load(empty.path).ok());
  BOOST_TEST(!admin::ConsoleFiles().serve({}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
