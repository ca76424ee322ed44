// The simulator as jsforce, an independent client, sees it.
import assert from 'node:assert/strict';
import test from 'node:test';
import jsforce from 'jsforce';
import { simulatorUrl } from './simulator.mjs';

const loginUrl = await simulatorUrl('salesforce');
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

test('a composite links a child to the parent it has just written', async () => {
  const sent = await conn.requestPost('/composite', {
    allOrNone: true,
    compositeRequest: [
      {
        method: 'PATCH',
        url: '/services/data/v62.0/sobjects/Case/Hub_Key__c/parent',
        referenceId: 'parent',
        body: { Subject: 'p' },
      },
      {
        method: 'PATCH',
        url: '/services/data/v62.0/sobjects/Chat_Transcript__c/Hub_Key__c/parent-1',
        referenceId: 'part',
        body: { Case__c: '@{parent.id}', Part__c: 1 },
      },
    ],
  });
  assert.deepEqual(sent.compositeResponse.map((one) => one.httpStatusCode), [201, 201]);
  const part = await conn.query("SELECT Case__r.Subject FROM Chat_Transcript__c WHERE Hub_Key__c = 'parent-1'");
  assert.equal(part.records[0].Case__r.Subject, 'p');
});

test('a contact is found by its address', async () => {
  await conn.sobject('Contact').create({ LastName: 'Smith', Email: 'Smith@Example.com', Phone: '+49 30 1' });
  const found = await conn.sobject('Contact').find({ Email: { $in: ['smith@example.com', 'none@example.com'] } }, ['Phone']);
  assert.deepEqual(found.map((one) => one.Phone), ['+49 30 1']);
});

test('several records of one external id are a multiple choice', async () => {
  for (const name of ['a', 'b']) await conn.sobject('Contact').create({ LastName: name, Email: 'twice@example.com' });
  await assert.rejects(
    conn.sobject('Contact').upsert({ Email: 'twice@example.com', LastName: 'c' }, 'Email'),
    (error) => error.name === 'MULTIPLE_CHOICES' || error.errorCode === 'MULTIPLE_CHOICES',
  );
});

test('a deleted record is seen by queryAll only', async () => {
  const saved = await conn.sobject('Case').create({ Hub_Key__c: 'gone' });
  await conn.sobject('Case').destroy(saved.id);
  const soql = "SELECT IsDeleted FROM Case WHERE Hub_Key__c = 'gone'";
  assert.equal((await conn.query(soql)).totalSize, 0);
  assert.equal((await conn.query(soql, { scanAll: true })).records[0].IsDeleted, true);
});

test('what is purged from the recycle bin no query sees any more', async () => {
  const saved = await conn.sobject('Case').create({ Hub_Key__c: 'purged' });
  const soql = "SELECT Id FROM Case WHERE Hub_Key__c = 'purged'";
  const purge = async () => [await conn.soap.emptyRecycleBin([saved.id])].flat()[0];
  assert.equal((await purge()).success, false);
  await conn.sobject('Case').destroy(saved.id);
  assert.equal((await conn.query(soql, { scanAll: true })).totalSize, 1);
  assert.equal((await purge()).success, true);
  assert.equal((await conn.query(soql, { scanAll: true })).totalSize, 0);
});

test('limits, objects and identity are told', async () => {
  const limits = await conn.limits();
  assert.ok(limits.DailyApiRequests.Remaining < limits.DailyApiRequests.Max);
  assert.ok(conn.limitInfo.apiUsage.used > 0);
  const objects = (await conn.describeGlobal()).sobjects.map((one) => one.name);
  assert.ok(objects.includes('Case') && objects.includes('Chat_Transcript__c'));
  const me = await conn.identity();
  assert.ok(me.user_id && me.organization_id);
});

test('an expired token is refreshed once and the call repeated', async () => {
  const patient = new jsforce.Connection({
    oauth2, instanceUrl: conn.instanceUrl, accessToken: 'expired', refreshToken: 'rehearsal-refresh', version: '62.0',
  });
  assert.equal((await patient.query('SELECT Id FROM Task')).totalSize, 0);
  assert.notEqual(patient.accessToken, 'expired');
});

test('logging out ends the token', async () => {
  const other = connect();
  await other.login('integration@example.com', 'rehearsal');
  const token = other.accessToken;
  await other.logout();
  const late = new jsforce.Connection({ instanceUrl: conn.instanceUrl, accessToken: token, version: '62.0' });
  await assert.rejects(late.query('SELECT Id FROM Case'), { errorCode: 'INVALID_SESSION_ID' });
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

test('a file under a key is made once, told by its checksum and deleted with its document', async () => {
  const { id } = await conn.sobject('Case').create({ Subject: 'with a file' });
  const file = {
    Hub_Key__c: 'file-1', Title: 'a', PathOnClient: 'a.txt', FirstPublishLocationId: id,
    VersionData: Buffer.from('hello').toString('base64'),
  };
  const saved = await conn.sobject('ContentVersion').create(file);
  await assert.rejects(conn.sobject('ContentVersion').create(file), { errorCode: 'DUPLICATE_VALUE' });
  const [stored] = await conn.sobject('ContentVersion').find(
    { Hub_Key__c: { $in: ['file-1'] } }, ['Id', 'Checksum', 'ContentSize', 'ContentDocumentId', 'FirstPublishLocationId'],
  );
  assert.equal(stored.Id, saved.id);
  assert.equal(stored.Checksum, '5d41402abc4b2a76b9719d911017c592');
  assert.equal(stored.ContentSize, 5);
  assert.equal(stored.FirstPublishLocationId, id);
  await conn.sobject('ContentDocument').destroy(stored.ContentDocumentId);
  assert.equal((await conn.query("SELECT Id FROM ContentVersion WHERE Hub_Key__c = 'file-1'")).totalSize, 0);
});

test('a graph makes a case with its transcript, or nothing of it, and its neighbour goes its own way', async () => {
  const url = (path) => `/services/data/v62.0/sobjects/${path}`;
  const graph = (key, channel) => ({
    graphId: key,
    compositeRequest: [
      { method: 'PATCH', url: url(`Case/Hub_Key__c/${key}`), referenceId: 'r0', body: { Chat_Channel__c: channel } },
      {
        method: 'PATCH', url: url(`Chat_Transcript__c/Hub_Key__c/${key}-1`), referenceId: 'r1',
        body: { Case__c: '@{r0.id}', Part__c: 1 },
      },
    ],
  });
  const { graphs } = await conn.requestPost('/composite/graph', { graphs: [graph('g1', 'chat'), graph('g2', 'no such')] });
  assert.deepEqual(graphs.map((one) => one.isSuccessful), [true, false]);
  assert.deepEqual(graphs[0].graphResponse.compositeResponse.map((one) => one.httpStatusCode), [201, 201]);
  const parts = await conn.query("SELECT Case__r.Hub_Key__c FROM Chat_Transcript__c WHERE Hub_Key__c IN ('g1-1', 'g2-1')");
  assert.deepEqual(parts.records.map((one) => one.Case__r.Hub_Key__c), ['g1']);
});
