#include "core/mapping/liquid/redactor.hpp"
#include "core/redaction/redact.hpp"
#include "core/redaction/treatment.hpp"

namespace hub::mapping::liquid {
namespace {

class PlainRedactor final : public Redactor {
 public:
  bool knows(std::string_view kind) const override { return redaction::parse_kind(kind).has_value(); }

  std::string_view redact(std::string_view text, std::span<const std::string_view> kinds,
                          model::Arena& arena) const override {
    const auto wanted = redaction::parse_wanted(kinds, nullptr);
    if (!wanted) return {};
    const redaction::Finds finds = redaction::find_all(text, *wanted, {}, arena);
    return redaction::treat(text, finds, {}, std::nullopt, {}, arena);
  }
};

}  // namespace

const Redactor& plain_redactor() {
  static const PlainRedactor redactor;
  return redactor;
}

}  // namespace hub::mapping::liquid
