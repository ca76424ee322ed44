// Writes one made-up case, section by section. One thread; made for one case.
#pragma once

#include "core/admin/json_writer.hpp"
#include "tools/simulators/engage/generator.hpp"

namespace hub::simulators::engage {

// What the sections of one case share.
struct CasePlot {
  std::uint64_t number = 0;  // of the case, from 0: rare things happen at fixed numbers
  std::string case_id;
  std::string channel;
  std::string visitor_name, mail, phone, order, street, card, personal_number;
  std::string agent_id, agent_name;
  std::string language;
  WallTime opened, queued, accepted, closed;
  std::int64_t messages = 0;
  bool has_closer = true;
  bool is_wrapped_up = true;  // wrap-up and survey come with the case, not later
  bool is_full = true;        // every optional section is there
};

class CaseWriter {
 public:
  CaseWriter(const CasePlot& plot, const std::string& attachments_url, Dice& dice)
      : plot_(plot), attachments_url_(attachments_url), dice_(dice) {}

  // The data as JSON; attachments that it names are added to `attachments`.
  std::string write(std::vector<GeneratedAttachment>& attachments);
  // The data of a late update.
  std::string write_update();

 private:
  // A sentence with the values of the case in it.
  std::string filled(std::string_view line) const;
  // Optional sections are there in full cases, and in every third of the others.
  bool has_section() { return plot_.is_full || dice_.chance(33); }

  void write_case();
  void write_visitor();
  void write_prechat();
  void write_web();
  void write_marketing();
  void write_people();
  void write_after_talk();
  void write_media();
  void write_attachments(std::vector<GeneratedAttachment>& attachments);
  void write_custom();
  void write_transcript();
  void write_message(std::int64_t seq, WallTime at);

  const CasePlot& plot_;
  const std::string& attachments_url_;
  Dice& dice_;
  admin::JsonWriter json_;
};

}  // namespace hub::simulators::engage
