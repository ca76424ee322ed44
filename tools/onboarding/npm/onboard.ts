// Takes customers in over the documented API alone; what is done already changes nothing.
//
//   HUB_URL=... HUB_KEY_FILE=... EVENTS_URL=... node build/onboard.js FOLDER...
//
// Each folder is a customer: resources.yaml, in secrets/ a file for each `secret:NAME` in it, and event.key, which is
// made when it is not there; EVENT_KEY_ID and EVENT_KEY_SHA256 in resources.yaml stand for it. One that fails stops no
// other.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Problem { file: string; line: number; column: number; message: string; fix: string }
interface Change { kind: string; tenant?: string; name: string; what: 'added' | 'changed' | 'unchanged' }
interface Outcome { problems: Problem[]; changes: Change[] }
interface TargetCheck { ok: boolean; message?: string }
interface Erasures { targets: { target: string; found: number; left: number; problem?: string }[] }
interface EventAnswer { accepted: { certificate?: object; confirmed?: boolean }[]; rejected: object[] }

class Refused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`set ${name}`);
  return value;
}

const hubUrl = setting('HUB_URL');
const eventsUrl = setting('EVENTS_URL');
const hubKey = readFileSync(setting('HUB_KEY_FILE'), 'utf8').trim();

async function call<T>(url: string, key: string, method: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, `${method} ${new URL(url).pathname}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

const hub = <T>(method: string, path: string, body?: object) => call<T>(hubUrl + path, hubKey, method, body);

function eventKey(folder: string): { text: string; id: string; sha256: string } {
  const file = join(folder, 'event.key');
  if (!existsSync(file)) {
    const made = `hubk_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`;
    writeFileSync(file, made, { mode: 0o600, flag: 'wx' });
  }
  const text = readFileSync(file, 'utf8').trim();
  const [, id, secret] = /^hubk_([0-9a-f]+)_(.+)$/.exec(text) ?? [];
  if (id === undefined || secret === undefined) throw new Error(`${file} is no event key`);
  return { text, id, sha256: createHash('sha256').update(secret).digest('hex') };
}

async function keepSecrets(tenant: string, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const value = readFileSync(join(folder, name), 'utf8').replace(/\r?\n$/, '');
    const path = `/api/v1/secrets/${tenant}/${name}`;
    try {
      await hub('POST', path, { value });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      await hub('POST', `${path}/rotate`, { value });
    }
  }
}

async function apply(file: string, text: string): Promise<Change[]> {
  const outcome = await hub<Outcome>('POST', '/api/v1/resources/apply', { files: [{ name: file, text }] });
  if (outcome.problems.length > 0) {
    const lines = outcome.problems.map((one) => `${one.file}:${one.line}:${one.column}: ${one.message}`);
    throw new Error(lines.join('\n'));
  }
  return outcome.changes;
}

async function checkTarget(tenant: string, target: string): Promise<void> {
  const check = await hub<TargetCheck>('POST', `/api/v1/targets/${tenant}/${target}/check`, {});
  if (!check.ok) throw new Error(`target ${target}: ${check.message}`);
  const { current } = await hub<{ current: number }>('GET', `/api/v1/mappings?tenant=${tenant}&target=${target}`);
  const { text } = await hub<{ text: string }>('GET', `/api/v1/mappings/${current}`);
  const { problems } = await hub<{ problems: Problem[] }>('POST', '/api/v1/mappings/check', { tenant, target, text });
  if (problems.length > 0) throw new Error(`target ${target}: ${problems.map((one) => one.message).join('; ')}`);
}

// Its id says that it is a synthetic case, so that it may be taken back from the targets.
function syntheticEvent(tenant: string): object {
  const id = `hub-canary-${randomBytes(16).toString('hex')}`;
  const at = new Date().toISOString();
  const message = { seq: 1, at, role: 'visitor', type: 'text', text: 'A synthetic case: does it arrive?' };
  return {
    specversion: '1.0', id, source: `/onboarding/${tenant}`, type: 'com.vergic.engage.case.closed.v1', time: at,
    datacontenttype: 'application/json',
    data: {
      case: { id, channel: 'chat', closed_by: 'agent', opened_at: at, closed_at: at },
      transcript: { messages: [message] },
    },
  };
}

async function prove(tenant: string, key: string): Promise<void> {
  const event = syntheticEvent(tenant);
  const headers = { 'Content-Type': 'application/cloudevents+json', Prefer: 'wait=30' };
  const sent = await call<EventAnswer>(`${eventsUrl}/v1/cases`, key, 'POST', event, headers);
  const accepted = sent.accepted[0];
  if (!accepted?.certificate && !accepted?.confirmed) throw new Error(`not confirmed: ${JSON.stringify(sent)}`);
  const erased = await hub<Erasures>('POST', '/api/v1/proof/erase', { tenant, event });
  const left = erased.targets.filter((one) => one.problem !== undefined || one.found === 0 || one.left > 0);
  if (left.length > 0) throw new Error(`not taken back: ${JSON.stringify(left)}`);
}

async function onboard(folder: string): Promise<string> {
  const file = join(folder, 'resources.yaml');
  const template = readFileSync(file, 'utf8');
  const documents = template.split(/^---.*$/m).map((text) => ({
    kind: /^kind: *(\S+)/m.exec(text)?.[1], name: /^name: *(\S+)/m.exec(text)?.[1],
  }));
  const tenant = documents.find((one) => one.kind === 'tenant')?.name;
  if (tenant === undefined) throw new Error(`${file} has no tenant`);
  const key = eventKey(folder);
  await keepSecrets(tenant, join(folder, 'secrets'));
  const text = template.replace('EVENT_KEY_ID', key.id).replace('EVENT_KEY_SHA256', key.sha256);
  const changes = await apply(file, text);
  for (const one of documents) if (one.kind === 'target') await checkTarget(tenant, one.name ?? '');
  await prove(tenant, key.text);
  return `${tenant}: ${changes.some((one) => one.what !== 'unchanged') ? 'onboarded' : 'unchanged'}, proven`;
}

for (const folder of process.argv.slice(2)) {
  try {
    console.log(await onboard(folder));
  } catch (error) {
    console.error(`${folder}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
