import { state, type State } from '../../states';
import { t } from '../../words';

/** A case that is here, as the list has it. */
export interface Entry {
  row: number;
  case: string;
  tenant: string;
  update: boolean;
  state: string;
  received_at: string;
  ends_at?: string;
  /** Its tenant keeps it: whoever may can open it. */
  transcript: boolean;
  /** Its tenant keeps its metadata only: whoever may can open those. */
  metadata: boolean;
}
export const isKept = (entry: Entry): boolean => entry.transcript || entry.metadata;
export interface Page {
  cases: Entry[];
  next?: number;
}

const states: Record<string, State> = {
  waiting: state(t.cases.states.waiting, 'moving', 'half', 1),
  dead_letter: state(t.cases.states.dead_letter, 'act', 'octagon', 0),
  kept: state(t.cases.states.kept, 'rest', 'ring', 3),
  held: state(t.cases.states.held, 'rest', 'bars', 2),
};
export const caseState = (word: string): State => states[word] ?? state(word, 'rest', 'question', 9);

export const shortReference = (reference: string): string => `${reference.slice(0, 12)}…`;
