#include "core/mapping/splitter.hpp"

#include <cstring>

#include "core/mapping/text.hpp"

namespace hub::mapping {

namespace {

using model::DataClass;
using model::Value;

// Gathers the pieces of one part at a time.
class Parts {
 public:
  Parts(const SplitPlan& plan, Scope& scope)
      : plan_(plan),
        scope_(scope),
        done_(&scope.arena()),
        pieces_(&scope.arena()),
        join_length_(length_of(plan.join, plan.unit)) {}

  // Nothing, or why the part cannot be begun.
  Result<void> add(liquid::Rendered piece) {
    // No unit counts more than one for a byte: as long as the bytes fit, nothing need be counted.
    if (has_pieces_ && bytes_ + plan_.join.size() + piece.text.size() <= plan_.limit) {
      append(piece);
      return {};
    }
    count_pieces();
    std::size_t length = length_of(piece.text, plan_.unit);
    if (has_pieces_ && length_ + join_length_ + length > plan_.limit) finish_part();
    while (true) {
      if (pieces_.empty()) {
        if (auto begun = begin_part(); !begun) return begun;
        count_pieces();
      }
      const std::size_t room = plan_.limit - length_ - (pieces_.empty() ? 0 : join_length_);
      if (length <= room) break;
      // Longer than a whole part: cut between characters.
      const std::string_view front = front_of(piece.text, room, plan_.unit);
      append({front, piece.data_class});
      finish_part();
      piece.text.remove_prefix(front.size());
      length = length_of(piece.text, plan_.unit);
    }
    append(piece);
    return {};
  }

  PartTexts finish() {
    finish_part();
    return std::move(done_);
  }

 private:
  Result<void> begin_part() {
    data_class_ = scope_.base_class;
    if (!plan_.heading) return {};
    Binding part(scope_, "part", part_value(done_.size() + 1, 0, scope_.arena()));
    auto heading = plan_.heading->text(scope_);
    if (!heading) return std::move(heading).error();
    const std::string_view text = without_control_characters(heading->text, scope_.arena());
    // At least a few characters of the text must fit beside it.
    if (length_of(text, plan_.unit) + join_length_ + 8 > plan_.limit) return limit_error("heading");
    append({text, heading->data_class});
    has_pieces_ = false;
    return {};
  }

  void append(const liquid::Rendered& piece) {
    if (!pieces_.empty()) bytes_ += plan_.join.size();
    bytes_ += piece.text.size();
    pieces_.push_back(piece.text);
    data_class_ = highest(data_class_, piece.data_class);
    has_pieces_ = true;
  }

  // Brings length_ up to date with the pieces.
  void count_pieces() {
    for (; counted_ < pieces_.size(); ++counted_) {
      length_ += (counted_ > 0 ? join_length_ : 0) + length_of(pieces_[counted_], plan_.unit);
    }
  }

  void finish_part() {
    if (has_pieces_) done_.push_back({joined(), data_class_});
    pieces_.clear();
    length_ = bytes_ = counted_ = 0;
    has_pieces_ = false;
  }

  std::string_view joined() const {
    std::size_t size = plan_.join.size() * (pieces_.size() - 1);
    for (const std::string_view piece : pieces_) size += piece.size();
    char* text = scope_.arena().take_array<char>(size);
    char* end = text;
    for (const std::string_view piece : pieces_) {
      if (end != text) end = std::copy(plan_.join.begin(), plan_.join.end(), end);
      end = std::copy(piece.begin(), piece.end(), end);
    }
    return {text, size};
  }

  const SplitPlan& plan_;
  Scope& scope_;
  PartTexts done_;
  std::pmr::vector<std::string_view> pieces_;
  std::size_t join_length_;
  std::size_t length_ = 0, counted_ = 0;  // of the first `counted_` pieces, in the plan's unit
  std::size_t bytes_ = 0;                 // of all pieces
  DataClass data_class_ = DataClass::none;
  bool has_pieces_ = false;  // besides a heading
};

// The text of one piece, ready for the record; empty when it is not chosen.
Result<liquid::Rendered> piece_text(const SplitPlan& plan, Scope& scope) {
  DataClass condition_class = DataClass::none;
  if (plan.pieces.where) {
    auto holds = plan.pieces.where->holds(scope);
    if (!holds) return std::move(holds).error();
    condition_class = holds->data_class();
    if (!holds->as_boolean()) return liquid::Rendered{{}, condition_class};
  }
  auto rendered = plan.text->text(scope);
  if (!rendered) return rendered;
  liquid::Rendered text{without_control_characters(rendered->text, scope.arena()),
                        highest(rendered->data_class, condition_class)};
  return redact_text(plan.rules, text, scope);
}

}  // namespace

Result<PartTexts> split_text(const SplitPlan& plan, Scope& scope) {
  auto list = plan.pieces.list->value(scope);
  if (!list) return std::move(list).error();
  Parts parts(plan, scope);
  if (list->is_null()) return parts.finish();
  if (!list->is_array()) return invalid_error("wrong_type", "what split goes through is not a list");
  Binding binding(scope, plan.pieces.name, Value());
  std::size_t turns = 0;
  for (const Value& item : list->as_array()) {
    if (!scope.spend_items(turns)) return limit_error("items");
    scope.rebind(item);
    auto piece = piece_text(plan, scope);
    if (!piece) return std::move(piece).error();
    if (piece->text.empty()) continue;
    if (auto added = parts.add(*piece); !added) return std::move(added).error();
  }
  return parts.finish();
}

PartTexts cut(std::string_view text, DataClass data_class, std::size_t limit, LengthUnit unit,
              model::Arena& arena) {
  PartTexts parts(&arena);
  while (!text.empty()) {
    const std::string_view front = front_of(text, limit, unit);
    parts.push_back({front, data_class});
    text.remove_prefix(front.size());
  }
  return parts;
}

Value part_value(std::size_t number, std::size_t count, model::Arena& arena) {
  model::Member* members = arena.take_array<model::Member>(2);
  ::new (&members[0]) model::Member{"number", Value::integer(static_cast<std::int64_t>(number))};
  ::new (&members[1]) model::Member{"count", Value::integer(static_cast<std::int64_t>(count))};
  return Value::object({members, 2});
}

}  // namespace hub::mapping
