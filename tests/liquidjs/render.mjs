// node render.mjs CHATS.jsonl.gz SEED COUNT: one JSON line each with a generated template, the data of a chat, and
// what liquidjs makes of the two: {"template","data","result"} or {"template","data","error"}.
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {Liquid} from 'liquidjs';
import {random, template} from './generator.mjs';

const [chatsFile, seed, count] = process.argv.slice(2);
const chats = gunzipSync(readFileSync(chatsFile)).toString('utf8').trimEnd().split('\n');
const engine = new Liquid({strictFilters: true, timezoneOffset: 0, ownPropertyOnly: true});
for (let i = 0; i < Number(count); ++i) {
  const r = random(Number(seed) + i);
  const data = JSON.parse(chats[r.below(chats.length)]).data;
  const line = {template: template(r), data};
  try {
    line.result = engine.parseAndRenderSync(line.template, data);
  } catch (error) {
    line.error = String(error.message).split('\n')[0];
  }
  process.stdout.write(JSON.stringify(line) + '\n');
}
