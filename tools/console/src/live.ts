// The state of the hub, as it is told once a second. One stream a browser: the tab that holds the lock has it and passes
// on what it hears; browsers without locks have one for each tab.
import { batch, computed, effect, signal, type Signal } from '@preact/signals';
import { expired, get, session } from './api';

export interface LaneError {
  kind?: string;
  message: string;
  since: string;
}
export interface Lane {
  tenant: string;
  target: string;
  connector: string;
  mapping_version: number;
  state: 'running' | 'waiting' | 'paused';
  reason?: string;
  until?: string;
  waiting: number;
  under_way: number;
  dead_letters: number;
  taken: number;
  confirmed: number;
  failed: number;
  oldest_at?: string;
  budget_used?: number;
  budget_limit?: number;
  last_error?: LaneError;
  drift: string[];
}
export interface Hold {
  tenant: string;
  cases: number;
  oldest_at?: string;
  next_expiry?: string;
}
export interface PlatformOwed {
  tenant: string;
  waiting: number;
  dead_letters: number;
  oldest_at?: string;
  reason?: string;
}
/** A node that shares the store; none: it is shared with nobody. */
export interface FleetNode {
  name: string;
  version: string;
  address: string;
  since: string;
  is_this: boolean;
  tenants: string[];
}
export interface Head {
  at: string;
  version: string;
  region: string;
  started_at: string;
  accepting: boolean;
  totals: { accepted: number; duplicates: number; confirmed: number; deleted: number };
  cases_held: number;
  holds: Hold[];
  platforms: PlatformOwed[];
  fleet: FleetNode[];
}
type Tick = Head & { lanes: Lane[] };
export interface Rates {
  in: number;
  confirmed: number;
}

export const keyOf = (lane: { tenant: string; target: string }): string => `${lane.tenant}/${lane.target}`;

export const head = signal<Head | null>(null);
/** The hub's clock, as of the last tick. */
export const now = computed(() => new Date(head.value?.at ?? Date.now()));
/** Each lane by its key. A lane that changes changes its own signal only. */
export const lanes = signal<ReadonlyMap<string, Signal<Lane>>>(new Map());
/** Seconds since something was heard. */
export const silence = signal(0);
export type How = 'connecting' | 'live' | 'polling' | 'paused' | 'off';
export const how = signal<How>('connecting');
/** Figures stand still while somebody reads them. */
export const isFrozen = signal(false);

const kWindow = 10; // seconds over which rates are counted
interface Seen {
  at: number;
  taken: number;
  confirmed: number;
}
const seen = new Map<string, Seen[]>();
const rates = new Map<string, Signal<Rates>>();
export const totalRates = signal({ in: 0, confirmed: 0, deleted: 0 });
let totalsSeen: { at: number; accepted: number; confirmed: number; deleted: number }[] = [];
let heardAt = 0;

export const ratesOf = (key: string): Signal<Rates> => {
  let one = rates.get(key);
  if (!one) rates.set(key, (one = signal({ in: 0, confirmed: 0 })));
  return one;
};

const perSecond = (from: number, to: number, seconds: number) => (seconds > 0 ? Math.max(0, to - from) / seconds : 0);

function measure(lane: Lane, at: number): void {
  const key = keyOf(lane);
  const list = seen.get(key) ?? [];
  list.push({ at, taken: lane.taken, confirmed: lane.confirmed });
  while (list.length > 2 && at - list[0]!.at > kWindow) list.shift();
  seen.set(key, list);
  const first = list[0]!;
  const next = { in: perSecond(first.taken, lane.taken, at - first.at), confirmed: perSecond(first.confirmed, lane.confirmed, at - first.at) };
  const one = ratesOf(key);
  if (one.value.in !== next.in || one.value.confirmed !== next.confirmed) one.value = next;
}

function measureTotals(tick: Head, at: number): void {
  const last = totalsSeen.at(-1);
  if (last && tick.totals.accepted < last.accepted) totalsSeen = []; // the hub was started anew
  totalsSeen.push({ at, accepted: tick.totals.accepted, confirmed: tick.totals.confirmed, deleted: tick.totals.deleted });
  while (totalsSeen.length > 2 && at - totalsSeen[0]!.at > kWindow) totalsSeen.shift();
  const first = totalsSeen[0]!;
  totalRates.value = {
    in: perSecond(first.accepted, tick.totals.accepted, at - first.at),
    confirmed: perSecond(first.confirmed, tick.totals.confirmed, at - first.at),
    deleted: perSecond(first.deleted, tick.totals.deleted, at - first.at),
  };
}

