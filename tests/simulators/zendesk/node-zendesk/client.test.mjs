// The simulator as node-zendesk, an independent client, sees it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import zendesk from 'node-zendesk';
import { simulatorUrl } from './simulator.mjs';

const { createClient } = zendesk;

const url = await simulatorUrl('zendesk');
const login = await fetch(url + '/oauth/tokens', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ grant_type: 'client_credentials', client_id: 'hub', client_secret: 'hub-secret', scope: 'read write' }),
});
const { access_token: token } = await login.json();
const options = { endpointUri: url + '/api/v2', throwOriginalException: true };
const client = createClient({ ...options, oauth: true, token });
const ticket = (key, more = {}) => ({ external_id: key, subject: 'About ' + key, comment: { body: 'Text of ' + key }, ...more });
const finished = (id) => client.jobstatuses.watch(id, 50, 40);

async function control(method, path, body) {
  const answer = await fetch(`${url}/_control/${path}`, { method, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
}

test('an API token of Basic works beside OAuth, and a wrong one is refused', async () => {
  const basic = createClient({ ...options, username: 'hub@example.com', token: 'hub-token' });
  const { result } = await basic.tickets.create({ ticket: ticket('basic') });
  assert.equal(result.external_id, 'basic');
  const wrong = createClient({ ...options, username: 'hub@example.com', token: 'nonsense' });
  await assert.rejects(wrong.tickets.create({ ticket: ticket('wrong') }), (error) => error.statusCode === 401);
});

test('a ticket is created, shown with its first comment as description, updated and deleted', async () => {
  const made = (await client.tickets.create({ ticket: ticket('one', { tags: ['Hub'], priority: 'high' }) })).result;
  assert.equal(made.description, 'Text of one');
  assert.deepEqual(made.tags, ['hub']);
  await client.tickets.update(made.id, { ticket: { comment: { html_body: '<b>More</b>', public: false } } });
  const comments = await client.tickets.getComments(made.id);
  assert.deepEqual(comments.map((one) => one.plain_body), ['Text of one', 'More']);
  assert.deepEqual(comments.map((one) => one.public), [true, false]);
  await client.tickets.delete(made.id);
  await assert.rejects(client.tickets.show(made.id), (error) => error.statusCode === 404);
});

test('many tickets are made by a job whose results name each by its place', async () => {
  const tickets = [ticket('m0'), { external_id: 'm1', subject: 'no text' }, ticket('m2')];
  const { result } = await client.tickets.createMany({ tickets });
  const job = await finished(result.job_status.id);
  assert.equal(job.status, 'failed');
  assert.deepEqual(job.results.map((one) => one.index), [0, 1, 2]);
  assert.equal(job.results[1].error, 'TicketCreateFailed');
  assert.equal(job.results[1].details, 'Description: cannot be blank');
  const ids = [job.results[0].id, job.results[2].id];
  const shown = (await client.tickets.showMany(ids)).result;
  assert.deepEqual(shown.map((one) => one.external_id), ['m0', 'm2']);
});

test('tickets are found by external_id, which is not unique', async () => {
  await client.tickets.create({ ticket: ticket('twice') });
  await client.tickets.create({ ticket: ticket('twice') });
  const found = await client.tickets.listWithFilter('external_id', 'twice');
  assert.equal(found.length, 2);
});

test('an import keeps the time of each comment', async () => {
  const comments = [
    { value: 'hi', created_at: '2026-11-01T10:00:02Z' },
    { html_body: '<p>note</p>', public: false, created_at: '2026-11-01T10:00:05Z' },
  ];
  const imported = (await client.imports.ticket({ ticket: { external_id: 'past', subject: 'x', comments } })).result;
  const made = imported.ticket ?? imported;
  const kept = await client.tickets.getComments(made.id);
  assert.deepEqual(kept.map((one) => one.created_at), ['2026-11-01T10:00:02Z', '2026-11-01T10:00:05Z']);
});

test('a user is made once and found again by address', async () => {
  const user = { name: 'Kim', email: 'kim@example.org', external_id: 'cust-7' };
  const first = (await client.users.createOrUpdate({ user })).result;
  const second = (await client.users.createOrUpdate({ user: { ...user, name: 'Kim Berg' } })).result;
  assert.equal(first.id, second.id);
  assert.equal(second.name, 'Kim Berg');
});

test('an upload is attached to a comment', async () => {
  fs.writeFileSync('upload.txt', 'whole transcript');
  const { upload } = await client.attachments.upload('upload.txt', { filename: 'upload.txt' });
  const uploads = [upload.token];
  const made = (await client.tickets.create({ ticket: ticket('file', { comment: { body: 'see file', uploads } }) })).result;
  const [comment] = await client.tickets.getComments(made.id);
  assert.deepEqual(comment.attachments.map((one) => [one.file_name, one.size]), [['upload.txt', 16]]);
});

test('fields of the account are described', async () => {
  const fields = await client.ticketfields.list();
  assert.ok(fields.some((one) => one.type === 'tagger' && one.custom_field_options.length > 0));
});

test('text over 64 kB is cut without an error, and unknown keys are dropped with a warning', async () => {
  const long = (await client.tickets.create({ ticket: ticket('long', { comment: { html_body: 'x'.repeat(70_000) } }) })).result;
  assert.equal(long.description.length, 65_535);
  const answer = await fetch(url + '/api/v2/tickets', {
    method: 'POST',
    headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ticket: ticket('odd', { shoe_size: 43 }) }),
  });
  assert.equal(answer.status, 201);
  assert.match(answer.headers.get('X-Zendesk-API-Warn'), /shoe_size/);
});

test('the same Idempotency-Key gives the first ticket again, and another body is refused', async () => {
  const post = (subject) => fetch(url + '/api/v2/tickets', {
    method: 'POST',
    headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json', 'Idempotency-Key': 'k1' },
    body: JSON.stringify({ ticket: ticket('keyed', { subject }) }),
  });
  const [first, again, other] = [await post('a'), await post('a'), await post('b')];
  assert.deepEqual([first, again].map((one) => one.headers.get('x-idempotency-lookup')), ['miss', 'hit']);
  assert.equal((await first.json()).ticket.id, (await again.json()).ticket.id);
  assert.equal(other.status, 400);
});

test('a refusal, a wait and an expired token are told as Zendesk tells them', async () => {
  await assert.rejects(client.tickets.create({ ticket: { subject: 'x' } }), (error) => error.statusCode === 422);
  await control('POST', 'faults', { kind: 'rate_limit', operation: 'create' });
  const waits = await client.tickets.create({ ticket: ticket('wait') }).catch((error) => error);
  assert.equal((waits.result ?? waits).statusCode ?? waits.statusCode, 429);
  await control('POST', 'expire-tokens');
  await assert.rejects(client.tickets.create({ ticket: ticket('late') }), (error) => error.statusCode === 401);
});
