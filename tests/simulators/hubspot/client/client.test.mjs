// The simulator as HubSpot's own client sees it: the calls of the connector, and those of people beside it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Client } from '@hubspot/api-client';
import { simulatorUrl } from './simulator.mjs';

const basePath = await simulatorUrl('hubspot');
const client = new Client({ accessToken: 'hub-secret', basePath });
const tickets = client.crm.tickets;

const ticket = (key, more = {}) => ({
  idProperty: 'hub_key', id: key,
  properties: { hub_key: key, subject: 'Chat ' + key, hs_pipeline: '0', hs_pipeline_stage: '4', ...more },
});

test('a batch is created by the first upsert and updated by the second', async () => {
  const first = await tickets.batchApi.upsert({ inputs: [ticket('a'), ticket('b')] });
  const second = await tickets.batchApi.upsert({ inputs: [ticket('a', { subject: 'Changed' }), ticket('b')] });
  assert.equal(first.status, 'COMPLETE');
  const ids = (answer) => Object.fromEntries(answer.results.map((row) => [row.properties.hub_key, row.id]));
  assert.deepEqual(ids(first), ids(second));
  assert.ok(first.results.every((row) => row._new) && second.results.every((row) => !row._new));
});

test('one bad record is a 207 and harms no other', async () => {
  const answer = await tickets.batchApi.upsert({ inputs: [ticket('c'), ticket('d', { content: 'x'.repeat(66_000) })] });
  assert.equal(answer.results.length, 1);
  assert.equal(answer.numErrors, 1);
  assert.deepEqual(answer.errors[0].context.ids, ['d']);
});

test('a property that is not unique cannot be upserted by', async () => {
  const wrong = { ...ticket('e'), idProperty: 'subject' };
  await assert.rejects(tickets.batchApi.upsert({ inputs: [wrong] }), (error) => error.code === 400);
});

test('records are read by key and by id, with the properties that were asked for', async () => {
  const byKey = await tickets.batchApi.read(
    { inputs: [{ id: 'a' }], idProperty: 'hub_key', properties: ['subject', 'no_such'], propertiesWithHistory: [] });
  const one = byKey.results[0];
  assert.equal(one.properties.subject, 'Changed');
  assert.ok(!('no_such' in one.properties));
  const byId = await tickets.basicApi.getById(one.id, ['hub_key']);
  assert.equal(byId.properties.hub_key, 'a');
});

test('tickets, contacts and notes are linked and the links are read', async () => {
  const contact = await client.crm.contacts.basicApi.create({ properties: { email: 'kim@example.com' } });
  await assert.rejects(client.crm.contacts.basicApi.create({ properties: { email: 'kim@example.com' } }),
                       (error) => error.code === 409);
  const [row] = (await tickets.batchApi.read(
    { inputs: [{ id: 'a' }], idProperty: 'hub_key', properties: [], propertiesWithHistory: [] })).results;
  const associations = client.crm.associations.v4.batchApi;
  const pair = { _from: { id: row.id }, to: { id: contact.id } };
  await associations.createDefault('tickets', 'contacts', { inputs: [pair] });
  await associations.createDefault('tickets', 'contacts', { inputs: [pair] });
  const links = await associations.getPage('tickets', 'contacts', { inputs: [{ id: row.id }] });
  assert.deepEqual(links.results[0].to.map((to) => String(to.toObjectId)), [contact.id]);
  const note = await client.crm.objects.notes.basicApi.create({
    properties: { hs_timestamp: '2026-11-23T10:00:00.000Z', hs_note_body: 'one<br>two' },
    associations: [{ to: { id: row.id },
                     types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] }],
  });
  const withNotes = await tickets.basicApi.getById(row.id, undefined, undefined, ['notes']);
  assert.equal(withNotes.associations.notes.results[0].id, note.id);
});

test('what was written a moment ago is read by id and not yet found by a search', async () => {
  const made = await tickets.batchApi.upsert({ inputs: [ticket('fresh')] });
  const found = await tickets.searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: 'hub_key', operator: 'EQ', value: 'fresh' }] }],
    limit: 2, properties: ['hub_key'], sorts: [], after: '0' });
  assert.equal(found.total, 0);
  assert.equal((await tickets.basicApi.getById(made.results[0].id, ['hub_key'])).properties.hub_key, 'fresh');
});

test('properties are made and listed', async () => {
  const body = { name: 'hub_extra', label: 'Extra', type: 'string', fieldType: 'text', groupName: 'ticketinformation',
                 hasUniqueValue: true };
  assert.equal((await client.crm.properties.coreApi.create('tickets', body)).name, 'hub_extra');
  const all = await client.crm.properties.coreApi.getAll('tickets');
  assert.equal(all.results.find((one) => one.name === 'hub_extra').hasUniqueValue, true);
});

test('archived tickets and forgotten contacts are gone', async () => {
  const [row] = (await tickets.batchApi.upsert({ inputs: [ticket('gone')] })).results;
  await tickets.batchApi.archive({ inputs: [{ id: row.id }] });
  await assert.rejects(tickets.basicApi.getById(row.id), (error) => error.code === 404);
  const forgotten = await client.apiRequest({
    method: 'POST', path: '/crm/v3/objects/contacts/gdpr-delete',
    body: { objectId: 'kim@example.com', idProperty: 'email' } });
  assert.equal(forgotten.status, 204);
  await assert.rejects(client.crm.contacts.basicApi.getById('kim@example.com', undefined, undefined, undefined, false,
                                                             'email'), (error) => error.code === 404);
});

test('a wrong token is refused', async () => {
  const stranger = new Client({ accessToken: 'wrong', basePath });
  await assert.rejects(stranger.crm.tickets.basicApi.getPage(1), (error) => error.code === 401);
});