function apply(kind: 'snapshot' | 'delta', tick: Tick): void {
  heardAt = performance.now();
  const at = new Date(tick.at).getTime() / 1000;
  batch(() => {
    const { lanes: told, ...rest } = tick;
    silence.value = 0;
    if (isFrozen.value) return;
    head.value = rest;
    measureTotals(rest, at);
    if (kind === 'snapshot') {
      const next = new Map<string, Signal<Lane>>();
      for (const lane of told) {
        const one = lanes.peek().get(keyOf(lane)) ?? signal(lane);
        one.value = lane;
        next.set(keyOf(lane), one);
      }
      lanes.value = next;
    } else {
      for (const lane of told) {
        const one = lanes.peek().get(keyOf(lane));
        if (one) one.value = lane;
      }
    }
    for (const one of lanes.peek().values()) measure(one.peek(), at);
  });
}

// What is missed while figures stand still comes back as a whole.
const asSnapshot = (): Tick | null => (head.peek() ? { ...head.peek()!, lanes: [...lanes.peek().values()].map((one) => one.peek()) } : null);

let source: EventSource | null = null;
let poll: ReturnType<typeof setInterval> | null = null;
let letGo: (() => void) | null = null;
let refusals = 0;
const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('hub-live') : null;

function hear(kind: 'snapshot' | 'delta', text: string, pass: boolean): void {
  how.value = isFrozen.value ? 'paused' : 'live';
  refusals = 0;
  apply(kind, JSON.parse(text) as Tick);
  if (pass) others?.postMessage({ kind, text });
}

function open(pass: boolean): void {
  source?.close();
  source = new EventSource('/api/v1/live');
  for (const kind of ['snapshot', 'delta'] as const)
    source.addEventListener(kind, (event) => hear(kind, (event as MessageEvent<string>).data, pass));
  source.onerror = () => {
    refusals += 1;
    if (head.peek() === null || refusals > 1) how.value = 'connecting';
    // EventSource comes again by itself, unless it was refused: then we ask.
    if (source?.readyState === EventSource.CLOSED) askInstead();
  };
}

async function askOnce(): Promise<void> {
  try {
    apply('snapshot', { ...(await get<Tick>('/api/v1/status')), at: new Date().toISOString() });
    how.value = 'polling';
  } catch {
    how.value = 'connecting';
  }
}

function askInstead(): void {
  source?.close();
  source = null;
  if (expired.peek()) return;
  void askOnce();
  poll ??= setInterval(() => void askOnce(), 10_000);
}

function close(): void {
  source?.close();
  source = null;
  if (poll) clearInterval(poll);
  poll = null;
}

others?.addEventListener('message', (event: MessageEvent<{ kind: 'snapshot' | 'delta' | 'hello'; text: string }>) => {
  const { kind, text } = event.data;
  if (!session.peek()) return;
  if (kind === 'hello') {
    const whole = source ? asSnapshot() : null;
    if (whole) others.postMessage({ kind: 'snapshot', text: JSON.stringify(whole) });
  } else if (!source && (kind === 'snapshot' || head.peek())) {
    hear(kind, text, false);
  }
});

// The tab that holds the lock has the stream.
function take(): void {
  if (letGo) return;
  if (!navigator.locks || !others) {
    letGo = () => undefined;
    open(false);
    return;
  }
  const stop = new AbortController();
  let release: (() => void) | null = null;
  letGo = () => {
    stop.abort();
    release?.();
  };
  others.postMessage({ kind: 'hello', text: '' });
  navigator.locks
    .request('hub-live', { signal: stop.signal }, () => {
      open(true);
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    })
    .catch(() => undefined); // no longer wanted
}

function leave(): void {
  letGo?.();
  letGo = null;
  close();
}

let hiddenSince: ReturnType<typeof setTimeout> | null = null;
document.addEventListener('visibilitychange', () => {
  if (hiddenSince) clearTimeout(hiddenSince);
  hiddenSince = null;
  if (!session.peek()) return;
  if (document.hidden) hiddenSince = setTimeout(leave, 30_000);
  else take();
});

effect(() => {
  if (session.value && !expired.value && !document.hidden) take();
  else if (!session.value || expired.value) leave();
});

export function freeze(still: boolean): void {
  isFrozen.value = still;
  how.value = still ? 'paused' : 'live';
  if (still) return;
  if (source) open(others !== null);
  else others?.postMessage({ kind: 'hello', text: '' });
}

setInterval(() => {
  if (heardAt) silence.value = Math.floor((performance.now() - heardAt) / 1000);
}, 1000);
