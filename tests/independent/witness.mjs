// A witness of certificate logs (C2SP tlog-witness), on Node's crypto alone: cosigns a checkpoint when it goes on from the
// one it cosigned last.
//
// usage: node witness.mjs LOG_KEY_FILE SEED_HEX NAME ADDRESS_FILE
// Writes its own key to ADDRESS_FILE's second line, and the prefix of its addresses to the first.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';

const [logKeyFile, seedHex, name, addressFile] = process.argv.slice(2);
const hash = (...parts) => parts.reduce((h, part) => h.update(part), crypto.createHash('sha256')).digest();
const node = (left, right) => hash(Buffer.from([1]), left, right);
const idOf = (owner, typed) => hash(owner, '\n', typed).subarray(0, 4);
const spki = (key) => crypto.createPublicKey(
  { key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]), format: 'der', type: 'spki' });

const logText = fs.readFileSync(logKeyFile, 'utf8').trim();
const logName = logText.split('+', 1)[0];
const logTyped = Buffer.from(logText.slice(logText.indexOf('+', logName.length + 1) + 1), 'base64');
const logKey = spki(logTyped.subarray(1)), logId = idOf(logName, logTyped);

const secret = crypto.createPrivateKey(
  { key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seedHex, 'hex')]),
    format: 'der', type: 'pkcs8' });
const publicBytes = crypto.createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
const ownTyped = Buffer.concat([Buffer.from([4]), publicBytes]);
const ownId = idOf(name, ownTyped);

let seen = { size: 0n, root: hash(Buffer.alloc(0)) };

// RFC 9162, 2.1.4.2.
function isConsistent(old, next, proof) {
  if (old.size === 0n) return proof.length === 0;
  if (old.size === next.size) return proof.length === 0 && old.root.equals(next.root);
  const path = (old.size & (old.size - 1n)) === 0n ? [old.root, ...proof] : proof;
  if (path.length === 0) return false;
  let fn = old.size - 1n, sn = next.size - 1n;
  while (fn & 1n) { fn >>= 1n; sn >>= 1n; }
  let fr = path[0], sr = path[0];
  for (const c of path.slice(1)) {
    if (sn === 0n) return false;
    if ((fn & 1n) || fn === sn) {
      fr = node(c, fr);
      sr = node(c, sr);
      while (!(fn & 1n) && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
    } else {
      sr = node(sr, c);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && fr.equals(old.root) && sr.equals(next.root);
}

function isSignedByLog(text, lines) {
  return lines.some((line) => {
    const [dash, signer, encoded] = line.split(' ');
    const bytes = Buffer.from(encoded ?? '', 'base64');
    return dash === '\u2014' && signer === logName && bytes.subarray(0, 4).equals(logId) &&
      crypto.verify(null, Buffer.from(text), logKey, bytes.subarray(4));
  });
}

function addCheckpoint(body) {
  const blank = body.indexOf('\n\n');
  const [old, ...proof] = body.slice(0, blank).split('\n');
  const note = body.slice(blank + 2);
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [origin, size, root] = text.split('\n');
  if (origin !== logName) return { status: 404 };
  if (!isSignedByLog(text, note.slice(end + 2).trimEnd().split('\n'))) return { status: 403 };
  const next = { size: BigInt(size), root: Buffer.from(root, 'base64') };
  const oldSize = BigInt(old.replace(/^old /, ''));
  if (oldSize > next.size) return { status: 400 };
  if (oldSize !== seen.size) return { status: 409, type: 'text/x.tlog.size', body: `${seen.size}\n` };
  if (!isConsistent(seen, next, proof.map((line) => Buffer.from(line, 'base64')))) return { status: 422 };
  seen = next;
  const seconds = BigInt(Math.floor(Date.now() / 1000));
  const signature = crypto.sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), secret);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(seconds);
  return { status: 200, body: `\u2014 ${name} ${Buffer.concat([ownId, time, signature]).toString('base64')}\n` };
}

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece)).on('end', () => {
    const answer = request.method === 'POST' && request.url === '/w/add-checkpoint'
      ? addCheckpoint(Buffer.concat(pieces).toString()) : { status: 404 };
    response.writeHead(answer.status, { 'Content-Type': answer.type ?? 'text/plain; charset=utf-8' });
    response.end(answer.body ?? '');
  });
});
server.listen(0, '127.0.0.1', () => {
  const ownKey = `${name}+${ownId.toString('hex')}+${ownTyped.toString('base64')}`;
  fs.writeFileSync(addressFile + '.new', `http://127.0.0.1:${server.address().port}/w\n${ownKey}\n`);
  fs.renameSync(addressFile + '.new', addressFile);
});
