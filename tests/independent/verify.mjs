// Verifies exported certificates with Sigstore's own code (npm: @sigstore/verify): the checkpoint's signature and each
// certificate's place below it. Cosignatures, which that code does not know, are verified with Node's crypto.
//
// usage: node verify.mjs LOG_KEY_FILE [--witness WITNESS_KEY_FILE] CERTIFICATE.json...
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { verifyCheckpoint } = require('./node_modules/@sigstore/verify/dist/timestamp/checkpoint.js');
const { verifyMerkleInclusion } = require('./node_modules/@sigstore/verify/dist/timestamp/merkle.js');

function fail(text) {
  console.error(text);
  process.exit(1);
}

// "name+id+base64(type and key)": split at the first two plus signs only.
function readKey(file, type) {
  const text = fs.readFileSync(file, 'utf8').trim();
  const [name, id] = text.split('+', 2);
  const bytes = Buffer.from(text.slice(name.length + id.length + 2), 'base64');
  const digest = crypto.createHash('sha256').update(name).update('\n').update(bytes).digest();
  if (bytes.length !== 33 || bytes[0] !== type || digest.toString('hex', 0, 4) !== id) fail(`${file}: no key`);
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes.subarray(1)]);
  return { name, hint: digest.subarray(0, 4), publicKey: crypto.createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

// index, hashes, the note's text and its signature lines.
function readProof(file) {
  const text = fs.readFileSync(file, 'utf8');
  const blank = text.indexOf('\n\n');
  const [version, ...lines] = text.slice(0, blank).split('\n');
  if (version !== 'c2sp.org/tlog-proof@v1') fail(`${file}: no proof`);
  const index = Number(lines.find((line) => line.startsWith('index ')).slice(6));
  const hashes = lines.filter((line) => !line.includes(' ')).map((line) => Buffer.from(line, 'base64'));
  const checkpoint = text.slice(blank + 2);
  const end = checkpoint.lastIndexOf('\n\n');
  return { index, hashes, note: checkpoint.slice(0, end + 1), signatures: checkpoint.slice(end + 2).trimEnd().split('\n') };
}

function signatureOf(proof, key) {
  for (const line of proof.signatures) {
    const [, name, encoded] = line.split(' ');
    const bytes = Buffer.from(encoded, 'base64');
    if (name === key.name && bytes.subarray(0, 4).equals(key.hint)) return { line, bytes: bytes.subarray(4) };
  }
  return fail(`no signature of ${key.name}`);
}

function verifyCertificate(file, key) {
  const proof = readProof(file.replace(/\.json$/, '.tlog-proof'));
  const [, size, root] = proof.note.split('\n');
  // Sigstore refuses a note with a signature of anybody that it does not know.
  const envelope = `${proof.note}\n${signatureOf(proof, key).line}\n`;
  const entry = {
    integratedTime: '1',
    canonicalizedBody: fs.readFileSync(file),
    inclusionProof: {
      checkpoint: { envelope }, rootHash: Buffer.from(root, 'base64'),
      logIndex: String(proof.index), treeSize: size, hashes: proof.hashes,
    },
  };
  const log = { logID: Buffer.concat([key.hint, Buffer.alloc(28)]), publicKey: key.publicKey,
                validFor: { start: new Date(0), end: new Date(8.64e15) } };
  verifyCheckpoint(entry, [log]);
  verifyMerkleInclusion(entry);
  return { proof, size };
}

function verifyCosignature(proof, witness) {
  const { bytes } = signatureOf(proof, witness);
  const seconds = bytes.readBigUInt64BE(0);
  const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${proof.note}`);
  if (!crypto.verify(null, message, witness.publicKey, bytes.subarray(8))) fail('the cosignature is wrong');
  return seconds;
}

const [keyFile, ...rest] = process.argv.slice(2);
const witness = rest[0] === '--witness' ? readKey(rest[1], 4) : undefined;
const key = readKey(keyFile, 1);
for (const file of witness ? rest.slice(2) : rest) {
  try {
    const { proof, size } = verifyCertificate(file, key);
    const cosigned = witness ? `, cosigned by ${witness.name} at ${verifyCosignature(proof, witness)}` : '';
    console.log(`${path.basename(file)}: ${proof.index} of ${size}${cosigned}`);
  } catch (error) {
    fail(`${path.basename(file)}: ${error.message}`);
  }
}
