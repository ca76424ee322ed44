// hub-residue: looks for the texts of cases in every file of folders, as they are and in other forms. Exit
// status 0 when there are none, 1 when there are, 2 for bad usage, 3 when it could not look.
#include <charconv>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "core/admin/json_writer.hpp"
#include "tools/residue/case_texts.hpp"
#include "tools/residue/files.hpp"
#include "tools/residue/key_holder.hpp"

namespace {

constexpr const char* kUsage =
    "usage: hub-residue --cases FILE [--limit N] [--open HUB.YAML] FOLDER...\n\n"
    "Searches every file below the folders for every text of the cases that is longer than 20 characters: as "
    "it is,\n"
    "and as JSON, hex and base64 would write it. FILE has an event a line; - is standard input.\n"
    "  --limit N        only the first N cases\n"
    "  --open HUB.YAML  also opens every sealed case that the keys of that (stopped, copied) hub still open\n"
    "The answer is one JSON object. Exit status: 0 nothing found, 1 found, 2 bad usage, 3 could not look.\n";

struct Arguments {
  std::string cases, open;
  std::size_t limit = SIZE_MAX;
  std::vector<std::string> folders;
};

bool read_arguments(const std::vector<std::string>& words, Arguments& arguments) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--cases" && i + 1 < words.size()) {
      arguments.cases = words[++i];
    } else if (words[i] == "--open" && i + 1 < words.size()) {
      arguments.open = words[++i];
    } else if (words[i] == "--limit" && i + 1 < words.size()) {
      const std::string& text = words[++i];
      const auto read = std::from_chars(text.data(), text.data() + text.size(), arguments.limit);
      if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return false;
    } else if (words[i].starts_with("--")) {
      return false;
    } else {
      arguments.folders.push_back(words[i]);
    }
  }
  return !arguments.cases.empty() && !arguments.folders.empty();
}

void print(const hub::residue::TextCount& count, const hub::residue::FolderScan& scan,
           const hub::residue::KeyHolderScan& opened) {
  hub::admin::JsonWriter json;
  json.begin_object().member("cases", static_cast<std::int64_t>(count.cases));
  json.member("texts", static_cast<std::int64_t>(count.texts));
  json.member("files", static_cast<std::int64_t>(scan.files))
      .member("bytes", static_cast<std::int64_t>(scan.bytes));
  json.member("hits", static_cast<std::int64_t>(scan.hits)).name("found").begin_array();
  for (const auto& file : scan.hit_files) {
    json.begin_object().member("file", file.file).member("hits", static_cast<std::int64_t>(file.hits));
    json.member("first_offset", static_cast<std::int64_t>(file.first_offset)).end_object();
  }
  json.end_array().member("sealed_rows", static_cast<std::int64_t>(opened.rows));
  json.member("opened", static_cast<std::int64_t>(opened.opened));
  json.member("opened_hits", static_cast<std::int64_t>(opened.hits)).end_object();
  const hub::Buffer line = json.take();
  std::cout << line.view() << '\n';
}

int could_not_look(const hub::Error& error) {
  std::cerr << "hub-residue: " << error.message << '\n';
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read_arguments({argv + 1, argv + argc}, arguments)) {
    std::cerr << kUsage;
    return 2;
  }
  std::ifstream file(arguments.cases);
  std::istream& lines = arguments.cases == "-" ? std::cin : file;
  if (!lines) return could_not_look(hub::config_error("cannot be read: " + arguments.cases));
  hub::residue::Scanner scanner;
  const auto count = hub::residue::add_case_texts(lines, arguments.limit, scanner);
  if (!count) return could_not_look(count.error());
  scanner.build();
  const auto scan = hub::residue::scan_folders(arguments.folders, scanner);
  if (!scan) return could_not_look(scan.error());
  hub::residue::KeyHolderScan opened;
  if (!arguments.open.empty()) {
    const auto scanned = hub::residue::scan_as_key_holder(arguments.open, scanner);
    if (!scanned) return could_not_look(scanned.error());
    opened = *scanned;
  }
  print(*count, *scan, opened);
  return scan->hits == 0 && opened.hits == 0 ? 0 : 1;
}
