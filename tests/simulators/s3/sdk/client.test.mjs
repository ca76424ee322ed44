// The simulated bucket as the vendor's own SDK sees it: the calls of the connector, and those of people beside it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import {
  DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand,
  PutObjectCommand, S3Client,
} from '@aws-sdk/client-s3';
import { simulatorUrl } from './simulator.mjs';

const endpoint = await simulatorUrl('s3');
const connect = (more = {}) => new S3Client({
  endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1,
  requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
  credentials: { accessKeyId: 'hub', secretAccessKey: 'hub-secret' }, ...more,
});
const client = connect();
const Bucket = 'archive';
const send = (Command, input) => client.send(new Command({ Bucket, ...input }));
const digest = (text) => createHash('sha256').update(text).digest('base64');
const refusedAs = (name, status) => (error) => error.name === name && error.$metadata.httpStatusCode === status;

test('an object is created once and read back with its metadata and checksum', async () => {
  const Key = 'chats/å b+c%~.json', Body = '{"case":"1"}';
  const written = await send(PutObjectCommand, {
    Key, Body, ContentType: 'application/json', IfNoneMatch: '*', ChecksumSHA256: digest(Body),
    Metadata: { 'hub-key': 'k1' },
  });
  assert.ok(written.VersionId);
  assert.equal(written.ChecksumSHA256, digest(Body));
  await assert.rejects(send(PutObjectCommand, { Key, Body, IfNoneMatch: '*' }), refusedAs('PreconditionFailed', 412));
  const head = await send(HeadObjectCommand, { Key, ChecksumMode: 'ENABLED' });
  assert.deepEqual([head.ContentLength, head.ContentType, head.Metadata['hub-key'], head.ChecksumSHA256],
                   [Body.length, 'application/json', 'k1', digest(Body)]);
  const read = await send(GetObjectCommand, { Key, VersionId: written.VersionId });
  assert.equal(await read.Body.transformToString(), Body);
});

test('sixteen that create one object at once are one that succeeds', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 16 }, (_, i) => send(PutObjectCommand, { Key: 'race', Body: String(i), IfNoneMatch: '*' })));
  assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1);
});

test('an update needs the entity tag of what it replaces', async () => {
  const { ETag } = await send(PutObjectCommand, { Key: 'update', Body: 'one' });
  await send(PutObjectCommand, { Key: 'update', Body: 'two', IfMatch: ETag });
  await assert.rejects(send(PutObjectCommand, { Key: 'update', Body: 'three', IfMatch: ETag }),
                       refusedAs('PreconditionFailed', 412));
});

test('a wrong checksum stores nothing', async () => {
  await assert.rejects(send(PutObjectCommand, { Key: 'damaged', Body: 'one', ChecksumSHA256: digest('two') }),
                       refusedAs('BadDigest', 400));
  await assert.rejects(send(HeadObjectCommand, { Key: 'damaged' }), refusedAs('NotFound', 404));
});

test('deleting hides an object, and deleting each version erases it', async () => {
  const Key = 'erased';
  await send(PutObjectCommand, { Key, Body: 'one' });
  await send(PutObjectCommand, { Key, Body: 'two' });
  assert.equal((await send(DeleteObjectCommand, { Key })).DeleteMarker, true);
  await assert.rejects(send(GetObjectCommand, { Key }), refusedAs('NoSuchKey', 404));
  const list = async () => {
    const page = await send(ListObjectVersionsCommand, { Prefix: Key });
    return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
  };
  const versions = await list();
  assert.equal(versions.length, 3);
  for (const { VersionId } of versions) await send(DeleteObjectCommand, { Key, VersionId });
  assert.deepEqual(await list(), []);
});

test('a lock holds against deletion, and needs a checksum', async () => {
  const Key = 'locked', ObjectLockRetainUntilDate = new Date(Date.now() + 3_600_000);
  const lock = { Key, Body: 'x', ChecksumSHA256: digest('x'), ObjectLockRetainUntilDate };
  const { VersionId } = await send(PutObjectCommand, { ...lock, ObjectLockMode: 'GOVERNANCE' });
  const head = await send(HeadObjectCommand, { Key });
  assert.equal(head.ObjectLockMode, 'GOVERNANCE');
  await assert.rejects(send(DeleteObjectCommand, { Key, VersionId }), refusedAs('AccessDenied', 403));
  await send(DeleteObjectCommand, { Key, VersionId, BypassGovernanceRetention: true });
  await assert.rejects(send(HeadObjectCommand, { Key }), refusedAs('NotFound', 404));
});

test('names are listed by prefix, page by page', async () => {
  for (const name of ['a', 'b', 'c']) await send(PutObjectCommand, { Key: `list/${name}<&>`, Body: name });
  const names = [];
  let ContinuationToken;
  do {
    const page = await send(ListObjectsV2Command, { Prefix: 'list/', MaxKeys: 2, ContinuationToken });
    names.push(...page.Contents.map((one) => one.Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  assert.deepEqual(names, ['list/a<&>', 'list/b<&>', 'list/c<&>']);
});

test('another secret, key, region and bucket are refused, each in its own way', async () => {
  const head = (options, name = Bucket) =>
    connect(options).send(new ListObjectsV2Command({ Bucket: name, MaxKeys: 1 }));
  const credentials = { accessKeyId: 'hub', secretAccessKey: 'wrong' };
  await assert.rejects(head({ credentials }), refusedAs('SignatureDoesNotMatch', 403));
  await assert.rejects(head({ credentials: { ...credentials, accessKeyId: 'x' } }), refusedAs('InvalidAccessKeyId', 403));
  await assert.rejects(head({ region: 'eu-north-1' }), refusedAs('AuthorizationHeaderMalformed', 400));
  await assert.rejects(head({}, 'elsewhere'), refusedAs('NoSuchBucket', 404));
});

test('a clock that is twenty minutes off is refused', async () => {
  const late = connect({ systemClockOffset: -20 * 60_000 });
  await assert.rejects(late.send(new ListObjectsV2Command({ Bucket })), refusedAs('RequestTimeTooSkewed', 403));
});
