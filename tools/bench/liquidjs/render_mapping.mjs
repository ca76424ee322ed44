// node render_mapping.mjs MAPPING.yaml < EVENTS: how many cases a second liquidjs renders all templates of the mapping
// for, events parsed and templates compiled before the clock starts. Nothing else that a mapping does is counted: no
// records, keys, limits or classes. Prints one JSON object.
import {readFileSync} from 'node:fs';
import {Liquid} from 'liquidjs';
import {parse} from 'yaml';

const ROUNDS = 5;
const mapping = parse(readFileSync(process.argv[2], 'utf8'));
const engine = new Liquid({timezoneOffset: 0, ownPropertyOnly: true});
engine.registerFilter('lookup', (word, table) => mapping.lookups[table][word] ?? mapping.lookups[table].default);

function leaves(node) {
  if (typeof node === 'string') return [engine.parse(node)];
  return node && typeof node === 'object' ? Object.values(node).flatMap(leaves) : [];
}

const records = Object.values(mapping.records).map((record) => ({
  fields: leaves(record.fields),
  split: record.split && {...record.split, path: record.split.each.split('.'), text: engine.parse(record.split.text)},
}));

function render(data) {
  let bytes = 0;
  const scope = {...data, part: {number: 1}};
  for (const {fields, split} of records) {
    for (const field of fields) bytes += engine.renderSync(field, scope).length;
    if (!split) continue;
    for (const item of split.path.reduce((value, name) => value?.[name], data) ?? []) {
      scope[split.as] = item;
      bytes += engine.renderSync(split.text, scope).length;
    }
  }
  return bytes;
}

const cases = readFileSync(0, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line).data);
const message = {at: '2026-11-01T23:38:36.660Z', role: 'visitor',
                 text: 'Some sixty characters of text, as people write them in chats.'};
const long = {case: {id: 'long', channel: 'chat'}, transcript: {messages: Array(2000).fill(message)}};
let best = Infinity, bestLong = Infinity, characters = 0;
for (let round = 0; round < ROUNDS; ++round) {
  const begin = performance.now();
  characters = cases.reduce((sum, data) => sum + render(data), 0);
  best = Math.min(best, performance.now() - begin);
  const beginLong = performance.now();
  render(long);
  bestLong = Math.min(bestLong, performance.now() - beginLong);
}
console.log(JSON.stringify({cases: cases.length, characters, rendered_per_second: Math.round(cases.length / best * 1000),
                            chat_of_2000_messages_ms: Math.round(bestLong * 100) / 100}));
