#include "tools/simulators/engage/event_file.hpp"

#include <zlib.h>

#include <vector>

namespace hub::simulators::engage {

namespace {
constexpr std::size_t kLineBytesMax = 64u << 20;
constexpr unsigned kBufferBytes = 256 * 1024;

struct CloseFile {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
}  // namespace

struct EventFile::State {
  std::string path;
  std::unique_ptr<gzFile_s, CloseFile> file;
  std::vector<char> buffer = std::vector<char>(kBufferBytes);
  std::uint64_t line = 0;
  model::JsonParser parser;

  Error failure(std::string what) const {
    return invalid_error("bad_event_file", path + ':' + std::to_string(line) + ": " + std::move(what));
  }
  Result<std::optional<std::string>> next_line();
};

EventFile::EventFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventFile::EventFile(EventFile&&) noexcept = default;
EventFile& EventFile::operator=(EventFile&&) noexcept = default;
EventFile::~EventFile() = default;

Result<EventFile> EventFile::open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->file.reset(gzopen(path.c_str(), "rb"));  // reads plain files as they are
  if (!state->file) return config_error(path + ": the file cannot be opened");
  gzbuffer(state->file.get(), kBufferBytes);
  return EventFile(std::move(state));
}

Result<std::optional<std::string>> EventFile::State::next_line() {
  std::string text;
  ++line;
  while (gzgets(file.get(), buffer.data(), static_cast<int>(buffer.size()))) {
    text += buffer.data();
    if (text.size() > kLineBytesMax) return failure("the line is too long");
    if (!text.empty() && text.back() == '\n') break;
  }
  int status = Z_OK;
  gzerror(file.get(), &status);
  if (status != Z_OK && status != Z_STREAM_END) return failure("the compressed data are damaged");
  if (text.empty()) return std::optional<std::string>();
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return std::optional(std::move(text));
}

Result<std::optional<SendableEvent>> EventFile::next() {
  for (;;) {
    auto text = state_->next_line();
    if (!text.ok()) return text.error();
    if (!text->has_value()) return std::optional<SendableEvent>();
    if ((*text)->empty()) continue;
    model::Arena arena;
    const auto event = state_->parser.parse(**text, arena);
    if (!event.ok() || event->text_at("id").empty()) return state_->failure("this is no event");
    return std::optional(SendableEvent{std::string(event->text_at("id")), std::move(**text)});
  }
}

}  // namespace hub::simulators::engage
