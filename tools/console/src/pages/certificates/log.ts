// Checks the hub's certificate log without believing the hub: RFC 6962 trees in C2SP tiles, checkpoints as signed notes.
export interface Checkpoint {
  origin: string;
  size: number;
  root: string;
  /** Of the key that signed it. */
  key: string;
  text: string;
}
export class Unproven extends Error {}

const kBase = '/certificates/log/';
const kHash = 32;

async function bytes(path: string): Promise<Uint8Array> {
  const answer = await fetch(kBase + path, { credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok) throw new Unproven(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
const text = async (path: string) => new TextDecoder().decode(await bytes(path));
const fromBase64 = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
export const toBase64 = (data: Uint8Array): string => btoa(String.fromCharCode(...data));
const join = (...parts: Uint8Array[]) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
};
const sha256 = async (data: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', data as BufferSource));
const leafHash = (entry: Uint8Array) => sha256(join(Uint8Array.of(0), entry));
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(join(Uint8Array.of(1), left, right));

/** Only pages from https or from this machine may compute. */
export const canVerify = (): boolean => globalThis.crypto?.subtle !== undefined;

interface Key {
  line: string;
  name: string;
  id: Uint8Array;
  raw: Uint8Array;
}
function parseKey(line: string): Key {
  // Base64 has plus signs too: only the first two part.
  const [, name, hex, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(line.trim()) ?? [];
  const typed = fromBase64(base64 ?? '');
  if (!name || !hex || typed[0] !== 1 || typed.length !== 33) throw new Unproven('verifier-key');
  return { line: line.trim(), name, id: Uint8Array.from(hex.match(/../g)!.map((two) => parseInt(two, 16))), raw: typed.slice(1) };
}

/** `known`: the log's key as somebody got it once; else the log's own word. */
export async function openCheckpoint(known = ''): Promise<Checkpoint> {
  const note = await text('checkpoint');
  const key = parseKey(known || (await text('verifier-key')));
  const end = note.indexOf('\n\n');
  const signed = note.slice(0, end + 1);
  const verifier = await crypto.subtle.importKey('raw', key.raw as BufferSource, { name: 'Ed25519' }, false, ['verify']);
  let proven = false;
  for (const line of note.slice(end + 2).split('\n')) {
    const [dash, name, base64] = line.split(' ');
    if (dash !== '\u2014' || name !== key.name || !base64) continue;
    const signature = fromBase64(base64);
    if (!key.id.every((byte, i) => byte === signature[i])) continue;
    proven ||= await crypto.subtle.verify({ name: 'Ed25519' }, verifier, signature.slice(4) as BufferSource, new TextEncoder().encode(signed));
  }
  const [origin, size, root] = signed.split('\n');
  if (!proven || origin !== key.name || !root) throw new Unproven('signature');
  return { origin: origin!, size: Number(size), root, key: key.line, text: note };
}

const digits = (index: number): string => {
  const last = String(index % 1000).padStart(3, '0');
  let rest = Math.floor(index / 1000);
  let path = last;
  while (rest > 0) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
    rest = Math.floor(rest / 1000);
  }
  return path;
};
const tilePath = (level: number | 'entries', index: number, size: number): string => {
  const count = level === 'entries' ? size : Math.floor(size / 256 ** level);
  const width = Math.min(256, count - index * 256);
  return `tile/${level}/${digits(index)}${width < 256 ? `.p/${width}` : ''}`;
};

const isPower = (size: number) => Number.isInteger(Math.log2(size));
const below = (size: number) => 2 ** Math.floor(Math.log2(size - 1)); // the largest power of two below it

async function nodeOf(height: number, index: number, size: number, tiles: Map<string, Promise<Uint8Array>>): Promise<Uint8Array> {
  const level = Math.floor(height / 8);
  if (height % 8 !== 0) {
    const [left, right] = await Promise.all([nodeOf(height - 1, index * 2, size, tiles), nodeOf(height - 1, index * 2 + 1, size, tiles)]);
    return nodeHash(left, right);
  }
  const path = tilePath(level, Math.floor(index / 256), size);
  let tile = tiles.get(path);
  if (!tile) tiles.set(path, (tile = bytes(path)));
  const place = (index % 256) * kHash;
  return (await tile).slice(place, place + kHash);
}

/** The entry at an index, as the log has it; fails unless it is in the tree that was signed. */
export async function verifyEntry(index: number, checkpoint: Checkpoint): Promise<string> {
  if (!(index >= 0 && index < checkpoint.size)) throw new Unproven('index');
  const bundle = await bytes(tilePath('entries', Math.floor(index / 256), checkpoint.size));
  let place = 0;
  for (let skip = index % 256; skip > 0; --skip) place += 2 + (bundle[place]! << 8) + bundle[place + 1]!;
  const length = (bundle[place]! << 8) + bundle[place + 1]!;
  const entry = bundle.slice(place + 2, place + 2 + length);
  await verifyLeaf(await leafHash(entry), index, checkpoint);
  return new TextDecoder().decode(entry);
}

async function verifyLeaf(leaf: Uint8Array, index: number, checkpoint: Checkpoint): Promise<void> {
  const tiles = new Map<string, Promise<Uint8Array>>();
  const root = async (start: number, size: number): Promise<Uint8Array> => {
    if (size === 1 && start === index) return leaf;
    if (isPower(size) && (index < start || index >= start + size)) return nodeOf(Math.log2(size), start / size, checkpoint.size, tiles);
    const left = below(size);
    const [a, b] = await Promise.all([root(start, left), root(start + left, size - left)]);
    return nodeHash(a, b);
  };
  if (toBase64(await root(0, checkpoint.size)) !== checkpoint.root) throw new Unproven('root');
}

/** A proof as `hubctl certificates export` writes it, with the entry beside it: true only when they fit. */
export async function verifyProofFile(proof: string, entry: Uint8Array, known = ''): Promise<number> {
  const [first, ...rest] = proof.split('\n');
  if (first !== 'c2sp.org/tlog-proof@v1') throw new Unproven('format');
  const line = rest[0]?.startsWith('extra ') ? 1 : 0;
  const index = Number(/^index (\d+)$/.exec(rest[line] ?? '')?.[1] ?? NaN);
  const blank = rest.indexOf('', line + 1);
  const hashes = rest.slice(line + 1, blank).map(fromBase64);
  const note = rest.slice(blank + 1).join('\n');
  const [, size, root] = note.split('\n');
  let hash = await leafHash(entry);
  let fn = index;
  let sn = Number(size) - 1;
  if (!(fn >= 0 && fn <= sn)) throw new Unproven('index');
  for (const sibling of hashes) {
    if (sn === 0) throw new Unproven('root');
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  if (sn !== 0 || toBase64(hash) !== root) throw new Unproven('root');
  // The checkpoint in the file is one that the log still stands by: the same entry is in the tree of today.
  const today = await openCheckpoint(known);
  await verifyLeaf(await leafHash(entry), index, today);
  return index;
}
