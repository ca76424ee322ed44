// What the hub sends, checked by the libraries that receivers use. A real request for each scheme.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import test from 'node:test';
import { promisify } from 'node:util';
import { verify as verifyGithub } from '@octokit/webhooks-methods';
import { verifySignature } from 'http-message-sig';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';

const sender = process.env.WEBHOOK_SENDER;
const secret = 'whsec_' + crypto.randomBytes(32).toString('base64');
const nextSecret = 'whsec_' + crypto.randomBytes(32).toString('base64');

// Serves one request of the sender, which is told to sign as `settings` say; the request as it came.
async function received(settings, environment) {
  let request;
  const server = http.createServer((incoming, answer) => {
    const pieces = [];
    incoming.on('data', (piece) => pieces.push(piece));
    incoming.on('end', () => {
      request = { method: incoming.method, url: incoming.url, headers: incoming.headers, raw: incoming.rawHeaders,
                  body: Buffer.concat(pieces).toString() };
      answer.end('{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  fs.writeFileSync('settings.yaml', `base_url: ${base}\nwrite: POST /hooks/{object}?tenant=t1\n${settings}`);
  try {
    await promisify(execFile)(sender, ['settings.yaml'], { env: { ...process.env, ...environment } });
  } finally {
    server.close();
  }
  request.uri = base + request.url;
  return request;
}

test('Standard Webhooks verifies with either secret, and not a changed body', async () => {
  const request = await received(
    'signature: standard_webhooks\nsigning_secret: env:A\nnext_signing_secret: env:B\n', { A: secret, B: nextSecret });
  for (const each of [secret, nextSecret]) {
    assert.deepEqual(new Webhook(each).verify(request.body, request.headers), JSON.parse(request.body));
    assert.throws(() => new Webhook(each).verify(request.body + ' ', request.headers));
  }
  assert.throws(() => new Webhook('whsec_' + crypto.randomBytes(32).toString('base64'))
    .verify(request.body, request.headers));
  assert.equal(request.headers['idempotency-key'], '"msg_0123456789"');
  assert.equal(request.headers['webhook-id'], 'msg_0123456789');
});

function descriptor(request, method = request.method) {
  const fields = [];
  for (let i = 0; i < request.raw.length; i += 2) fields.push({ name: request.raw[i], value: request.raw[i + 1] });
  return { kind: 'request', method, targetUri: request.uri, fields };
}

async function verifies(message, algorithm, verify) {
  await verifySignature(message, {
    policy: {
      algorithms: [algorithm],
      requiredComponents: ['@method', '@target-uri', 'content-type', 'content-digest', 'webhook-id'],
      requiredParameters: ['created', 'expires', 'keyid', 'nonce', 'tag'],
      maxAge: 300,
      clockSkew: 5,
    },
    resolveVerifier: (candidate) => {
      assert.equal(candidate.parameters.keyid, 'hub-2026');
      return { algorithm, verify };
    },
  });
}

test('an Ed25519 message signature verifies, covers the body, and not another method', async () => {
  const pair = crypto.generateKeyPairSync('ed25519');
  const seed = Buffer.from(pair.privateKey.export({ format: 'jwk' }).d, 'base64url').toString('base64');
  const request = await received('signature: rfc9421\nkey_id: hub-2026\nsigning_key: env:KEY\n', { KEY: seed });
  const verify = (data, signature) => crypto.verify(null, data, pair.publicKey, signature);
  await verifies(descriptor(request), 'ed25519', verify);
  await assert.rejects(verifies(descriptor(request, 'PUT'), 'ed25519', verify));
  const digest = crypto.createHash('sha256').update(request.body).digest('base64');
  assert.equal(request.headers['content-digest'], `sha-256=:${digest}:`);
});

test('a shared secret signs messages too', async () => {
  const shared = crypto.randomBytes(64);
  const request = await received('signature: rfc9421\nkey_id: hub-2026\nsigning_secret: env:KEY\n',
                                 { KEY: shared.toString('base64') });
  const verify = (data, signature) =>
    crypto.createHmac('sha256', shared).update(data).digest().equals(Buffer.from(signature));
  await verifies(descriptor(request), 'hmac-sha256', verify);
});

test('a receiver of GitHub webhooks takes ours', async () => {
  const request = await received('signature: github\nsigning_secret: env:KEY\n', { KEY: 'hush' });
  const signature = request.headers['x-hub-signature-256'];
  assert.equal(await verifyGithub('hush', request.body, signature), true);
  assert.equal(await verifyGithub('hush', request.body + ' ', signature), false);
});

test('a receiver of Stripe webhooks takes ours', async () => {
  const request = await received('signature: stripe\nsigning_secret: env:KEY\n', { KEY: 'whsec_test_secret' });
  const stripe = new Stripe('sk_test_none');
  const signature = request.headers['stripe-signature'];
  assert.ok(stripe.webhooks.constructEvent(request.body, signature, 'whsec_test_secret'));
  assert.throws(() => stripe.webhooks.constructEvent(request.body, signature, 'whsec_other'));
});
