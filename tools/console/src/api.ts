// The admin API, as this page asks it: with the cookie of the session, and a header that no other site can send.
import { signal } from '@preact/signals';

export interface Session {
  name: string;
  role: 'admin' | 'operator' | 'viewer' | 'auditor' | 'partner';
  operations: string[];
}

/** undefined: not known yet; null: nobody is signed in. */
export const session = signal<Session | null | undefined>(undefined);
/** The session ended while a page was open: it stays, and a dialog asks for the key again. */
export const expired = signal(false);

/** What the page shows follows what the API allows; the API decides again. */
export const may = (operation: string): boolean => session.value?.operations.includes(operation) ?? false;

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail = '',
  ) {
    super(detail || title);
  }
}

const asProblem = async (answer: Response): Promise<Problem> => {
  try {
    const body = (await answer.json()) as { title?: string; detail?: string };
    return new Problem(answer.status, body.title ?? answer.statusText, body.detail);
  } catch {
    return new Problem(answer.status, answer.statusText || 'The hub gave no answer');
  }
};

export async function call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown, stop?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { 'X-Hub-Console': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(stop ? { signal: stop } : {}),
    });
  } catch (cause) {
    if (stop?.aborted) throw cause;
    throw new Problem(0, 'The hub cannot be reached');
  }
  if (answer.ok) return (await answer.json()) as T;
  const problem = await asProblem(answer);
  if (answer.status === 401 && session.value) expired.value = true;
  throw problem;
}

export const get = <T>(path: string, stop?: AbortSignal): Promise<T> => call<T>('GET', path, undefined, stop);
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, body);

/** A path with its parts and query escaped; members that are absent or empty are left out. */
export function at(parts: string[], query: Record<string, string | number | undefined> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1/${parts.map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
}

export async function findSession(): Promise<void> {
  try {
    session.value = await get<Session>('/api/v1/session');
  } catch (problem) {
    session.value = null;
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
  }
}

export async function signIn(key: string): Promise<void> {
  session.value = await post<Session>('/api/v1/session', { key });
  expired.value = false;
}

/** What the identity provider is called; empty when there is none. */
export async function findProvider(): Promise<string> {
  return (await get<{ provider?: string }>('/api/v1/sign-in')).provider ?? '';
}
/** Where this browser signs in at the identity provider; it comes back to `view`. */
export const providerAddress = (view: string): string => `/sign-on/start?return=${encodeURIComponent(view)}`;

/** Somebody signed in in another tab: this one goes on. */
export async function goOnIfSignedIn(): Promise<void> {
  const again = await get<Session>('/api/v1/session').catch(() => null);
  if (!again) return;
  session.value = again;
  expired.value = false;
}

export async function signOut(): Promise<void> {
  const done = await call<{ provider_sign_out?: string }>('DELETE', '/api/v1/session').catch(() => null);
  session.value = null;
  expired.value = false;
  if (done?.provider_sign_out) location.assign(done.provider_sign_out);
}
