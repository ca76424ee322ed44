#include "core/mapping/liquid/block_compiler.hpp"

#include <algorithm>
#include <array>

#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/expression_parser.hpp"
#include "core/mapping/liquid/suggestion.hpp"
#include "core/mapping/liquid/tag_names.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr std::array<std::string_view, 12> kInnerTags = {"else",       "elsif",  "when",        "endif",
                                                         "endunless",  "endfor", "endcase",     "endcapture",
                                                         "endcomment", "endraw", "endtablerow", "enddoc"};

std::string tag_text(std::string_view name) {
  return "tag '" + std::string(name) + "'";
}

bool only_space(std::string_view text) {
  return std::ranges::all_of(text, is_space);
}

}  // namespace

void BlockCompiler::Body::add(const Body& other) {
  blank = blank && other.blank;
  texts.insert(texts.end(), other.texts.begin(), other.texts.end());
}

void BlockCompiler::compile_template() {
  const std::string& source = state_.program.source;
  Scanner scanner(source, 0, source.size(), Scanner::Mode::text);
  Body whole;
  const Chunk end = body(scanner, whole);
  if (end.kind == Chunk::Kind::tag) unexpected(end);
  emit({.op = Op::halt, .at = static_cast<Index>(end.at)});
}

Chunk BlockCompiler::body(Scanner& scanner, Body& into) {
  Chunk next = scanner.next();
  if (!state_.enter_level(static_cast<Index>(next.at))) return {};
  for (; !state_.failed(); next = scanner.next()) {
    if (next.kind == Chunk::Kind::end) break;
    if (next.kind == Chunk::Kind::tag && std::ranges::find(kInnerTags, next.tag_name) != kInnerTags.end())
      break;
    chunk(scanner, next, into);
  }
  state_.leave_level();
  return next;
}

void BlockCompiler::chunk(Scanner& scanner, const Chunk& chunk, Body& body) {
  const auto at = static_cast<Index>(chunk.at);
  switch (chunk.kind) {
    case Chunk::Kind::text:
      return text(chunk, body);
    case Chunk::Kind::output:
      return output(chunk.body, chunk.body_at, body);
    case Chunk::Kind::unclosed_output:
      return state_.fail(at, "'{{' without its '}}'");
    case Chunk::Kind::unclosed_tag:
      return state_.fail(at, "'{%' without its '%}'");
    case Chunk::Kind::end:
      return;
    case Chunk::Kind::tag:
      break;
  }
  if (!simple_tag(scanner, chunk, body) && !tag(scanner, chunk, body)) unexpected(chunk);
}

bool BlockCompiler::simple_tag(Scanner& scanner, const Chunk& chunk, Body& body) {
  const std::string_view name = chunk.tag_name;
  if (name == "assign") {
    assign_tag(chunk);
  } else if (name == "echo") {
    output(chunk.body, chunk.body_at, body);
  } else if (name == "cycle") {
    cycle_tag(chunk);
    body.blank = false;
  } else if (name == "break" || name == "continue") {
    jump_tag(chunk);
    body.blank = false;
  } else if (name == "#") {
    comment_tag(chunk);
  } else if (name == "comment") {
    if (!scanner.skip_comment())
      state_.fail(static_cast<Index>(chunk.at), "'comment' without its 'endcomment'");
  } else if (name == "raw") {
    raw_tag(scanner, chunk, body);
  } else {
    return false;
  }
  return true;
}

bool BlockCompiler::tag(Scanner& scanner, const Chunk& chunk, Body& body) {
  const std::string_view name = chunk.tag_name;
  if (name == "if" || name == "unless") {
    conditional_tag(scanner, chunk, body);
  } else if (name == "case") {
    case_tag(scanner, chunk, body);
  } else if (name == "for") {
    for_tag(scanner, chunk, body);
  } else if (name == "capture") {
    capture_tag(scanner, chunk);
  } else if (name == "liquid") {
    liquid_tag(chunk, body);
  } else {
    return false;
  }
  return true;
}

void BlockCompiler::unexpected(const Chunk& chunk) {
  const auto at = static_cast<Index>(chunk.at);
  if (chunk.tag_name.empty()) return state_.fail(at, "a tag needs a name");
  if (std::ranges::find(refused_tags(), chunk.tag_name) != refused_tags().end()) {
    return state_.fail(
        at, tag_text(chunk.tag_name) + " is not part of the mapping language",
        "a mapping is complete in itself: use a fragment of the mapping file, or assign and for");
  }
  if (std::ranges::find(kInnerTags, chunk.tag_name) != kInnerTags.end()) {
    return state_.fail(at, tag_text(chunk.tag_name) + " has nothing here that it belongs to");
  }
  Suggestion suggestion(chunk.tag_name);
  for (const std::string_view known : all_tags()) suggestion.consider(known);
  for (const std::string_view known : {"endif", "endfor", "elsif", "else", "endcase", "endunless"}) {
    suggestion.consider(known);
  }
  state_.fail(at, "unknown " + tag_text(chunk.tag_name), suggestion.text());
}

