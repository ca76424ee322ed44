// A seeded generator of Liquid templates over case-closed events. The same seed gives the same templates.

export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return {below, pick: (list) => list[below(list.length)], chance: (p) => next() < p};
}

const STRINGS = ['case.id', 'case.category', 'case.channel', 'case.outcome', 'case.closed_by', 'visitor.language',
  'visitor.geo.country', 'visitor.geo.region', 'visitor.email', 'group.name', 'wrapup.code', 'web.page', 'agents[0].name',
  'transcript.messages[0].text', 'transcript.messages[1].text', 'transcript.messages[-1].text', 'tags[0]', 'nothing.here'];
const TIMES = ['case.opened_at', 'case.closed_at', 'case.accepted_at', 'transcript.messages[2].at', 'agents[0].from'];
const NUMBERS = ['survey.score', 'transcript.messages.size', 'transcript.messages[1].seq', '7', '3', '12.5', '0', '-4', '"19"', '"2.5"'];
const LISTS = ['tags', 'agents', 'transcript.messages'];
const LITERALS = ['"finance"', '"chat"', '"a"', '" "', '"visitor"', '"x,y, z"', '"Ünder <b>Åsa</b> & Co"', '"  padded  "'];
const FORMATS = ['%Y-%m-%d', '%H:%M', '%d %b %Y', '%A %e %B', '%I:%M %p', '%j', '%y%m%d', '%H:%M:%S', '%s', '%a, %d %b %Y', '%-d/%-m', '%l %P'];

// Without truncatewords and uniq by a property: liquidjs has its own idea of the first and ignores the second's argument.
const TEXT_FILTERS = [() => 'upcase', () => 'downcase', () => 'capitalize', () => 'strip', () => 'lstrip', () => 'rstrip',
  () => 'escape', () => 'escape_once', () => 'strip_html', () => 'strip_newlines', () => 'newline_to_br', () => 'size',
  () => 'url_encode', () => 'base64_encode',
  (r) => `append: ${r.pick(LITERALS)}`, (r) => `prepend: ${r.pick(LITERALS)}`,
  (r) => `replace: "a", ${r.pick(LITERALS)}`, (r) => `replace_first: "e", ${r.pick(LITERALS)}`,
  (r) => `replace_last: "e", ${r.pick(LITERALS)}`, () => 'remove: "e"', () => 'remove_first: "n"', () => 'remove_last: "n"',
  (r) => `truncate: ${1 + r.below(30)}`, (r) => `truncate: ${4 + r.below(20)}, "…"`,
  (r) => `slice: ${r.below(8) - 3}, ${r.below(6)}`, (r) => `slice: ${r.below(5)}`, (r) => `default: ${r.pick(LITERALS)}`];
const NUMBER_FILTERS = [() => 'abs', () => 'ceil', () => 'floor', () => 'round', (r) => `round: ${r.below(3)}`,
  (r) => `plus: ${r.below(9)}`, (r) => `minus: ${r.below(9)}.5`, (r) => `times: ${r.below(7)}`, (r) => `modulo: ${1 + r.below(6)}`,
  (r) => `at_least: ${r.below(9)}`, (r) => `at_most: ${r.below(9)}`];

const chain = (r, filters, most) => {
  let text = '';
  for (let i = r.below(most + 1); i > 0; --i) text += ` | ${r.pick(filters)(r)}`;
  return text;
};

function listChain(r, list) {
  const key = list === 'agents' ? 'name' : list === 'tags' ? null : r.pick(['role', 'text', 'participant']);
  const steps = key === null
    ? [() => 'sort', () => 'reverse', () => 'uniq', () => 'sort_natural', () => 'compact']
    : [() => `sort: "${key}"`, () => 'reverse', () => `where: "${key}"`,
       () => `where: "${key}", "agent"`, () => `reject: "${key}", "agent"`, () => `compact: "${key}"`, () => `slice: ${r.below(3)}, 3`];
  let text = list + chain(r, steps, 2);
  if (key !== null) text += r.chance(0.8) ? ` | map: "${key}"` : ' | size';
  return text + (r.chance(0.8) ? ` | join: ${r.pick(['", "', '"/"', '" - "'])}` : r.pick([' | first', ' | last', ' | size']));
}

