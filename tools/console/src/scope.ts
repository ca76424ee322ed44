// The tenant that is looked at: a filter in the address, never a right. And what in it needs a person.
import { computed } from '@preact/signals';
import { keyOf, lanes, ratesOf, type Lane } from './live';
import { query } from './router';
import { laneGroup, laneState, type Group, type State } from './states';

export const inScope = (tenant: string): boolean => !query('tenant') || query('tenant') === tenant;

export const tenants = computed(() => [...new Set([...lanes.value.values()].map((lane) => lane.value.tenant))].sort());

export function stateOf(lane: Lane): State {
  const rates = ratesOf(keyOf(lane)).value;
  return laneState(lane, rates.in > 0 || rates.confirmed > 0);
}

export interface Attention {
  stopped: number;
  deliveries: number;
  groups: Record<Group, number>;
  all: number;
}
export const attention = computed<Attention>(() => {
  const sum: Attention = { stopped: 0, deliveries: 0, groups: { act: 0, late: 0, calm: 0 }, all: 0 };
  for (const one of lanes.value.values()) {
    const lane = one.value;
    if (!inScope(lane.tenant)) continue;
    const its = stateOf(lane);
    sum.all += 1;
    sum.deliveries += lane.dead_letters;
    if (its.tone === 'act') sum.stopped += 1;
    sum.groups[laneGroup(lane, its)] += 1;
  }
  return sum;
});
