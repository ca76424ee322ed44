// The simulator as Genesys' own client sees it: the calls of the connector, and those of people beside it.
import assert from 'node:assert/strict';
import test from 'node:test';
import platformClient from 'purecloud-platform-client-v2';
import { simulatorUrl } from './simulator.mjs';

const url = new URL(await simulatorUrl('genesys'));
const client = platformClient.ApiClient.instance;
client.setGateway({ host: url.hostname, protocol: 'http', port: Number(url.port) });
await client.loginClientCredentialsGrant('hub', 'hub-secret');
client.setReturnExtendedResponses(true);
const contacts = new platformClient.ExternalContactsApi();
const work = new platformClient.TaskManagementApi();
const gdpr = new platformClient.GeneralDataProtectionRegulationApi();

const source = '5f0c2a3e-0000-4000-8000-000000000001';
const collector = '5f0c2a3e-0000-4000-8000-000000000501';
const worktype = '5f0c2a3e-0000-4000-8000-000000000701';
const user = { id: '5f0c2a3e-0000-4000-8000-000000000901' };
const externalId = (value) => ({ type: 'ExternalId', value, externalSource: { id: source } });
const person = (key, more = {}) => ({
  matchingIdentifiers: [externalId(key)], action: 'Upsert', options: { promote: true },
  fieldRules: { defaultAction: 'PreferProvided', defaultArrayAction: 'Extend' },
  contact: { externalIds: [{ externalSource: { id: source }, value: key }], lastName: 'Berg', ...more },
});
const enrich = (body, options) => contacts.postExternalcontactsContactsEnrich(body, options);
const note = (noteText) => ({ noteText, createdBy: user });