function value(r, names) {
  const kind = r.below(10);
  if (kind < 4) return r.pick(STRINGS) + chain(r, TEXT_FILTERS, 3);
  if (kind < 5) return r.pick(LITERALS) + chain(r, TEXT_FILTERS, 3);
  if (kind < 7) return r.pick(NUMBERS) + chain(r, NUMBER_FILTERS, 3);
  if (kind < 8) return `${r.pick(TIMES)} | date: "${r.pick(FORMATS)}"`;
  if (kind < 9 && names.length > 0) return r.pick(names) + chain(r, TEXT_FILTERS, 2);
  return listChain(r, r.pick(LISTS));
}

function condition(r) {
  const one = () => r.pick([
    () => r.pick(STRINGS), () => `${r.pick(STRINGS)} == ${r.pick(LITERALS)}`, () => `${r.pick(STRINGS)} != ${r.pick(LITERALS)}`,
    () => `survey.score > ${r.below(6)}`, () => `transcript.messages.size >= ${r.below(30)}`, () => `${r.pick(STRINGS)} == blank`,
    () => `${r.pick(STRINGS)} contains "an"`, () => `tags contains ${r.pick(LITERALS)}`, () => `${r.pick(LISTS)} == empty`,
    () => 'true', () => 'false', () => 'nil'])();
  let text = one();
  for (let i = r.below(3); i > 0; --i) text += ` ${r.pick(['and', 'or'])} ${one()}`;
  return text;
}

const dash = (r) => (r.chance(0.15) ? '-' : '');
const tag = (r, text) => `{%${dash(r)} ${text} ${dash(r)}%}`;
const words = (r) => r.pick([' ', '\n', 'Text: ', ' | ', '<b>', ', ', '  \n  ', 'Ärende ', '']);

function block(r, depth, names, inLoop) {
  const kind = r.below(depth > 0 ? 12 : 6);
  if (kind < 4) return `{{${dash(r)} ${value(r, names)} ${dash(r)}}}`;
  if (kind < 5) {
    const name = r.pick(['alpha', 'beta', 'gamma']);
    const text = tag(r, `assign ${name} = ${value(r, names)}`);
    names.push(name);
    return text;
  }
  if (kind < 6) return inLoop ? tag(r, r.pick(['cycle "odd", "even"', 'cycle 1, 2, 3', 'echo forloop.index'])) : tag(r, `echo ${value(r, names)}`);
  // Never blank: Liquid drops the white space of blocks that can write nothing else, and liquidjs does not.
  const body = () => '.' + template(r, depth - 1, [...names], inLoop);
  if (kind < 8) {
    let text = tag(r, `if ${condition(r)}`) + body();
    if (r.chance(0.3)) text += tag(r, `elsif ${condition(r)}`) + body();
    if (r.chance(0.4)) text += tag(r, 'else') + body();
    return text + tag(r, 'endif');
  }
  if (kind < 9) return tag(r, `unless ${condition(r)}`) + body() + tag(r, 'endunless');
  if (kind < 10) {
    return tag(r, `case ${r.pick(STRINGS)}`) + tag(r, `when "finance", "chat"`) + body() +
      tag(r, 'when "en" or "visitor"') + body() + (r.chance(0.5) ? tag(r, 'else') + body() : '') + tag(r, 'endcase');
  }
  if (kind < 11) {
    const name = r.pick(['alpha', 'delta']);
    const text = tag(r, `capture ${name}`) + body() + tag(r, 'endcapture');
    names.push(name);
    return text;
  }
  return loop(r, depth, names);
}

function loop(r, depth, names) {
  const list = r.pick([...LISTS, '(1..4)']);
  let options = r.chance(0.2) ? ' reversed' : '';
  if (r.chance(0.6) || list === 'transcript.messages') options += ` limit: ${1 + r.below(4)}`;
  if (r.chance(0.2)) options += ` offset: ${r.below(3)}`;
  const item = list === 'transcript.messages'
    ? '[{{ item.at | date: "%H:%M" }}] {{ item.role }}: {{ item.text | escape }}\n'
    : list === 'agents' ? '{{ item.name }}{% unless forloop.last %}, {% endunless %}' : '{{ item }}/{{ forloop.rindex0 }} ';
  const jump = r.chance(0.2) ? `{% if forloop.index == 2 %}{% ${r.pick(['break', 'continue'])} %}{% endif %}` : '';
  return tag(r, `for item in ${list}${options}`) + jump + item + template(r, depth - 1, [...names], true) +
    (r.chance(0.2) ? '{% else %}∅' : '') + tag(r, 'endfor');
}

export function template(r, depth = 3, names = [], inLoop = false) {
  let text = '';
  for (let i = 1 + r.below(depth === 3 ? 5 : 2); i > 0; --i) text += words(r) + block(r, depth, names, inLoop);
  return text;
}
