#!/bin/sh
# Takes a customer in over the documented API alone: curl, openssl and what every Unix has.
#
#   HUB_URL=https://hub.example:8481 HUB_KEY_FILE=partner.key EVENTS_URL=https://hub.example:8480 onboard.sh FOLDER
#
# FOLDER has resources.yaml, and in secrets/ a file for each `secret:NAME` in it. The key that events are sent with is made
# as FOLDER/event.key; EVENT_KEY_ID and EVENT_KEY_SHA256 in resources.yaml stand for it. Run it again after a change, or
# after it was interrupted: what is done already changes nothing.
set -eu
folder=$1
: "${HUB_URL:?}" "${HUB_KEY_FILE:?}" "${EVENTS_URL:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

# A key on the command line would show in the process list.
bearer() { printf 'header = "Authorization: Bearer %s"\n' "$(cat "$1")"; }

# What comes in, as the text of a JSON string.
json_text() {
  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$(printf '\t')/\\\\t/g" -e "s/$(printf '\r')/\\\\r/g" |
    awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }'
}

# hub METHOD PATH [BODY FILE]: leaves the answer in $work/answer and its status in $status.
hub() {
  bearer "$HUB_KEY_FILE" > "$work/key"
  if [ $# -gt 2 ]; then
    status=$(curl -sS -K "$work/key" -X "$1" -H 'Content-Type: application/json' --data-binary "@$3" \
      -o "$work/answer" -w '%{http_code}' "$HUB_URL$2")
  else
    status=$(curl -sS -K "$work/key" -X "$1" -o "$work/answer" -w '%{http_code}' "$HUB_URL$2")
  fi
}
answer_has() { grep -q "$1" "$work/answer"; }

resources=$folder/resources.yaml
tenant=$(sed -n 's/^kind: tenant$/found/p; s/^name: *//p' "$resources" | sed -n '/^found$/{n;p;q;}')
[ -n "$tenant" ] || stop "$resources: begin with 'kind: tenant' and its 'name'"

# 1. The key of its events: the hub gets its hash only.
if [ ! -e "$folder/event.key" ]; then
  printf 'hubk_%s_%s' "$(openssl rand -hex 6)" "$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n')" \
    > "$work/event.key"
  mv "$work/event.key" "$folder/event.key"
  say "event key: made in $folder/event.key"
fi
rest=$(sed 's/^hubk_//' "$folder/event.key")
key_id=${rest%%_*}
key_hash=$(printf %s "${rest#*_}" | openssl dgst -sha256 -r | cut -d' ' -f1)

# 2. Secrets: a new one is set, one that is there is rotated; the value that it has already changes nothing.
for file in "$folder"/secrets/*; do
  [ -e "$file" ] || continue
  name=$(basename "$file")
  printf '{"value":"%s"}' "$(json_text < "$file")" > "$work/secret"
  hub POST "/api/v1/secrets/$tenant/$name" "$work/secret"
  [ "$status" != 409 ] || hub POST "/api/v1/secrets/$tenant/$name/rotate" "$work/secret"
  [ "$status" = 200 ] || stop "secret $name: $(cat "$work/answer")"
  say "secret $name: kept"
done

# 3. Tenant and targets: all of it, or every problem.
sed -e "s/EVENT_KEY_ID/$key_id/" -e "s/EVENT_KEY_SHA256/$key_hash/" "$resources" > "$work/resources.yaml"
printf '{"files":[{"name":"%s","text":"%s"}]}' "$(printf %s "$resources" | json_text)" \
  "$(json_text < "$work/resources.yaml")" > "$work/proposal"
hub POST /api/v1/resources/apply "$work/proposal"
[ "$status" = 200 ] || stop "resources: $(cat "$work/answer")"
answer_has '"problems":\[\]' || stop "resources: $(cat "$work/answer")"
say "resources: $(grep -o '"what":"[a-z]*"' "$work/answer" | cut -d'"' -f4 | sort | uniq -c | tr -s ' \n' ' ')"

# 4. Credentials, and what the mapping writes to, at each target.
for target in $(awk '/^kind: /{ kind = $2 } /^name: / && kind == "target" { print $2 }' "$resources"); do
  printf '{}' > "$work/empty"
  hub POST "/api/v1/targets/$tenant/$target/check" "$work/empty"
  answer_has '"ok":true' || stop "target $target: $(cat "$work/answer")"
  hub GET "/api/v1/mappings?tenant=$tenant&target=$target"
  version=$(sed -n 's/.*"current":\([0-9]*\).*/\1/p' "$work/answer")
  hub GET "/api/v1/mappings/$version"
  text=$(sed -n 's/.*"text":"\(.*\)".*/\1/p' "$work/answer")
  printf '{"tenant":"%s","target":"%s","text":"%s"}' "$tenant" "$target" "$text" > "$work/check"
  hub POST /api/v1/mappings/check "$work/check"
  answer_has '"problems":\[\]' || stop "mapping of $target: $(cat "$work/answer")"
  say "target $target: credentials and mapping fit"
done

# 5. A synthetic case: its id says that it is one, so that it may be taken back from the targets.
id=hub-canary-$(openssl rand -hex 16)
at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
cat > "$work/event" <<EOF
{"specversion":"1.0","id":"$id","source":"/onboarding/$tenant","type":"com.vergic.engage.case.closed.v1","time":"$at",
"datacontenttype":"application/json","data":{"case":{"id":"$id","channel":"chat","closed_by":"agent",
"opened_at":"$at","closed_at":"$at"},"transcript":{"messages":[
{"seq":1,"at":"$at","role":"visitor","type":"text","text":"A synthetic case: does it arrive?"}]}}}
EOF
bearer "$folder/event.key" > "$work/key"
status=$(curl -sS -K "$work/key" -H 'Content-Type: application/cloudevents+json' -H 'Prefer: wait=30' \
  --data-binary "@$work/event" -o "$work/answer" -w '%{http_code}' "$EVENTS_URL/v1/cases")
answer_has '"certificate":' || stop "synthetic case: not confirmed ($status): $(cat "$work/answer")"
printf '{"tenant":"%s","event":%s}' "$tenant" "$(cat "$work/event")" > "$work/erase"
hub POST /api/v1/proof/erase "$work/erase"
[ "$status" = 200 ] && ! answer_has '"left":[1-9]' && ! answer_has '"problem":' ||
  stop "synthetic case: not taken back: $(cat "$work/answer")"
say "synthetic case: confirmed and taken back"
