#include "tools/hubctl/case_list.hpp"

#include <ostream>

#include "tools/hubctl/answers.hpp"

namespace hub::hubctl {

void CaseList::add(const model::Value& one) {
  ++count_;
  if (as_json_) {
    if (!json_.empty()) json_.push_back(',');
    model::write_json(one, json_);
    return;
  }
  table_.add({std::string(one.text_at("case")) + (boolean_at(one, "update") ? " (late news)" : ""),
              std::string(one.text_at("tenant")), std::string(one.text_at("state")),
              std::string(one.text_at("received_at")), std::string(one.text_at("ends_at")),
              std::string(one.text_at("held_from")),
              boolean_at(one, "transcript") ? "kept"
              : boolean_at(one, "metadata") ? "metadata only"
                                            : ""});
}

Result<std::optional<std::int64_t>> CaseList::add_page(const Document& page) {
  const model::Value* cases = page.value().find("cases");
  if (cases == nullptr || !cases->is_array())
    return transient_error("not_understood", "the hub's answer is not understood");
  for (const model::Value& one : cases->as_array()) add(one);
  const model::Value* next = page.value().find("next");
  if (next == nullptr || !next->is_integer()) return std::optional<std::int64_t>();
  return std::optional(next->as_integer());
}

void CaseList::print(std::ostream& out, std::string_view ending) const {
  if (as_json_) {
    out << '[' << json_.view() << "]\n";
    return;
  }
  if (count_ > 0) table_.print(out);
  out << count_ << " cases" << ending << '\n';
}

}  // namespace hub::hubctl
