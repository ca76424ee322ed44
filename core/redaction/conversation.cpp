#include <algorithm>

#include "core/redaction/candidates.hpp"
#include "core/redaction/characters.hpp"

namespace hub::redaction {

namespace {

// Messages of one sender in a row, as one text with kJoin between them.
class Run {
 public:
  Run(std::span<const Message> messages, std::size_t first, model::Arena& arena)
      : messages_(messages), first_(first), begins_(&arena) {
    std::size_t size = 0;
    for (const Message& message : messages_) {
      begins_.push_back(size);
      size += message.text.size() + 1;
    }
    if (messages_.size() == 1) {
      text_ = messages_[0].text;
      return;
    }
    char* joined = arena.take_array<char>(size);
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      std::ranges::copy(messages_[i].text, joined + begins_[i]);
      joined[begins_[i] + messages_[i].text.size()] = kJoin;
    }
    text_ = {joined, size - 1};
  }

  std::string_view text() const { return text_; }

  // What goes over more messages, or more time, than people take for one number.
  bool is_too_far_apart(const Find& find) const {
    const std::size_t from = message_at(find.begin), to = message_at(find.end - 1);
    return to - from >= kJoinedMessagesMax || messages_[to].at - messages_[from].at > kJoinedTimeMax;
  }

  void add_pieces(const Find& find, std::pmr::vector<MessageFind>& pieces) const {
    const std::size_t from = message_at(find.begin), to = message_at(find.end - 1);
    for (std::size_t i = from; i <= to; ++i) {
      Find piece = find;
      piece.begin = std::max(find.begin, begins_[i]) - begins_[i];
      piece.end = std::min(find.end - begins_[i], messages_[i].text.size());
      if (piece.begin < piece.end) pieces.push_back({first_ + i, piece, from != to});
    }
  }

 private:
  std::size_t message_at(std::size_t place) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(begins_, place) - begins_.begin()) - 1;
  }

  std::span<const Message> messages_;
  std::size_t first_;
  std::pmr::vector<std::size_t> begins_;
  std::string_view text_;
};

}  // namespace

std::pmr::vector<MessageFind> scan_messages(std::span<const Message> messages, const ScanOptions& options,
                                            model::Arena& arena) {
  std::pmr::vector<MessageFind> found(&arena);
  for (std::size_t first = 0; first < messages.size();) {
    std::size_t end = first + 1;
    while (end < messages.size() && messages[end].sender == messages[first].sender) ++end;
    const Run run(messages.subspan(first, end - first), first, arena);
    Finds finds(&arena);
    find_candidates(run.text(), options, arena, finds);
    std::erase_if(finds, [&run](const Find& find) { return run.is_too_far_apart(find); });
    resolve_overlaps(finds);
    for (const Find& find : finds) run.add_pieces(find, found);
    first = end;
  }
  return found;
}

}  // namespace hub::redaction
