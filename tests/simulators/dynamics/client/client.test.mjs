// The simulator as dynamics-web-api sees it: the calls of the connector, and those of people beside it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { DynamicsWebApi } from 'dynamics-web-api';
import { simulatorUrl } from './simulator.mjs';

const serverUrl = await simulatorUrl('dynamics');
const collector = '/contacts(0c011ec7-0000-4000-8000-000000000001)';

async function login(secret) {
  const answer = await fetch(serverUrl + '/directory/oauth2/v2.0/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'hub', client_secret: secret,
                                scope: serverUrl + '/.default' }),
  });
  return { status: answer.status, body: await answer.json() };
}

const { body: { access_token: token } } = await login('hub-secret');
const api = new DynamicsWebApi({ serverUrl, dataApi: { version: '9.2' }, onTokenRefresh: async () => token });
const newCase = (more = {}) => ({ title: 'Chat', 'customerid_contact@odata.bind': collector, ...more });
const note = (id, text) => ({
  subject: 'Chat transcript', isdocument: true, filename: 'c.txt', mimetype: 'text/plain',
  documentbody: Buffer.from(text).toString('base64'), 'objectid_incident@odata.bind': `/incidents(${id})`,
});
const refusedWith = (status, pattern) => (error) => error.status === status && pattern.test(error.message);

test('a wrong secret is refused in the words of Entra', async () => {
  const { status, body } = await login('wrong');
  assert.equal(status, 401);
  assert.equal(body.error, 'invalid_client');
  assert.match(body.error_description, /^AADSTS7000215/);
});

test('who am I, and what is a case', async () => {
  assert.ok((await api.callFunction({ functionName: 'WhoAmI' })).UserId);
  const table = await api.retrieveEntity({ key: "LogicalName='incident'", select: ['LogicalName'],
                                           expand: [{ property: 'Keys', select: ['KeyAttributes'] }] });
  assert.deepEqual(table.Keys[0].KeyAttributes, ['hub_caseid']);
});

test('a case is created once under an id of our own', async () => {
  const key = randomUUID();
  const once = { collection: 'incidents', key, data: newCase(), ifnonematch: '*' };
  await api.upsert(once);
  assert.equal(await api.upsert({ ...once, data: newCase({ title: 'Other' }) }), null);
  const row = await api.retrieve({ collection: 'incidents', key, select: ['title', '_customerid_value', 'statecode'] });
  assert.equal(row.title, 'Chat');
  assert.equal(row.statecode, 0);
  assert.ok(collector.includes(row._customerid_value));
});

test('without a condition it is an upsert, and only a change when that is asked for', async () => {
  const key = randomUUID();
  await assert.rejects(api.update({ collection: 'incidents', key, data: { title: 'x' } }),
                       refusedWith(404, /Does Not Exist/));
  await api.upsert({ collection: 'incidents', key, data: newCase() });
  await api.upsert({ collection: 'incidents', key, data: { title: 'Changed' } });
  assert.equal((await api.retrieve({ collection: 'incidents', key, select: ['title'] })).title, 'Changed');
});

test('an alternate key is a key, another column is none', async () => {
  const write = (key) => api.upsert({ collection: 'incidents', key, data: newCase() });
  await write("hub_caseid='018f-1'");
  await write("hub_caseid='018f-1'");
  const found = await api.retrieveMultiple({ collection: 'incidents', filter: "hub_caseid eq '018f-1'",
                                             select: ['incidentid'] });
  assert.equal(found.value.length, 1);
  await assert.rejects(write("title='x'"), refusedWith(400, /key in the request URI is not valid/));
});

test('a changed row is not changed by who saw the one before', async () => {
  const key = randomUUID();
  await api.upsert({ collection: 'incidents', key, data: newCase() });
  const { '@odata.etag': seen } = await api.retrieve({ collection: 'incidents', key, select: ['title'] });
  const change = (title) => api.update({ collection: 'incidents', key, data: { title }, ifmatch: seen });
  assert.notEqual(await change('First'), false);
  assert.equal(await change('Second'), false);
  assert.equal((await api.retrieve({ collection: 'incidents', key, select: ['title'] })).title, 'First');
});

test('create answers with the id, or with the row', async () => {
  const id = await api.create({ collection: 'incidents', data: newCase() });
  assert.match(String(id), /^[0-9a-f-]{36}$/);
  const row = await api.create({ collection: 'incidents', data: newCase({ title: 'Whole' }), returnRepresentation: true });
  assert.equal(row.title, 'Whole');
});

