// One state: one word, one shape, one colour. Red means only that a person must act.
import type { Lane } from './live';
import { clock } from './format';
import { t } from './words';

export type Tone = 'rest' | 'moving' | 'good' | 'late' | 'act';
export type Shape = 'ring' | 'bars' | 'half' | 'tick' | 'triangle' | 'octagon' | 'question';

export interface State {
  word: string;
  tone: Tone;
  shape: Shape;
  /** The smaller, the sooner a person should look. */
  rank: number;
}

export const state = (word: string, tone: Tone, shape: Shape, rank: number): State => ({ word, tone, shape, rank });

/** Errors that no waiting heals. */
const needsPerson = (lane: Lane) => lane.last_error?.kind === 'auth' || lane.last_error?.kind === 'config';

export function laneState(lane: Lane, isMoving: boolean): State {
  if (lane.state === 'paused') return state(t.lane.paused, 'rest', 'bars', 3);
  if (lane.state === 'waiting' && needsPerson(lane)) return state(t.lane.stopped, 'act', 'octagon', 0);
  if (lane.drift.length > 0) return state(t.lane.mismatch, 'act', 'octagon', 0);
  if (lane.state === 'waiting') {
    if (lane.last_error?.kind === 'rate_limited') return state(lane.until ? t.lane.waitingUntil(clock(lane.until)) : t.lane.waiting, 'moving', 'half', 2);
    return state(t.lane.retrying, 'late', 'triangle', 2);
  }
  if (isMoving || lane.under_way > 0 || lane.waiting > 0) return state(t.lane.flowing, 'good', 'tick', 4);
  return state(t.lane.idle, 'rest', 'ring', 5);
}

export type Group = 'act' | 'late' | 'calm';
export function laneGroup(lane: Lane, its: State): Group {
  if (its.tone === 'act' || lane.dead_letters > 0) return 'act';
  return its.rank <= 3 ? 'late' : 'calm';
}

const deliveries: Record<string, State> = {
  pending: state(t.delivery.pending, 'moving', 'half', 3),
  sent: state(t.delivery.sent, 'moving', 'half', 3),
  unknown: state(t.delivery.unknown, 'moving', 'question', 2),
  confirmed: state(t.delivery.confirmed, 'good', 'tick', 5),
  retrying: state(t.delivery.retrying, 'late', 'triangle', 1),
  dead_letter: state(t.delivery.dead_letter, 'act', 'octagon', 0),
  discarded: state(t.delivery.discarded, 'rest', 'ring', 4),
  refused: state(t.delivery.refused, 'rest', 'ring', 4),
};
export const deliveryState = (word: string): State => deliveries[word] ?? state(word, 'rest', 'question', 9);
