// The page about policies: prose here, tables of fields from their specs, the list of metadata from the table
// of case fields.
#include "core/mapping/metadata.hpp"
#include "core/policy/explain.hpp"
#include "core/policy/policy_specs.hpp"
#include "core/policy/retention.hpp"

namespace hub::policy {
namespace {

constexpr const char* kAbout = R"(# Policies

Printed by `hubctl policy reference`.

A tenant's `policy` says in which places what may be done with which classes of its data. What no rule allows is denied.

```yaml
kind: tenant
name: us-acme
region: us
policy:
  places:
    aws-us: {country: US, legal_zone: US, provider: AWS}
    sweden: {country: SE, legal_zone: EU}
  rules:
    - {id: nobody, classes: [none], operations: [all], places: [aws-us, sweden]}
    - {id: keyed, classes: [pseudonymous], operations: [accept, store, process, backup], places: [aws-us, sweden]}
    - {id: people-us, classes: [direct, free_text], operations: [accept, store, process, backup], places: [aws-us]}
    - {id: crm, classes: [pseudonymous, direct, free_text], operations: [deliver], places: [aws-us], targets: [crm],
       redacted: [card, ssn], legal_basis: DPF, valid_until: 2027-06-30T00:00:00Z}
  on_refusal: {action: park, for: 48h, then: drop}
fields:
  - {path: custom.plan, type: text, class: none}
  - {path: prechat.pin, secret: true}
```

A node says where it stands (`place` in hub.yaml, else its region), a target too (`place` in its resource).
`hubctl policy explain --tenant NAME` shows for every field which rule lets it be accepted, stored, processed, logged,
backed up and delivered to each target; `hubctl policy diff FILE --tenant NAME` what a changed file would newly allow or stop.

- **Classes.** Something is allowed up to the highest class for which it and every class below it have a rule: what holds
  direct identifiers holds pseudonyms too. The fields of a case and their classes are those of `hubctl policy explain`;
  what is not in the table is free text.
- **Without a `policy`** the two built-in rules hold: `own-region` allows everything but delivering in the place that is
  called as the tenant's region, and `own-targets` lets each of the tenant's targets have what its own `max_class` says.
- **A target's `max_class`** (without one: nothing about anybody) is above all rules. A mapping that would send more than
  the target may see is not published. Where the policy refuses in another way than `reject`, what only its rules deny
  is left to those ways.
- **What refusing means** stands in `on_refusal`:

| action | at the front door | at a target |
|---|---|---|
| reject | 403 `policy-refused`, with the place of what is not allowed | dead letter, for a person |
| park | 503 `policy-parked` with `Retry-After`, until `for` after the case was closed; then `then` | waits, until `for` after it was accepted; then `then` |
| redact | taken in without the fields that are not allowed | sent without them; the kinds in `redacted` are taken out |
| drop | 202 with status `refused`: nothing is kept but the certificate | not sent; its state is `refused` |

  A case that misses a required target because of the policy is certified as `refused`. Cases that pass through
  (`retention.max_hold: 0s`) leave no certificate, so `drop` rejects them; so it does late news.
- **A change never widens for cases that were accepted before it**: they are delivered on the strictest terms that held
  since, also over a restart.
- **Certificates** name the rules: `allowed` for what was done here, `rules` for each target. A delivery under way when its
  rule ends may finish.
- **Hosts.** A target with `hosts`, or in a place with them, is reached there and nowhere else: every request is held against
  the list, also when an answer of the target names another host.
- **Logs and backups.** A node logs events, names and states of every tenant that it serves, so its log needs a rule for class
  none. `hubctl backup` is refused while a tenant's policy does not let all that is stored be in `backup_place`.
- **Dropped at the door** whatever a policy says: `cobrowse.start_code`, the fields that a tenant declares secret, and
  `visitor.ip` unless the tenant keeps it (`visitor_ip: keep`).
- **Declared fields.** A value that does not look like its declared type is free text. Mappings are checked before any
  value is seen: for them every answer before the chat is free text, whatever is declared of one.
)";

constexpr const char* kAboutRetention = R"(
# What is kept

A case is deleted here when every required target has confirmed it, and that is certified. A tenant's `retention` says
otherwise, for all of its cases or by the type that events name in `case.type_id`:

```yaml
kind: tenant
name: acme
region: eu
retention:
  keep: metadata                # of every type that is not listed
  keep_delivered: 90d
  by_type:
    - {types: [SUPPORT], keep_delivered: 30d}                  # the whole case, readable in the Case Browser
    - {types: [SALES, BILLING]}                                # deleted when delivered
    - {types: [HEALTH], keep: nothing}                         # never stored
```

| | while it is delivered | afterwards, for `keep_delivered` | certificates |
|---|---|---|---|
| (default) | stored, sealed | nothing | `delivered` |
| `keep: case` with `keep_delivered` | stored, sealed | all of it, sealed; the Case Browser shows the conversation | `retention_elapsed`, when it goes |
| `keep: metadata` | stored, sealed | the fields below, sealed under a key of their own, found by the keyed reference of the case | `delivered` with `metadata_until`, when the case goes; `retention_elapsed` with `"of":"metadata"`, when they go |
| `keep: nothing` | in memory only: it passes through | nothing | none, for nothing was stored |

- **Nothing stored** means: nothing is written down here, not that nobody gets it. The targets get the whole case, the platform
  gets its 200 when they have confirmed it, and until then the case is the platform's, as with `max_hold: 0s`. Whoever wants the
  conversation to reach nobody says so in the policy: no rule for free_text, and `on_refusal: {action: redact}`.
- **Metadata** are sealed in place of the case in one transaction, then the key of the case is overwritten: as after a deletion,
  nothing gives the case back. From then on the platform's own copy is purged and its callbacks are made. News that follow a
  case leave nothing. An erasure request, `hubctl cases delete` and the removal of the tenant end their stay, certified.
- **A legal hold** keeps the whole case; once it is released, metadata stay for what is left of the time since its delivery. A
  hold that comes when only metadata are left holds those.
- **A change never widens for cases that were accepted before it**: each has the least of all terms since, also over a restart.
  What is kept already keeps its day. News that name no type have that of their case, or where it is gone, the strictest terms.
- `hubctl policy explain --tenant NAME` says what holds for each type, `hubctl policy diff` what a changed file would change.
)";

std::string list_of_metadata() {
  std::string list =
      "\n## Metadata\n\nFields that say nothing about a person. A value that is not of its field's "
      "kind, or too long for it, is left out; so is whatever a tenant declares on top.\n\n";
  for (const std::string_view field : mapping::metadata_fields()) list += "- `" + std::string(field) + "`\n";
  return list;
}

std::string section_of(const std::string& where, const config::Spec& spec) {
  return "\n## `" + where + "`\n\n" + spec.description + "\n\n" +
         (spec.fields.empty() ? std::string() : config::reference_page(spec));
}

}  // namespace

std::string policy_reference_page() {
  std::string page = kAbout;
  for (const auto& [where, spec] : policy_specs()) page += section_of(where, *spec);
  page += kAboutRetention;
  page += section_of("retention", retention_spec());
  page += section_of("retention.by_type[]", keep_spec());
  return page + list_of_metadata();
}

}  // namespace hub::policy
