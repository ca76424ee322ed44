// The simulator as jsforce, an independent client, sees it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import jsforce from 'jsforce';

async function simulatorUrl() {
  for (let tries = 0; tries < 200; ++tries) {
    const line = fs.readFileSync('address.json', 'utf8');
    if (line.endsWith('\n')) return JSON.parse(line).salesforce;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the simulator did not start');
}

const loginUrl = await simulatorUrl();
const oauth2 = { loginUrl, clientId: 'hub', clientSecret: 'hub-secret' };
const connect = () => new jsforce.Connection({ loginUrl, oauth2, version: '62.0' });
const conn = connect();
await conn.authorize({ grant_type: 'client_credentials' });

test('client credentials give a token and the org address', () => {
  assert.equal(conn.instanceUrl, loginUrl);
  assert.ok(conn.accessToken.startsWith('00D'));
});

test('the password grant logs in and a wrong password does not', async () => {
  const other = connect();
  const user = await other.login('integration@example.com', 'rehearsal');
  assert.ok(user.id);
  await assert.rejects(connect().login('integration@example.com', 'wrong'));
});

test('one record is created by the first upsert and updated by the second', async () => {
  const first = await conn.sobject('Case').upsert({ Hub_Key__c: 'one', Subject: 'a' }, 'Hub_Key__c');
  const second = await conn.sobject('Case').upsert({ Hub_Key__c: 'one', Subject: 'b' }, 'Hub_Key__c');
  assert.equal(first.created, true);
  assert.equal(second.created, false);
  assert.equal(first.id, second.id);
  const read = await conn.sobject('Case').retrieve(first.id);
  assert.equal(read.Subject, 'b');
});

test('many records are upserted, retrieved in order and paged through', async () => {
  const keys = ['m1', 'm2', 'm3', 'm4', 'm5'];
  const records = keys.map((key) => ({ Hub_Key__c: key, Subject: key }));
  const saved = await conn.sobject('Case').upsert(records, 'Hub_Key__c');
  assert.ok(saved.every((one) => one.success && one.created));
  const read = await conn.sobject('Case').retrieve(saved.map((one) => one.id).reverse());
  assert.deepEqual(read.map((one) => one.Hub_Key__c), [...keys].reverse());
  const soql = "SELECT Hub_Key__c FROM Case WHERE Hub_Key__c LIKE 'm%' ORDER BY Hub_Key__c";
  const page = await conn.query(soql);
  assert.equal(page.done, false);
  assert.equal(page.records.length, 2);
  const all = await conn.query(soql, { autoFetch: true });
  assert.deepEqual(all.records.map((one) => one.Hub_Key__c), keys);
});

test('more than 200 records are refused and nothing is stored', async () => {
  const records = Array.from({ length: 201 }, (_, i) => ({ Hub_Key__c: `big${i}`, Subject: 'x' }));
  await assert.rejects(conn.sobject('Case').upsert(records, 'Hub_Key__c'), { errorCode: 'EXCEEDED_ID_LIMIT' });
  const found = await conn.query("SELECT Id FROM Case WHERE Hub_Key__c = 'big0'");
  assert.equal(found.totalSize, 0);
});

test('describe names the key field', async () => {
  const described = await conn.sobject('Case').describe();
  const key = described.fields.find((field) => field.name === 'Hub_Key__c');
  assert.equal(key.externalId, true);
  assert.equal(key.unique, true);
});

test('a composite that fails leaves nothing behind', async () => {
  const send = (status) =>
    conn.requestPost('/composite', {
      allOrNone: true,
      compositeRequest: ['c1', 'c2'].map((key, i) => ({
        method: 'PATCH',
        url: `/services/data/v62.0/sobjects/Case/Hub_Key__c/${key}`,
        referenceId: key,
        body: { Subject: key, Chat_Channel__c: i === 1 ? status : 'chat' },
      })),
    });
  const count = async () => (await conn.query("SELECT Id FROM Case WHERE Hub_Key__c IN ('c1', 'c2')")).totalSize;
  const failed = await send('no such channel');
  assert.equal(failed.compositeResponse[0].body[0].errorCode, 'PROCESSING_HALTED');
  assert.equal(await count(), 0);
  const done = await send('video');
  assert.deepEqual(done.compositeResponse.map((one) => one.httpStatusCode), [201, 201]);
  assert.equal(await count(), 2);
});

test('a file is stored from base64 and from multipart', async () => {
  const text = Buffer.from('hello, file');
  const json = await conn.sobject('ContentVersion').create({
    Title: 'a', PathOnClient: 'a.txt', VersionData: text.toString('base64'),
  });
  const forms = new jsforce.Connection({
    instanceUrl: conn.instanceUrl, accessToken: conn.accessToken, version: '62.0',
  });
  const multipart = await forms.sobject('ContentVersion').create(
    { Title: 'b', PathOnClient: 'b.txt', VersionData: text },
    { multipartFileFields: { VersionData: { filename: 'b.txt', contentType: 'text/plain' } } },
  );
  for (const saved of [json, multipart]) {
    assert.equal(saved.success, true);
    const read = await conn.sobject('ContentVersion').retrieve(saved.id, { fields: ['ContentSize'] });
    assert.equal(read.ContentSize, text.length);
  }
});