test('a change set writes the case and its note, or nothing', async () => {
  const key = randomUUID(), file = randomUUID();
  const write = async (title) => {
    api.startBatch();
    api.upsert({ collection: 'incidents', key, data: newCase({ title }), ifnonematch: '*' });
    api.upsert({ collection: 'annotations', key: file, data: note(key, 'hello'), ifnonematch: '*' });
    return api.executeBatch();
  };
  await assert.rejects(write('x'.repeat(201)));
  assert.equal((await api.retrieveMultiple({ collection: 'incidents', filter: `incidentid eq ${key}` })).value.length, 0);
  await write('Together');
  const row = await api.retrieve({ collection: 'annotations', key: file,
                                   select: ['documentbody', 'filesize', '_objectid_value'] });
  assert.equal(Buffer.from(row.documentbody, 'base64').toString(), 'hello');
  assert.equal(row.filesize, 5);
  assert.equal(row._objectid_value, key);
});

test('a later operation refers to an earlier one, an unknown reference is refused', async () => {
  const write = async (reference) => {
    api.startBatch();
    api.create({ collection: 'incidents', data: newCase(), contentId: '1' });
    api.create({ collection: 'annotations', data: { subject: 'n', 'objectid_incident@odata.bind': reference } });
    return api.executeBatch();
  };
  const [id] = await write('$1');
  const notes = await api.retrieveMultiple({ collection: 'annotations', filter: `_objectid_value eq ${id}` });
  assert.equal(notes.value.length, 1);
  await assert.rejects(write('$9'));
});

test('a batch of reads has an answer for each, with and without going on', async () => {
  const key = await api.create({ collection: 'incidents', data: newCase({ title: 'Read' }) });
  const read = async (request) => {
    api.startBatch();
    api.retrieve({ collection: 'incidents', key: randomUUID(), select: ['title'] });
    api.retrieve({ collection: 'incidents', key, select: ['title'] });
    return api.executeBatch(request);
  };
  const [missing, row] = await read({ continueOnError: true });
  assert.equal(missing.status, 404);
  assert.equal(row.title, 'Read');
  await assert.rejects(read({}), (error) => error.length === 1 || error.status === 404);
});

test('what does not fit is refused', async () => {
  const create = (data) => api.create({ collection: 'incidents', data: newCase(data) });
  await assert.rejects(create({ title: 'x'.repeat(201) }), refusedWith(400, /length of the 'title' attribute/));
  await assert.rejects(create({ no_such: 'x' }), refusedWith(400, /Invalid property 'no_such'/));
  await assert.rejects(create({ caseorigincode: 99 }), refusedWith(400, /outside the valid range/));
  await assert.rejects(create({ caseorigincode: '3' }), refusedWith(400, /Cannot convert/));
  await assert.rejects(api.create({ collection: 'incidents', data: { title: 'x' } }), refusedWith(400, /parent contact or account/));
  await assert.rejects(api.retrieveMultiple({ collection: 'incidents', select: ['no_such'] }),
                       refusedWith(400, /property named 'no_such'/));
});

test('lists come in pages', async () => {
  const marks = ['p1', 'p2', 'p3', 'p4'];
  for (const mark of marks) await api.create({ collection: 'accounts', data: { name: mark } });
  const all = await api.retrieveAll({ collection: 'accounts', select: ['name'] });
  assert.deepEqual(all.value.map((row) => row.name), marks);
});

test('a case is resolved once', async () => {
  const key = await api.create({ collection: 'incidents', data: newCase() });
  const resolve = () => api.callAction({
    actionName: 'CloseIncident',
    action: { IncidentResolution: { subject: 'done', 'incidentid@odata.bind': `/incidents(${key})` }, Status: 5 } });
  await resolve();
  assert.equal((await api.retrieve({ collection: 'incidents', key, select: ['statecode'] })).statecode, 1);
  await assert.rejects(resolve(), refusedWith(400, /already been resolved/));
});

test('a deleted case takes its notes along', async () => {
  const key = await api.create({ collection: 'incidents', data: newCase() });
  const file = await api.create({ collection: 'annotations', data: note(key, 'x') });
  await api.deleteRecord({ collection: 'incidents', key });
  await assert.rejects(api.retrieve({ collection: 'annotations', key: file, select: ['subject'] }), refusedWith(404, /Does Not Exist/));
  await assert.rejects(api.deleteRecord({ collection: 'incidents', key }), refusedWith(404, /Does Not Exist/));
});

test('too many requests are refused with a time to wait', async () => {
  await fetch(serverUrl + '/_control/faults', { method: 'POST', body: JSON.stringify({ kind: 'service_protection' }) });
  await assert.rejects(api.callFunction({ functionName: 'WhoAmI' }),
                       (error) => error.status === 429 && error.headers['retry-after'] === '7' && error.code === '0x80072321');
});
