#include "core/config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <fstream>
#include <sstream>

#include "core/config/yaml_builder.hpp"
#include "core/config/yaml_source.hpp"

namespace hub::config {

namespace {

constexpr std::size_t kFileBytesMax = 4u << 20;

// yaml-cpp reports what it reads to this; the tree is built by NodeBuilder.
class Handler final : public YAML::EventHandler {
 public:
  Handler(const YamlSource& source, NodeBuilder& builder) : source_(source), builder_(builder) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    // Of what begins no value yaml-cpp makes an empty document, and stays before it.
    if (mark.pos == document_) throw YAML::ParserException(mark, "no value begins like this");
    document_ = mark.pos;
    builder_.begin_document();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add(at(mark, Node::Kind::null), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_copy(at(mark, Node::Kind::null), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = at(mark, Node::Kind::scalar);
    node.text = value;
    node.quoted = tag == "!";
    source_.locate_text(offset(mark), node);
    check_tag(tag, node);
    builder_.add(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Node node = at(mark, Node::Kind::list);
    check_tag(tag, node);
    builder_.open(std::move(node), anchor);
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Node node = at(mark, Node::Kind::map);
    check_tag(tag, node);
    builder_.open(std::move(node), anchor);
  }
  void OnMapEnd() override { builder_.close(); }

 private:
  static std::size_t offset(const YAML::Mark& mark) {
    return static_cast<std::size_t>(std::max(mark.pos, 0));
  }
  Node at(const YAML::Mark& mark, Node::Kind kind) const {
    Node node;
    node.kind = kind;
    source_.locate(offset(mark), node);
    return node;
  }
  void check_tag(const std::string& tag, const Node& node) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    builder_.report(node.problem("tags such as '!name' are not used here", "remove the tag"));
  }

  const YamlSource& source_;
  NodeBuilder& builder_;
  int document_ = -1;  // where the last one began
};

}  // namespace

std::vector<Node> parse_yaml(std::string_view text, const std::string& file, Problems& problems) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (text.size() > kFileBytesMax) {
    problems.push_back({file, 0, 0, {}, "the file is larger than 4 MiB", {}});
    return {};
  }
  const YamlSource source(text, file);
  if (const auto bad = source.first_invalid_byte()) {
    Node where;
    source.locate(*bad, where);
    problems.push_back(where.problem("this is not UTF-8 text", "save the file as UTF-8"));
    return {};
  }
  NodeBuilder builder(problems);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Handler handler(source, builder);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const YAML::Exception& error) {
    Node where;
    source.locate(static_cast<std::size_t>(std::max(error.mark.pos, 0)), where);
    problems.push_back(where.problem("this is not valid YAML: " + error.msg));
  } catch (const NodeBuilder::LimitReached&) {
    // The builder has reported which limit.
  }
  return builder.take();
}

std::string load_text(const std::string& file, Problems& problems) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    problems.push_back(
        {file, 0, 0, {}, "the file cannot be read", "check that it exists and its permissions"});
    return {};
  }
  std::string text(kFileBytesMax + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) {
    problems.push_back({file, 0, 0, {}, "the file cannot be read", {}});
    return {};
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

std::vector<Node> load_yaml(const std::string& file, Problems& problems) {
  const std::size_t before = problems.size();
  const std::string text = load_text(file, problems);
  return problems.size() == before ? parse_yaml(text, file, problems) : std::vector<Node>();
}

}  // namespace hub::config
