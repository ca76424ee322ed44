// `hubctl certificates verify|export|find`: what can be checked without believing the hub.
#include <array>
#include <filesystem>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/admin/query.hpp"
#include "core/base/base64.hpp"
#include "core/base/timestamp.hpp"
#include "core/certificates/proof_file.hpp"
#include "core/model/keyed_hash.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/published_log.hpp"

namespace hub::hubctl {
namespace {

using certificates::LogReader;

// What was unreachable or unreadable is refused; what was read and does not hold is a problem.
int failed(const Call& call, const Error& error) {
  const bool unread = error.kind == ErrorKind::transient || error.kind == ErrorKind::auth ||
                      error.kind == ErrorKind::config || error.code.starts_with("status_");
  return fail(call, unread ? kRefused : kFoundProblems, error.message);
}

// One line for each thing that holds; the same words as JSON at the end.
class Findings {
 public:
  explicit Findings(Call& call) : call_(call) {}
  void holds(std::string what) {
    if (!call_.json) call_.out << "ok  " << what << '\n';
    held_.push_back(std::move(what));
  }
  void note_key(const LogKey& key) {
    if (key.is_pinned) return holds("signed by the pinned key " + key.key.name);
    holds("signed by " + key.key.name + ", by the log's own word: pin the key with --verifier-key");
  }
  int finish(std::uint64_t certificates) const {
    if (!call_.json) return kDone;
    admin::JsonWriter json;
    json.begin_object()
        .member("certificates", static_cast<std::int64_t>(certificates))
        .name("holds")
        .begin_array();
    for (const std::string& what : held_) json.text(what);
    json.end_array().end_object();
    const Buffer text = json.take();
    call_.out << text.view() << '\n';
    return kDone;
  }