void BlockCompiler::text(const Chunk& chunk, Body& body) {
  const bool space = only_space(chunk.body);
  const Index added = emit({.op = Op::text,
                            .a = static_cast<Index>(chunk.body_at),
                            .b = static_cast<Index>(chunk.body.size()),
                            .at = static_cast<Index>(chunk.at)});
  state_.program.analysis.literal_bytes += chunk.body.size();
  body.blank = body.blank && space;
  if (space) body.texts.push_back(added);
}

void BlockCompiler::output(std::string_view markup, std::size_t at, Body& body) {
  ExpressionParser parser(state_, markup, static_cast<Index>(at));
  const Index pipeline = parser.pipeline();
  emit({.op = Op::output, .a = pipeline, .at = static_cast<Index>(at)});
  body.blank = false;
}

void BlockCompiler::raw_tag(Scanner& scanner, const Chunk& chunk, Body& body) {
  no_words(chunk);
  const auto raw = scanner.take_raw();
  if (!raw) return state_.fail(static_cast<Index>(chunk.at), "'raw' without its 'endraw'");
  if (raw->body.empty()) return;
  text(*raw, body);
  if (!body.texts.empty() && body.texts.back() + 1 == here()) body.texts.pop_back();
  body.blank = false;
}

void BlockCompiler::comment_tag(const Chunk& chunk) {
  std::string_view rest = chunk.body;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    rest.remove_prefix(end + 1);
    const std::string_view line = trim_left(rest.substr(0, rest.find('\n')));
    if (line.empty() || line.front() == '#') continue;
    const auto at = chunk.body_at + static_cast<std::size_t>(line.data() - chunk.body.data());
    return state_.fail(static_cast<Index>(at), "every line of this comment must begin with '#'");
  }
}

void BlockCompiler::liquid_tag(const Chunk& chunk, Body& body) {
  Scanner lines(state_.program.source, chunk.body_at, chunk.body_at + chunk.body.size(),
                Scanner::Mode::lines);
  const Chunk end = this->body(lines, body);
  if (end.kind == Chunk::Kind::tag) unexpected(end);
}

void BlockCompiler::no_words(const Chunk& chunk) {
  if (!trim(chunk.body).empty()) {
    state_.fail(static_cast<Index>(chunk.body_at),
                tag_text(chunk.tag_name) + " takes nothing behind its name");
  }
}

void BlockCompiler::expect_end_tag(const Chunk& end, const Chunk& begin) {
  if (state_.failed()) return;
  const std::string wanted = "end" + std::string(begin.tag_name);
  if (end.kind == Chunk::Kind::end) {
    return state_.fail(static_cast<Index>(begin.at),
                       "'" + std::string(begin.tag_name) + "' without its '" + wanted + "'");
  }
  if (end.tag_name != wanted) {
    const Position opened = state_.program.position_of(static_cast<Index>(begin.at));
    state_.fail(static_cast<Index>(end.at), tag_text(end.tag_name) + " stands where '" + wanted +
                                                "' of line " + std::to_string(opened.line) + " is expected");
  }
}

Index BlockCompiler::emit(Instruction instruction) {
  state_.program.code.push_back(instruction);
  return here() - 1;
}

void BlockCompiler::patch_jumps(const std::vector<Index>& jumps, Index target) {
  for (const Index jump : jumps) state_.program.code[jump].a = target;
}

Index BlockCompiler::enter_scope(const Chunk& chunk) {
  emit({.op = Op::scope_enter, .at = static_cast<Index>(chunk.at)});
  state_.program.scopes.emplace_back();
  const auto scope = static_cast<Index>(state_.program.scopes.size() - 1);
  open_.push_back({Op::scope_leave, scope});
  return scope;
}

void BlockCompiler::leave_scope(Index scope, const Body& body, std::size_t at) {
  open_.pop_back();
  state_.program.scopes[scope].emits = !body.blank;
  if (body.blank) {
    for (const Index text : body.texts) state_.program.code[text].b = 0;
  }
  emit({.op = Op::scope_leave, .a = scope, .at = static_cast<Index>(at)});
}

void BlockCompiler::assigned(Index slot) {
  for (const Open& open : open_) {
    if (open.leave != Op::scope_leave) continue;
    auto& slots = state_.program.scopes[open.index].assigned;
    if (std::ranges::find(slots, slot) == slots.end()) slots.push_back(slot);
  }
}

}  // namespace hub::mapping::liquid
