// The simulated instance by plain HTTP, as the vendor's documentation shows its APIs: the vendor has no client of
// its own for Node.
import assert from 'node:assert/strict';
import test from 'node:test';
import { simulatorUrl } from './simulator.mjs';

const url = await simulatorUrl('servicenow');
const login = await fetch(url + '/oauth_token.do', {
  method: 'POST',
  body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'hub', client_secret: 'hub-secret' }),
});
const { access_token: token, token_type: type } = await login.json();
assert.equal(type, 'Bearer');

async function call(method, path, body, more = {}) {
  const answer = await fetch(url + path, {
    method,
    headers: { Authorization: 'Bearer ' + token, Accept: 'application/json', 'Content-Type': 'application/json', ...more },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text,
           json: answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : undefined };
}
const cases = '/api/now/table/sn_customerservice_case';
const create = async (fields) => (await call('POST', cases, fields)).json.result;
const query = (text, path = cases) => call('GET', `${path}?sysparm_query=${encodeURIComponent(text)}`);

test('a record is made, read, changed and deleted', async () => {
  const made = await call('POST', cases, { short_description: 'Chat', correlation_id: 'k1' });
  assert.equal(made.status, 201);
  const { sys_id: id, number } = made.json.result;
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.match(number, /^CS\d{7}$/);
  assert.ok(made.headers.get('location').endsWith(`/${id}`));
  assert.equal((await call('PATCH', `${cases}/${id}`, { state: 3 })).json.result.state, '3');
  assert.equal((await call('DELETE', `${cases}/${id}`)).status, 204);
  const gone = await call('GET', `${cases}/${id}`);
  assert.deepEqual([gone.status, gone.json.error.message], [404, 'No Record found']);
});

test('unknown columns are dropped without a word, and long texts are cut', async () => {
  const made = await call('POST', cases, { u_no_such: 'x', short_description: 'y'.repeat(200) });
  assert.equal(made.status, 201);
  assert.ok(!('u_no_such' in made.json.result));
  assert.equal(made.json.result.short_description.length, 160);
});

test('journals are not read back', async () => {
  const { sys_id: id } = await create({ work_notes: 'archived' });
  assert.equal((await call('GET', `${cases}/${id}`)).json.result.work_notes, '');
});

test('references are links unless they are asked for without', async () => {
  const contact = (await call('POST', '/api/now/table/customer_contact', { email: 'kim@example.com' })).json.result;
  const { sys_id: id } = await create({ contact: contact.sys_id });
  const link = (await call('GET', `${cases}/${id}`)).json.result.contact;
  assert.equal(link.value, contact.sys_id);
  assert.ok(link.link.endsWith(`/customer_contact/${contact.sys_id}`));
  const plain = await call('GET', `${cases}/${id}?sysparm_exclude_reference_link=true&sysparm_fields=contact,no_such`);
  assert.deepEqual(plain.json.result, { contact: contact.sys_id });
});

test('a term that is not understood finds everybody', async () => {
  await create({ correlation_id: 'q1' });
  await create({ correlation_id: 'q2' });
  assert.equal((await query('correlation_id=q1')).json.result.length, 1);
  assert.ok((await query('u_no_such=q1')).json.result.length > 1);
});

test('an empty list is 404 in version 1 and 200 in version 2', async () => {
  assert.equal((await query('correlation_id=nobody')).status, 404);
  const second = await query('correlation_id=nobody', '/api/now/v2/table/sn_customerservice_case');
  assert.deepEqual([second.status, second.json.result], [200, []]);
});

test('a file is attached twice when it is sent twice', async () => {
  const { sys_id: id } = await create({});
  const path = `/api/now/attachment/file?table_name=sn_customerservice_case&table_sys_id=${id}&file_name=chat.txt`;
  const first = await call('POST', path, 'Å chat', { 'Content-Type': 'text/plain' });
  assert.deepEqual([first.status, first.json.result.size_bytes], [201, '7']);
  await call('POST', path, 'Å chat', { 'Content-Type': 'text/plain' });
  const listed = await query(`table_sys_id=${id}^file_name=chat.txt`, '/api/now/attachment');
  assert.equal(listed.json.result.length, 2);
  assert.equal((await call('GET', `/api/now/attachment/${first.json.result.sys_id}/file`)).text, 'Å chat');
  assert.equal((await call('DELETE', `/api/now/attachment/${first.json.result.sys_id}`)).status, 204);
  const stranger = await call('POST', path.replace(id, '0'.repeat(32)), 'x', { 'Content-Type': 'text/plain' });
  assert.equal(stranger.status, 404);
});

test('each part of a batch has an outcome of its own', async () => {
  const body = (value) => Buffer.from(JSON.stringify(value)).toString('base64');
  const headers = [{ name: 'Content-Type', value: 'application/json' }, { name: 'Accept', value: 'application/json' }];
  const answer = await call('POST', '/api/now/v1/batch', { batch_request_id: '1', rest_requests: [
    { id: 'a', method: 'POST', url: '/api/now/table/incident', headers, body: body({ correlation_id: 'b1' }) },
    { id: 'b', method: 'POST', url: '/api/now/table/no_such', headers, body: body({}) },
    { id: 'c', method: 'GET', url: '/api/now/v2/table/incident?sysparm_query=correlation_id=b1', headers },
  ] });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json.serviced_requests.map((one) => [one.id, one.status_code]),
                   [['a', 201], ['b', 400], ['c', 200]]);
  const last = JSON.parse(Buffer.from(answer.json.serviced_requests[2].body, 'base64'));
  assert.equal(last.result[0].correlation_id, 'b1');
  assert.deepEqual(answer.json.unserviced_requests, []);
});

test('an import answers 201 also when it failed', async () => {
  const put = (fields) => call('POST', '/api/now/import/u_hub_chat', fields);
  const statuses = [];
  for (const fields of [{ correlation_id: 'i1' }, { correlation_id: 'i1' }, {}]) {
    const answer = await put(fields);
    assert.equal(answer.status, 201);
    statuses.push(answer.json.result[0].status);
  }
  assert.deepEqual(statuses, ['inserted', 'updated', 'error']);
});

test('the dictionary tells columns and what a table extends', async () => {
  const rows = await query('name=task^element=correlation_id', '/api/now/v2/table/sys_dictionary');
  assert.deepEqual(rows.json.result.map((row) => [row.element, row.max_length]), [['correlation_id', '100']]);
  const [table] = (await query('name=incident', '/api/now/v2/table/sys_db_object')).json.result;
  assert.equal(table['super_class.name'], 'task');
});

test('who is not known and what is not there are refused', async () => {
  const stranger = await call('GET', cases, undefined, { Authorization: 'Bearer x' });
  assert.deepEqual([stranger.status, stranger.json.error.message], [401, 'User Not Authenticated']);
  const basic = Buffer.from('connector.hub:hub-password').toString('base64');
  assert.equal((await call('GET', '/api/now/v2/table/incident', undefined, { Authorization: 'Basic ' + basic })).status, 200);
  assert.equal((await call('GET', '/api/now/table/u_no_such')).json.error.message, 'Invalid table u_no_such');
  assert.equal((await call('POST', cases, '{}', { 'Content-Type': 'text/plain' })).status, 415);
});

test('the rule for calls in an hour says when to come back', async () => {
  const fault = { kind: 'rate_limit', operation: 'write' };
  await fetch(url + '/_control/faults', { method: 'POST', body: JSON.stringify(fault) });
  const limited = await call('POST', cases, {});
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '1800']);
  assert.ok(limited.headers.get('x-ratelimit-rule'));
});