 private:
  Call& call_;
  std::vector<std::string> held_;
};

std::string count_of(std::uint64_t certificates) {
  return std::to_string(certificates) + (certificates == 1 ? " certificate" : " certificates");
}

Result<void> check_remembered(const std::string& file, const LogReader& log, const LogKey& key,
                              Findings& findings) {
  if (!std::filesystem::exists(file)) return {};
  const auto note = read_file(file);
  if (!note.ok()) return note.error();
  const auto opened = certificates::open_note(note->view(), std::span(&key.key, 1));
  if (!opened.ok()) return opened.error();
  const auto earlier = certificates::parse_checkpoint(opened->text);
  if (!earlier.ok()) return earlier.error();
  if (auto follows = log.check_follows(*earlier); !follows.ok()) return follows;
  findings.holds("goes on from the " + count_of(earlier->size) + " of the remembered checkpoint");
  return {};
}

// The witness that the caller trusts must have cosigned; without one in mind, nobody has to.
Result<void> check_witness(Call& call, std::string_view signed_checkpoint, const LogKey& key,
                           Findings& findings) {
  const std::string* file = call.find("witness-key");
  if (file == nullptr) return {};
  const auto text = read_file(*file);
  if (!text.ok()) return text.error();
  const auto witness =
      certificates::parse_verifier_key(text->view().substr(0, text->view().find_first_of("\r\n")));
  if (!witness.ok() || !witness->is_witness) return config_error("holds no key of a witness: " + *file);
  const std::array<certificates::VerifierKey, 2> known = {key.key, *witness};
  const auto opened = certificates::open_note(signed_checkpoint, known);
  if (!opened.ok()) return opened.error();
  if (opened->cosigned.empty())
    return invalid_error("not_cosigned", "the checkpoint is not cosigned by " + witness->name);
  const WallTime at{std::chrono::seconds(opened->cosigned.front().second)};
  findings.holds("cosigned by " + witness->name + " at " + format_timestamp(at));
  return {};
}

int verify_log(Call& call, const LogKey& key) {
  const auto log = open_log(call, key);
  if (!log.ok()) return failed(call, log.error());
  Findings findings(call);
  findings.note_key(key);
  if (auto checked = check_witness(call, log->signed_checkpoint(), key, findings); !checked.ok())
    return failed(call, checked.error());
  const std::string* remember = call.find("remember");
  if (remember != nullptr) {
    if (auto checked = check_remembered(*remember, *log, key, findings); !checked.ok())
      return failed(call, checked.error());
  }
  const auto checked = log->check_entries([](std::uint64_t, std::string_view) {});
  if (!checked.ok()) return failed(call, checked.error());
  findings.holds(count_of(log->checkpoint().size) + ", each in the signed tree");
  if (remember != nullptr) {
    if (auto written = write_file(*remember, log->signed_checkpoint()); !written.ok())
      return failed(call, written.error());
    findings.holds("remembered in " + *remember);
  }
  return findings.finish(log->checkpoint().size);
}

std::string proof_path(const std::string& certificate) {
  return std::filesystem::path(certificate).replace_extension(".tlog-proof").string();
}

Result<void> verify_file(Call& call, const std::string& file, const LogKey& key, Findings& findings) {
  const auto entry = read_file(file);
  if (!entry.ok()) return entry.error();
  const auto proof_text = read_file(proof_path(file));
  if (!proof_text.ok()) return proof_text.error();
  const auto proof = certificates::parse_proof_file(proof_text->view());
  if (!proof.ok()) return proof.error();
  const auto checkpoint = certificates::verify_proof_file(*proof, entry->view(), key.key);
  if (!checkpoint.ok()) {
    Error error = checkpoint.error();
    error.message = file + ": " + error.message;
    return error;
  }
  findings.holds(file + " is certificate " + std::to_string(proof->index) + " of a log of " +
                 std::to_string(checkpoint->size));
  return check_witness(call, proof->signed_checkpoint, key, findings);
}

int verify(Call& call) {
  const auto key = log_key(call);
  if (!key.ok()) return failed(call, key.error());
  if (call.arguments.empty()) return verify_log(call, *key);
  Findings findings(call);
  findings.note_key(*key);
  for (const std::string& file : call.arguments) {
    if (auto verified = verify_file(call, file, *key, findings); !verified.ok())
      return failed(call, verified.error());
  }
  return findings.finish(call.arguments.size());
}

Result<void> export_one(const LogReader& log, std::uint64_t index, const std::string& folder) {
  const auto entry = log.entry(index);
  if (!entry.ok()) return entry.error();
  auto proof = log.prove(index, *entry);
  if (!proof.ok()) return proof.error();
  const certificates::ProofFile file{index, std::move(*proof), log.signed_checkpoint()};
  const std::string path = folder + "/certificate-" + std::to_string(index);
  if (auto written = write_file(path + ".json", *entry); !written.ok()) return written;
  return write_file(path + ".tlog-proof", file.text());
}

int export_certificates(Call& call) {
  std::vector<std::uint64_t> indexes;
  for (const std::string& text : call.arguments) {
    const auto index = admin::parse_integer(text);
    if (!index || *index < 0)
      return fail(call, kBadUsage, "INDEX is a whole number, as `hubctl certificates list` shows it");
    indexes.push_back(static_cast<std::uint64_t>(*index));
  }
  const auto key = log_key(call);
  if (!key.ok()) return failed(call, key.error());
  const auto log = open_log(call, *key);
  if (!log.ok()) return failed(call, log.error());
  const std::string* folder = call.find("folder");
  Findings findings(call);
  for (const std::uint64_t index : indexes) {
    if (auto exported = export_one(*log, index, folder != nullptr ? *folder : "."); !exported.ok())
      return failed(call, exported.error());
    findings.holds("certificate " + std::to_string(index) + " with its proof");
  }
  return findings.finish(indexes.size());
}

// The reference that certificates carry, for whoever has the tenant's key and knows the case.
Result<std::string> case_reference(const std::string& key_file, const std::string& case_id) {
  const auto text = read_file(key_file);
  if (!text.ok()) return text.error();
  const std::string_view line = text->view().substr(0, text->view().find_first_of("\r\n"));
  const auto bytes = base64_decode(line);
  if (!bytes || bytes->size() != 32)
    return config_error("holds no tenant key of 32 bytes in base64: " + key_file);
  return model::keyed_hash(std::as_bytes(std::span(*bytes)).first<32>(), "case", case_id).text();
}

int find_case(Call& call) {
  const std::string* case_id = call.find("case");
  const std::string* key_file = call.find("tenant-key");
  if (case_id == nullptr || key_file == nullptr)
    return fail(call, kBadUsage, "--case and --tenant-key are needed");
  const auto reference = case_reference(*key_file, *case_id);
  if (!reference.ok()) return failed(call, reference.error());
  const auto key = log_key(call);
  if (!key.ok()) return failed(call, key.error());
  const auto log = open_log(call, *key);
  if (!log.ok()) return failed(call, log.error());
  const std::string member = "\"case\":\"" + *reference + '"';
  std::uint64_t found = 0;
  const auto checked = log->check_entries([&](std::uint64_t index, std::string_view entry) {
    if (entry.find(member) == std::string_view::npos) return;
    ++found;
    call.out << index << ' ' << entry << '\n';
  });
  if (!checked.ok()) return failed(call, checked.error());
  if (found == 0) return fail(call, kFoundProblems, "the log has no certificate of this case");
  return kDone;
}

}  // namespace

std::vector<Command> certificate_proof_commands() {
  return {{"certificates verify", "[FILE...]", 0, 1000,
           "Checks the whole log, or exported certificates, without believing the hub.",
           log_options({{"remember", "FILE", "the checkpoint seen last: the log must go on from it"},
                        {"witness-key", "FILE", "of a witness that must have cosigned, NAME+ID+KEY"}}),
           verify},
          {"certificates export", "INDEX...", 1, 1000,
           "Certificates as files, each with a proof that public tools can check.",
           log_options({{"folder", "FOLDER", "where to; this folder if absent"}}), export_certificates},
          {"certificates find", "", 0, 0,
           "The certificates of a case, out of the checked log, by your tenant's key.",
           log_options({{"case", "ID", "the case as the platform names it"},
                        {"tenant-key", "FILE", "what `hubctl certificates tenant-key` printed"}}),
           find_case}};
}

}  // namespace hub::hubctl
