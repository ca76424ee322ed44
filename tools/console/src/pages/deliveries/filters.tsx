// The filters, each a part of the address, readable as a sentence.
import { lanes } from '../../live';
import { query, setQuery } from '../../router';
import { inScope } from '../../scope';
import { Choices, IconButton } from '../../ui/parts';
import { t } from '../../words';
import { groupedBy } from './types';

/** Filters besides the state, which is always there. */
export const given = (): [string, string][] =>
  (
    [
      ['target', t.deliveries.filterTarget],
      ['older_than', t.deliveries.filterAge],
      ['error_kind', t.deliveries.filterError],
      ['error_code', t.deliveries.filterError],
      ['mapping_version', t.deliveries.filterMapping],
    ] as [string, string][]
  ).filter(([name]) => query(name));

export const clearFilters = (): void => setQuery({ state: '', target: '', older_than: '', error_kind: '', error_code: '', mapping_version: '' });

const worded = (name: string): string => {
  const value = query(name);
  if (name === 'older_than') return t.deliveries.ages[value] ?? value;
  if (name === 'error_kind') return t.deliveries.kinds[value] ?? value;
  return value;
};

export function Filters() {
  const targets = [...new Set([...lanes.value.values()].filter((lane) => inScope(lane.value.tenant)).map((lane) => lane.value.target))].sort();
  return (
    <div class="filters">
      <label class="filter">
        <span>{t.deliveries.filterState}</span>
        <select id="filter-state" value={query('state') || 'dead_letter'} onChange={(event) => setQuery({ state: event.currentTarget.value === 'dead_letter' ? '' : event.currentTarget.value })}>
          {Object.entries(t.delivery)
            .sort(([a]) => (a === 'dead_letter' ? -1 : 0))
            .map(([state, word]) => (
              <option key={state} value={state}>
                {word}
              </option>
            ))}
          <option value="any">{t.deliveries.anyState}</option>
        </select>
      </label>
      <label class="filter">
        <span>{t.deliveries.filterTarget}</span>
        <select value={query('target')} onChange={(event) => setQuery({ target: event.currentTarget.value })}>
          <option value="">{t.deliveries.anyTarget}</option>
          {targets.map((target) => (
            <option key={target} value={target}>
              {target}
            </option>
          ))}
        </select>
      </label>
      <label class="filter">
        <span>{t.deliveries.filterAge}</span>
        <select value={query('older_than')} onChange={(event) => setQuery({ older_than: event.currentTarget.value })}>
          <option value="">{t.deliveries.anyAge}</option>
          {Object.entries(t.deliveries.ages).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </label>
      {given()
        .filter(([name]) => name === 'error_kind' || name === 'error_code' || name === 'mapping_version')
        .map(([name, label]) => (
          <span key={name} class="filter-chip">
            {label}: <b>{worded(name)}</b>
            <IconButton name="close" label={t.deliveries.remove(`${label}: ${worded(name)}`)} onClick={() => setQuery({ [name]: '' })} />
          </span>
        ))}
      <span class="top-space" />
      <div class="filter">
        <span aria-hidden="true">{t.deliveries.groupBy}</span>
        <Choices label={t.deliveries.groupBy} value={groupedBy()} options={t.deliveries.groups} onChoose={(value) => setQuery({ group: value === 'error' ? '' : value })} />
      </div>
    </div>
  );
}
