// Targets as resources: what a kind of target is told, the document that says it, and how it is applied.
import { at, call, post, Problem as ApiProblem } from '../../api';
import type { Problem } from '../mappings/types';

export interface Setting {
  name: string;
  type: 'text' | 'integer' | 'boolean' | 'duration' | 'size' | 'url' | 'secret' | 'choice' | 'text_list';
  description: string;
  required: boolean;
  default: string;
  example: string;
  choices: string[];
}
export interface Connector {
  name: string;
  description: string;
  settings: Setting[];
  mappings: string[];
}
export interface Resource {
  kind: string;
  tenant?: string;
  name: string;
  text: string;
  /** On the hub's machine: it is changed there. */
  file?: string;
  version?: number;
  author?: string;
  at?: string;
}
export interface Outcome {
  problems: Problem[];
  changes: { kind: string; tenant?: string; name: string; what: string }[];
}
export interface Draft {
  tenant: string;
  name: string;
  connector: string;
  mapping: string;
  maxClass: string;
  /** By the name of the setting; secrets are not among them. */
  values: Record<string, string>;
  /** Settings whose secret was typed. */
  secrets: string[];
}

export const apply = (text: string): Promise<Outcome> => post<Outcome>('/api/v1/resources/apply', { files: [{ name: 'target', text }] });

export const secretName = (target: string, setting: string): string => `${target}-${setting.replaceAll('_', '-')}`;

/** A secret that is there already gets the new value. */
export async function keepSecret(tenant: string, name: string, value: string): Promise<void> {
  const path = at(['secrets', tenant, name]);
  try {
    await call('POST', path, { value });
  } catch (cause) {
    if (!(cause instanceof ApiProblem) || cause.status !== 409) throw cause;
    await call('POST', `${path}/rotate`, { value });
  }
}

/** Texts as JSON writes them: YAML reads those alike, whatever is in them. */
function written(setting: Setting, value: string): string {
  if (setting.type === 'integer' || setting.type === 'boolean') return value;
  if (setting.type === 'text_list') return JSON.stringify(value.split(',').map((word) => word.trim()).filter(Boolean));
  return JSON.stringify(value);
}

export function documentOf(draft: Draft, connector: Connector): string {
  const lines = connector.settings.flatMap((setting) => {
    if (setting.type === 'secret' && draft.secrets.includes(setting.name)) return [`  ${setting.name}: secret:${secretName(draft.name, setting.name)}`];
    const value = draft.values[setting.name]?.trim();
    return value ? [`  ${setting.name}: ${written(setting, value)}`] : [];
  });
  const settings = lines.length > 0 ? `settings:\n${lines.join('\n')}` : 'settings: {}';
  return `kind: target\nname: ${draft.name}\ntenant: ${draft.tenant}\nconnector: ${draft.connector}\nmapping: ${draft.mapping}\nmax_class: ${draft.maxClass}\n${settings}\n`;
}
