#include "core/certificates/witnessing.hpp"

#include <array>

#include "core/base/base64.hpp"

namespace hub::certificates {

namespace {

std::array<VerifierKey, 2> both(const VerifierKey& log, const VerifierKey& witness) {
  return {log, witness};
}

// The text of a note with its blank line, and the lines of its signatures.
struct Parts {
  std::string_view text, lines;
};

Parts parts_of(std::string_view note) {
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return {note, {}};
  return {note.substr(0, blank + 2), note.substr(blank + 2)};
}

// The first line with its end, which is taken off.
std::string_view take_line(std::string_view& lines) {
  const std::size_t end = std::min(lines.find('\n'), lines.size() - 1);
  const std::string_view line = lines.substr(0, end + 1);
  lines.remove_prefix(end + 1);
  return line;
}

bool is_of(std::string_view line, const VerifierKey& witness) {
  return line.starts_with("\xE2\x80\x94 " + witness.name + ' ');
}

}  // namespace

std::string WitnessRequest::body() const {
  std::string text = "old " + std::to_string(old_size) + '\n';
  for (const Hash& hash : proof)
    text += base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()}) + '\n';
  return text + '\n' + signed_checkpoint;
}

bool is_cosigned(std::string_view signed_checkpoint, const VerifierKey& log, const VerifierKey& witness) {
  const auto opened = open_note(signed_checkpoint, both(log, witness));
  return opened.ok() && !opened->cosigned.empty();
}

Result<std::string> cosignature_in(std::string_view answer, std::string_view signed_checkpoint,
                                   const VerifierKey& log, const VerifierKey& witness) {
  while (!answer.empty()) {
    std::string line(take_line(answer));
    if (!line.ends_with('\n')) line += '\n';
    if (is_of(line, witness) && is_cosigned(with_cosignature(signed_checkpoint, line, witness), log, witness))
      return line;
  }
  return invalid_error("bad_cosignature", "the witness's answer is no cosignature of the checkpoint");
}

std::string with_cosignature(std::string_view note, std::string_view line, const VerifierKey& witness) {
  const Parts parts = parts_of(note);
  std::string text(parts.text);
  for (std::string_view lines = parts.lines; !lines.empty();) {
    const std::string_view one = take_line(lines);
    if (!is_of(one, witness)) text += one;
  }
  return text.append(line);
}

}  // namespace hub::certificates
