// The simulator as freshdesk-api sees it: the calls of the connector, and those of people beside it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import Freshdesk from 'freshdesk-api';
import { simulatorUrl } from './simulator.mjs';

const url = await simulatorUrl('freshdesk');

// Its calls end with (error, data, extra).
function calling(key) {
  const client = new Freshdesk(url, key);
  return (method, ...parameters) => new Promise((resolve, reject) => client[method](
    ...parameters, (error, data, extra) => (error ? reject(error) : resolve({ data, extra }))));
}
const call = calling('hub-secret');
const collector = 1001;
const ticket = (more = {}) => ({ subject: 'Chat', description: 'one &amp; <br>two', status: 4, priority: 1, source: 7,
                                 requester_id: collector, ...more });
const create = async (more) => (await call('createTicket', ticket(more))).data;
const refusedFor = (field, code) => (error) =>
  error.status === 400 && error.data.errors[0].field === field && error.data.errors[0].code === code;

test('a wrong key is refused', async () => {
  await assert.rejects(calling('wrong')('listAllTickets', {}),
                       (error) => error.status === 401 && error.data.code === 'invalid_credentials');
});

test('a ticket is made, shown as text, changed and thrown away', async () => {
  const made = await create({ tags: ['hub'], custom_fields: { cf_hub_key: 'k1', cf_score: 5, cf_vip: true } });
  assert.equal(made.description_text, 'one & \ntwo\n');
  assert.deepEqual([made.status, made.source, made.custom_fields.cf_score], [4, 7, 5]);
  const { data: changed } = await call('updateTicket', made.id, { tags: ['other'], status: 5 });
  assert.deepEqual([changed.tags, changed.status], [['other'], 5]);
  await call('deleteTicket', made.id);
  assert.equal((await call('getTicket', made.id)).data.deleted, true);
  await assert.rejects(call('updateTicket', made.id, { status: 2 }), (error) => error.status === 404);
});

test('what is sent twice is there twice', async () => {
  const first = await create({ custom_fields: { cf_hub_key: 'twice' } });
  const second = await create({ custom_fields: { cf_hub_key: 'twice' } });
  assert.notEqual(first.id, second.id);
});

test('a ticket is listed at once and not yet found by a search', async () => {
  const made = await create({ custom_fields: { cf_hub_key: 'fresh' } });
  const { data: listed } = await call('listAllTickets', { requester_id: collector, per_page: 100 });
  assert.equal(listed[0].id, made.id);
  assert.equal(listed[0].custom_fields.cf_hub_key, 'fresh');
  assert.ok(!('description_text' in listed[0]));
  const { data: found } = await call('filterTickets', "cf_hub_key:'fresh'", 1);
  assert.deepEqual(found, { total: 0, results: [] });
});

test('lists come in pages, newest first, with their descriptions when that is asked for', async () => {
  for (let i = 0; i < 3; ++i) await create();
  const { data: page, extra } = await call('listAllTickets', { per_page: 2, include: 'description' });
  assert.equal(page.length, 2);
  assert.ok(page[0].id > page[1].id);
  assert.equal(page[0].description_text, 'one & \ntwo\n');
  assert.equal(extra.pageIsLast, false);
});

test('nothing older than the time that is asked for is listed', async () => {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  assert.deepEqual((await call('listAllTickets', { updated_since: later })).data, []);
});

test('notes are private and listed with their text', async () => {
  const made = await create();
  const { data: note } = await call('createNote', made.id, { body: 'a &lt; b' });
  assert.equal(note.private, true);
  const { data: notes } = await call('listAllConversations', made.id);
  assert.equal(notes[0].body_text, 'a < b\n');
  await call('deleteConversation', note.id);
  assert.deepEqual((await call('listAllConversations', made.id)).data, []);
});

test('files come as multipart, with a note and with a ticket', async () => {
  fs.writeFileSync('chat.txt', 'hello');
  const made = await create({ attachments: [fs.createReadStream('chat.txt')], tags: ['a', 'b'] });
  assert.deepEqual(made.tags, ['a', 'b']);
  assert.equal(made.attachments[0].name, 'chat.txt');
  assert.equal(made.attachments[0].size, 5);
  const { data: note } = await call('createNote', made.id, { body: 'x', attachments: [fs.createReadStream('chat.txt')] });
  assert.equal(note.attachments[0].size, 5);
});

test('a contact is one by its address and by its key', async () => {
  const { data: kim } = await call('createContact', { name: 'Kim', email: 'kim@example.com', unique_external_id: 'k-1' });
  await assert.rejects(call('createContact', { name: 'Other', unique_external_id: 'k-1' }), (error) => error.status === 409);
  const { data: found } = await call('listAllContacts', { email: 'Kim@Example.com' });
  assert.deepEqual(found.map((one) => one.id), [kim.id]);
  const theirs = await create({ requester_id: undefined, email: 'kim@example.com' });
  assert.equal(theirs.requester_id, kim.id);
  await call('deleteContact', kim.id);
  await assert.rejects(call('getContact', kim.id), (error) => error.status === 404);
});

test('what does not fit is refused and named', async () => {
  await assert.rejects(create({ status: '2' }), refusedFor('status', 'datatype_mismatch'));
  await assert.rejects(create({ status: 99 }), refusedFor('status', 'invalid_value'));
  await assert.rejects(create({ no_such: 'x' }), refusedFor('no_such', 'invalid_field'));
  await assert.rejects(create({ custom_fields: {} }), refusedFor('custom_fields', 'datatype_mismatch'));
  await assert.rejects(create({ custom_fields: { cf_no_such: 'x' } }), refusedFor('cf_no_such', 'invalid_field'));
  await assert.rejects(create({ subject: 'x'.repeat(256) }), refusedFor('subject', 'invalid_value'));
  await assert.rejects(create({ requester_id: 77 }), refusedFor('requester_id', 'invalid_value'));
  await assert.rejects(create({ requester_id: undefined }), refusedFor('requester_id', 'missing_field'));
});

test('fields and their choices are told', async () => {
  const { data: fields } = await call('listAllTicketFields');
  const named = Object.fromEntries(fields.map((field) => [field.name, field]));
  assert.equal(named.cf_hub_key.type, 'custom_text');
  assert.ok('4' in named.status.choices);
});

test('too many calls are refused with a time to wait', async () => {
  await fetch(url + '/_control/faults', { method: 'POST', body: JSON.stringify({ kind: 'rate_limit' }) });
  await assert.rejects(call('listAllTickets', {}), (error) => error.status === 429 && error.retryAfter === 7);
});
