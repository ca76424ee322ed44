// What the API says about mappings.
export type DataClass = 'none' | 'pseudonymous' | 'direct' | 'free_text';
export interface Problem {
  line: number;
  column: number;
  message: string;
  fix: string;
}
export interface Field {
  record: string;
  object: string;
  field: string;
  line: number;
  class: DataClass;
  typical_size: number;
  size_max?: number;
  reads: { path: string; class: DataClass }[];
  lowered_by: string[];
}
export interface Made {
  record: string;
  object: string;
  key_field: string;
  key: string;
  parent_key: string;
  attach_id: string;
  part: number;
  match: unknown;
  fields: Record<string, unknown>;
}
export interface Tests {
  results: { name: string; passed: boolean; difference: string }[];
  problems: Problem[];
}
export interface PreviewAnswer {
  problems: Problem[];
  fields?: Field[];
  records?: Made[];
  /** How often which kind of personal data was taken out. */
  redacted?: Record<string, number>;
  error?: { code: string; message: string; fields: string[] };
  changes?: string;
  tests?: Tests;
}
export interface CaseField {
  path: string;
  class: DataClass;
  kind: string;
}
export interface Entry {
  name: string;
  meaning: string;
  example: string;
}
export interface Workbench {
  target_kind: string;
  max_class?: DataClass;
  case_fields: CaseField[];
  filters: Entry[];
  tags: Entry[];
  samples: { name: string; case: unknown }[];
}
export interface TargetField {
  name: string;
  label: string;
  type: string;
  length_max?: number;
  writable: boolean;
  required: boolean;
  key: boolean;
  values: string[];
}
export interface Schema {
  objects: { name: string; fields: TargetField[] }[];
}
export interface Publication {
  number: number;
  version: number;
  mapping: string;
  origin: string;
  author: string;
  at: string;
  sha256: string;
}
export interface Publications {
  current: number;
  publications: Publication[];
}

export const kLetters: Record<DataClass, string> = { none: 'N', pseudonymous: 'P', direct: 'I', free_text: 'F' };

/** A correction that one click can make: what stands on the line, and what should. */
export function correction(problem: Problem): { from: string; to: string } | null {
  const to = /did you mean '([^']+)'/.exec(problem.fix)?.[1];
  const from = /'([^']+)'/.exec(problem.message)?.[1];
  return to && from ? { from, to } : null;
}
