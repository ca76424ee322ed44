#include "core/redaction/reference.hpp"

#include "core/redaction/kinds.hpp"
#include "core/redaction/scanner.hpp"
#include "core/redaction/tenant_rules.hpp"
#include "core/redaction/treatment.hpp"

namespace hub::redaction {

namespace {

constexpr std::string_view kIntroduction = R"(# What can be redacted

This page is printed from what the scanner knows. Redaction takes out what has a shape, and what the case
itself says about its people. It cannot find every name and address in free text: what must not stay is deleted, not only
redacted.

Text is read as people see it: digits of any script are digits, full-width letters are letters, invisible characters hide
nothing. A number begins and ends with a group, with one blank, hyphen or the like between groups. Numbers with check digits
are only found when those are right; where two kinds claim the same characters, the one with check digits wins, then the
longer. What only looks like something is found near a word that says so, within four words before it, or everywhere in
strict mode. Published test numbers are not exempt.

| kind | stands in its place | what it is | found when |
|---|---|---|---|
)";

std::string operators() {
  return "\n## What stands in its place\n\n"
         "| word | result |\n|---|---|\n"
         "| `label` | the label of the table, such as `[CARD]`; the default |\n"
         "| `drop` | nothing |\n"
         "| `mask` | stars for letters and digits, but for the last " +
         std::to_string(kMaskKeepsMax) +
         "; at most a third of the value stays, of a security code nothing |\n"
         "| `token` | the label with twelve characters of a keyed hash, such as `[CARD:kR3-x9Qz_2Lm]`: the "
         "same for the same "
         "value at the same target, unrelated at another target or tenant |\n";
}

std::string limits() {
  const TenantRuleLimits& limits = kTenantRuleLimits;
  return "\n## Rules of your own\n\n"
         "A tenant may add patterns in the syntax of [RE2](https://github.com/google/re2/wiki/Syntax): at "
         "most " +
         std::to_string(limits.rules) + " of at most " + std::to_string(limits.pattern_bytes) +
         " bytes and " + std::to_string(limits.program_size) + " steps each, which use at most " +
         std::to_string(limits.memory_bytes / 1024) + " KB, and find at most " +
         std::to_string(limits.finds) +
         " values in one text. A pattern that matches where there is nothing is refused.\n\n"
         "## Numbers typed in pieces\n\n"
         "What one sender types in at most " +
         std::to_string(kJoinedMessagesMax) + " messages in a row within " +
         std::to_string(kJoinedTimeMax.count()) +
         " seconds is read as one text, so that a number sent group by group is found in each of its "
         "pieces.\n";
}

}  // namespace

std::string reference_page() {
  std::string page(kIntroduction);
  for (const KindSpec& spec : kinds()) {
    page += "| `" + std::string(spec.name) + "` | `" + std::string(spec.label) + "` | " +
            std::string(spec.what) + " | " + std::string(spec.found_when) + " |\n";
  }
  return page + operators() + limits();
}

}  // namespace hub::redaction
