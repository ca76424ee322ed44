// What the API says about deliveries, and the filter that stands in the address.
import { query } from '../../router';
import { t } from '../../words';

export interface DeliveryError {
  kind: string;
  code: string;
  message: string;
  fields: string[];
}
export interface Delivery {
  id: string;
  case: string;
  tenant: string;
  target: string;
  state: string;
  mapping_version: number;
  attempts: number;
  received_at: string;
  changed_at: string;
  next_attempt?: string;
  error?: DeliveryError;
  suggestion?: string;
}
export interface FineGroup {
  tenant: string;
  target: string;
  mapping_version: number;
  count: number;
  error_kind?: string;
  error_code: string;
  message: string;
  fields: string[];
  attempts_least: number;
  attempts_most: number;
  first_changed: string;
  last_changed: string;
  oldest_received: string;
  suggestion?: string;
}
export interface Groups {
  as_of: string;
  groups: FineGroup[];
}
export interface Job {
  id: string;
  action: 'retry' | 'discard';
  state: 'running' | 'done' | 'stopped' | 'failed';
  by: string;
  mapping_version?: number;
  began: string;
  ended?: string;
  chosen: number;
  handled: number;
  moved: number;
  problem?: string;
  results: { gone: number; confirmed: number; dead_letters: number; discarded: number; under_way: number };
}

export type Filter = Record<string, string>;
const kNames = ['tenant', 'target', 'error_kind', 'error_code', 'mapping_version', 'older_than'];

/** What the address asks for; the state is "needs a person" unless it says otherwise. */
export function filterOfAddress(): Filter {
  const filter: Filter = {};
  for (const name of kNames) if (query(name)) filter[name] = query(name);
  const state = query('state') || 'dead_letter';
  if (state !== 'any') filter.state = state;
  return filter;
}

export type By = 'error' | 'target' | 'mapping' | 'none';
export const groupedBy = (): By => (['target', 'mapping', 'none'].includes(query('group')) ? (query('group') as By) : 'error');

/** Groups of the finest kind, put together as a person wants to see them. */
export interface Gathered {
  key: string;
  /** What chooses exactly these, besides the filter of the page. */
  filter: Filter;
  parts: FineGroup[];
  count: number;
  first: string;
  last: string;
}
export function gather(groups: FineGroup[], by: By): Gathered[] {
  const made = new Map<string, Gathered>();
  for (const one of groups) {
    const filter: Filter =
      by === 'target'
        ? { tenant: one.tenant, target: one.target }
        : by === 'mapping'
          ? { tenant: one.tenant, target: one.target, mapping_version: String(one.mapping_version) }
          : { ...(one.error_kind ? { error_kind: one.error_kind } : {}), ...(one.error_code ? { error_code: one.error_code } : {}) };
    const key = JSON.stringify(filter);
    const group = made.get(key) ?? { key, filter, parts: [], count: 0, first: one.first_changed, last: one.last_changed };
    group.parts.push(one);
    group.count += one.count;
    if (one.first_changed < group.first) group.first = one.first_changed;
    if (one.last_changed > group.last) group.last = one.last_changed;
    made.set(key, group);
  }
  return [...made.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

export function errorTitle(error: { kind?: string | undefined; code: string; fields: string[] }): string {
  if (!error.kind) return t.deliveries.noError;
  const fields = error.fields.length > 0 ? `: ${error.fields.join(', ')}` : '';
  if (error.code === 'mismatch') return t.deliveries.mismatch + fields;
  if (error.code === 'class_forbidden') return t.deliveries.classForbidden + fields;
  return (t.deliveries.kinds[error.kind] ?? error.kind) + fields;
}