async function control(method, path, body) {
  const answer = await fetch(new URL('/_control/' + path, url), { method, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
}

test('a contact is made by the first enrichment, found again by the second, and curated', async () => {
  const first = await enrich(person('k1'));
  const second = await enrich(person('k1', { lastName: '  Lind ', personalEmail: 'Kim@example.com' }));
  assert.deepEqual([first.status, second.status], [201, 200]);
  assert.equal(first.body.id, second.body.id);
  const { body } = await contacts.getExternalcontactsContact(first.body.id);
  assert.deepEqual([body.type, body.lastName, body.personalEmail], ['Curated', 'Lind', 'Kim@example.com']);
  const found = await contacts.postExternalcontactsIdentifierlookupContacts({ type: 'Email', value: 'kim@example.com' });
  assert.equal(found.body.id, first.body.id);
});

test('a dry run writes nothing, and what nobody has is not found', async () => {
  assert.equal((await enrich(person('dry'), { dryRun: true })).status, 201);
  await assert.rejects(contacts.postExternalcontactsIdentifierlookupContacts(externalId('dry')),
    (error) => error.status === 404 && error.body.code === 'not.found');
});

test('a contact that is not promoted can be', async () => {
  const { body } = await enrich({ ...person('fleeting'), options: {} });
  assert.equal(body.type, 'Identified');
  assert.equal((await contacts.postExternalcontactsContactPromotion(body.id)).body.type, 'Curated');
});

test('two contacts that one enrichment matches become one, whose notes are listed together', async () => {
  const one = (await enrich(person('m1'))).body, other = (await enrich(person('m2'))).body;
  await contacts.postExternalcontactsContactNotes(other.id, note('of the other'));
  await enrich({ ...person('m1'), matchingIdentifiers: [externalId('m1'), externalId('m2')] });
  assert.equal((await contacts.getExternalcontactsContact(other.id)).body.mergedTo.id, one.id);
  const count = async (options) => (await contacts.getExternalcontactsContactNotes(one.id, options)).body.total;
  assert.deepEqual([await count({}), await count({ expand: ['mergeset'] })], [0, 1]);
});

test('notes are added, listed newest first, changed and deleted, and the same one twice is two', async () => {
  const { id } = (await enrich(person('notes'))).body;
  const first = (await contacts.postExternalcontactsContactNotes(id, note('same'))).body;
  await contacts.postExternalcontactsContactNotes(id, note('same'));
  const listed = await contacts.getExternalcontactsContactNotes(id, { pageSize: 100, sortOrder: 'createDate:desc' });
  assert.equal(listed.body.total, 2);
  await contacts.putExternalcontactsContactNote(id, first.id, note(' changed '));
  assert.equal((await contacts.getExternalcontactsContactNote(id, first.id)).body.noteText, 'changed');
  await contacts.deleteExternalcontactsContactNote(id, first.id);
  await assert.rejects(contacts.getExternalcontactsContactNote(id, first.id), (error) => error.status === 404);
});

test('many notes go in one call, whose results name each by its content', async () => {
  const entity = (noteText) => ({ entityId: collector, entityType: 'contact', ...note(noteText) });
  const { body } = await contacts.postExternalcontactsBulkNotesAdd({ entities: [entity('a'), entity(''), entity('c')] });
  assert.deepEqual([body.errorCount, body.errorIndexes], [1, [1]]);
  assert.deepEqual(body.results.map((one) => [one.success, (one.entity ?? one.error.entity).noteText]),
    [[true, 'c'], [false, ''], [true, 'a']]);
  const scanned = await contacts.getExternalcontactsScanNotes({ limit: 2 });
  assert.equal(scanned.body.entities.length, 2);
  assert.ok(scanned.body.cursors.after);
});

test('only the first 1,000 notes can be listed, and texts have their limits', async () => {
  await assert.rejects(contacts.getExternalcontactsContactNotes(collector, { pageSize: 100, pageNumber: 11 }),
    (error) => error.status === 400);
  await assert.rejects(contacts.postExternalcontactsContactNotes(collector, note('x'.repeat(32_001))),
    (error) => error.body.details[0].fieldName === 'noteText');
  await assert.rejects(contacts.postExternalcontactsContactNotes(collector, { noteText: 'of nobody' }),
    (error) => error.body.details[0].fieldName === 'createdBy');
  await assert.rejects(enrich(person('long', { lastName: 'x'.repeat(1_001) })),
    (error) => error.body.code === 'invalid.value' && error.body.details[0].fieldName === 'lastName');
});

test('an external source is made and listed', async () => {
  const made = (await contacts.postExternalcontactsExternalsources({ name: 'another', active: true })).body;
  const { body } = await contacts.getExternalcontactsExternalsources({ limit: 100 });
  assert.deepEqual(body.entities.map((one) => one.id), [source, made.id]);
});

test('a workitem is made, found behind an empty page, changed, terminated and deleted', async () => {
  const made = (await work.postTaskmanagementWorkitems({
    name: 'Chat', typeId: worktype, externalTag: 't1', externalContactId: collector,
    customFields: { case_id_identifier: 'C-1' },
  })).body;
  const filter = (name, value) => ({ name, type: 'String', operator: 'EQ', values: [value] });
  const query = (more) => work.postTaskmanagementWorkitemsQuery(
    { filters: [filter('typeId', worktype), filter('externalTag', 't1')], ...more });
  const first = (await query({})).body;
  assert.equal(first.entities.length, 0);
  assert.deepEqual((await query({ after: first.after })).body.entities.map((one) => one.id), [made.id]);
  await work.patchTaskmanagementWorkitem(made.id, { customFields: {} });
  const closed = (await work.postTaskmanagementWorkitemTerminate(made.id, { body: {} })).body;
  assert.deepEqual([closed.statusCategory, closed.customFields, closed.externalContact.id], ['Closed', {}, collector]);
  await work.deleteTaskmanagementWorkitem(made.id);
  await assert.rejects(work.getTaskmanagementWorkitem(made.id), (error) => error.status === 404);
});

test('what work automation does not take is refused', async () => {
  const refused = async (more, field) => assert.rejects(
    work.postTaskmanagementWorkitems({ name: 'Chat', typeId: worktype, ...more }),
    (error) => error.status === 400 && error.body.details[0].fieldName === field);
  await refused({ name: 'x' }, 'name');
  await refused({ description: 'x'.repeat(513) }, 'description');
  await refused({ customFields: { shoe_size: 43 } }, 'shoe_size');
  await refused({ ttl: Math.floor(Date.now() / 1000) + 400 * 86_400 }, 'ttl');
  await assert.rejects(work.postTaskmanagementWorkitemsQuery(
    { filters: [{ name: 'externalTag', type: 'String', operator: 'EQ', values: ['t1'] }] }),
  (error) => error.status === 400);
});

test('a person is erased by a request that is done in its own time', async () => {
  const { id } = (await enrich(person('erased', { personalEmail: 'gone@example.com' }))).body;
  const { body: subjects } = await gdpr.getGdprSubjects('EMAIL', 'gone@example.com');
  assert.equal(subjects.entities[0].externalContactId, id);
  const body = { requestType: 'GDPR_DELETE', subject: { externalContactId: id } };
  await assert.rejects(gdpr.postGdprRequests(body), (error) => error.status === 400);
  const request = (await gdpr.postGdprRequests(body, { deleteConfirmed: true })).body;
  const seen = [request.status];
  while (seen.at(-1) !== 'COMPLETED') seen.push((await gdpr.getGdprRequest(request.id)).body.status);
  assert.deepEqual(seen, ['INITIATED', 'SEARCHING', 'DELETING', 'FINALIZING', 'COMPLETED']);
  await assert.rejects(contacts.getExternalcontactsContact(id), (error) => error.status === 404);
});

test('a missing right, a wait and an expired token are told as Genesys Cloud tells them', async () => {
  const get = () => contacts.getExternalcontactsContact(collector);
  const { headers } = await get();
  assert.equal(headers['inin-ratelimit-allowed'], '300');
  assert.ok(headers['inin-correlation-id']);
  await control('POST', 'faults', { kind: 'missing_permissions', operation: 'contact' });
  await assert.rejects(get(), (error) => error.status === 403 && error.body.code === 'missing.permissions');
  await control('POST', 'faults', { kind: 'rate_limit', operation: 'contact' });
  await assert.rejects(get(), (error) => error.status === 429 && error.headers['retry-after'] === '42');
  await control('POST', 'expire-tokens');
  await assert.rejects(get(), (error) => error.status === 401);
  await client.loginClientCredentialsGrant('hub', 'hub-secret');
  assert.equal((await get()).status, 200);
});

test('a wrong secret is refused', async () => {
  await assert.rejects(client.loginClientCredentialsGrant('hub', 'wrong'));
});
