// Every lane: those that need a person first, calm ones folded. The order is fixed until somebody sorts again.
import { computed, untracked, useSignal, useSignalEffect, type Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { age, count, rate } from '../../format';
import { keyOf, lanes, now, ratesOf, type Lane } from '../../live';
import { query, setQuery } from '../../router';
import { attention, inScope, stateOf } from '../../scope';
import { laneGroup, type Group } from '../../states';
import { Button, Empty, StateWord, When } from '../../ui/parts';
import { RowsBeyond, useRowsInView } from '../../ui/rows_in_view';
import { onKey } from '../../keys';
import { t } from '../../words';

type Column = 'state' | 'lane' | 'in' | 'confirmed' | 'waiting' | 'person' | 'oldest' | 'budget';
type Sorting = { column: Column; down: boolean };

export const budgetLeft = (lane: Lane): number | null =>
  lane.budget_limit ? Math.max(0, 1 - (lane.budget_used ?? 0) / lane.budget_limit) : null;
const oldestSeconds = (lane: Lane) => (lane.oldest_at ? (now.peek().getTime() - new Date(lane.oldest_at).getTime()) / 1000 : 0);

const kGroups: Group[] = ['act', 'late', 'calm'];

const values: Record<Column, (lane: Lane) => number | string> = {
  state: (lane) => kGroups.indexOf(laneGroup(lane, stateOf(lane))) * 1e12 + stateOf(lane).rank * 1e10 - lane.dead_letters * 1e3 - Math.min(oldestSeconds(lane), 999),
  lane: (lane) => keyOf(lane),
  in: (lane) => -ratesOf(keyOf(lane)).value.in,
  confirmed: (lane) => -ratesOf(keyOf(lane)).value.confirmed,
  waiting: (lane) => -lane.waiting,
  person: (lane) => -lane.dead_letters,
  oldest: (lane) => -oldestSeconds(lane),
  budget: (lane) => budgetLeft(lane) ?? 2,
};

function inOrder(sorting: Sorting): string[] {
  const value = values[sorting.column];
  const list = [...lanes.peek().values()].map((one) => ({ key: keyOf(one.peek()), value: value(one.peek()) }));
  list.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : a.key < b.key ? -1 : 1));
  if (sorting.down) list.reverse();
  return list.map((one) => one.key);
}

export function Budget({ lane }: { lane: Lane }) {
  const left = budgetLeft(lane);
  if (left === null) return <span class="muted">–</span>;
  const percent = Math.round(left * 100);
  return (
    <span class={left < 0.15 ? 'budget low' : 'budget'}>
      {percent} %
      <meter min={0} max={100} value={percent} aria-label={t.overview.budget} />
    </span>
  );
}

function Row({ lane, index, isNext }: { lane: Signal<Lane>; index: number; isNext: boolean }) {
  const its = lane.value;
  const key = keyOf(its);
  const state = stateOf(its);
  const rates = ratesOf(key).value;
  const oldest = its.oldest_at ? age((now.value.getTime() - new Date(its.oldest_at).getTime()) / 1000) : '–';
  return (
    <tr class={`lane-row ${laneGroup(its, state)}`} data-lane={key} aria-rowindex={index + 2}>
      <td class="cell-state">
        <StateWord state={state} />
      </td>
      <th scope="row" class="cell-lane">
        <button type="button" class="row-link" title={`${its.tenant} / ${its.target}`} data-next={isNext} onClick={() => setQuery({ lane: key })}>
          {its.tenant} <span class="slash">/</span> {its.target}
        </button>
      </th>
      <td class="right" data-label={t.overview.in}>{rate(rates.in)}</td>
      <td class="right" data-label={t.overview.confirmed}>{rate(rates.confirmed)}</td>
      <td class="right" data-label={t.overview.waiting}>{count(its.waiting)}</td>
      <td class="right" data-label={t.overview.person}>
        {its.dead_letters > 0 ? (
          <a class="needs" href={`/deliveries?tenant=${encodeURIComponent(its.tenant)}&target=${encodeURIComponent(its.target)}`}>
            {count(its.dead_letters)}
          </a>
        ) : (
          0
        )}
      </td>
      <td class="right" data-label={t.overview.oldestShort}>{oldest}</td>
      <td class="cell-budget" data-label={t.overview.budget}>
        <Budget lane={its} />
      </td>
      <td class="cell-error">
        {its.last_error && (
          <span title={its.last_error.message}>
            {its.last_error.message} <span class="muted">{t.overview.since('')}<When at={its.last_error.since} /></span>
          </span>
        )}
      </td>
    </tr>
  );
}

const Heading = ({ column, label, right, sorting }: { column: Column; label: string; right?: boolean; sorting: Signal<Sorting> }) => {
  const its = sorting.value.column === column;
  return (
    <th scope="col" class={right ? 'right' : ''} aria-sort={its ? (sorting.value.down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" class="sorter" title={t.shell.sort(label)} onClick={() => (sorting.value = { column, down: its ? !sorting.value.down : false })}>
        {label}
        <span class="sort-sign" aria-hidden="true">
          {its ? (sorting.value.down ? '▾' : '▴') : ''}
        </span>
      </button>
    </th>
  );
};

const kFoldAbove = 12; // so many lanes are shown as they are
const kColumns = 9;

export function LaneTable() {
  const sorting = useSignal<Sorting>({ column: 'state', down: false });
  const order = useSignal<string[]>([]);
  const unfolded = useSignal(false);
  const focus = useSignal(0);
  // Rows keep their place while somebody reads; lanes that came or went are a new list.
  useSignalEffect(() => {
    void lanes.value;
    const wanted = sorting.value;
    order.value = untracked(() => inOrder(wanted));
  });
  const stale = useMemo(
    () =>
      computed(() => {
        if (sorting.value.column !== 'state') return false;
        let worst = -1;
        for (const key of order.value) {
          const lane = lanes.value.get(key)?.value;
          if (!lane || !inScope(lane.tenant)) continue;
          const rank = kGroups.indexOf(laneGroup(lane, stateOf(lane)));
          if (rank < worst) return true;
          worst = rank;
        }
        return false;
      }),
    [],
  );
  const groups = attention.value.groups;
  const only = (kGroups as string[]).includes(query('show')) ? (query('show') as Group) : '';
  const folds = !only && attention.value.all > kFoldAbove && groups.calm > 0 && !unfolded.value;
  const rows = order.value
    .map((key) => lanes.value.get(key))
    .filter((lane): lane is Signal<Lane> => {
      if (!lane || !inScope(lane.value.tenant)) return false;
      const group = laneGroup(lane.value, stateOf(lane.value));
      return only ? group === only : !(folds && group === 'calm');
    });
  const { body, range, height, reveal } = useRowsInView(rows.length);
  const { first, end } = range.value;
  const focusRow = () => {
    const link = body.current?.querySelector<HTMLElement>(`[aria-rowindex="${focus.value + 2}"] .row-link`);
    link?.focus({ preventScroll: true });
    return Boolean(link);
  };
  const move = (by: number) => {
    focus.value = Math.max(0, Math.min(rows.length - 1, focus.value + by));
    reveal(focus.value);
    // At once where the row is in the page: the next key may come before the next frame.
    if (!focusRow()) requestAnimationFrame(focusRow);
  };
  onKey('j', () => move(1));
  onKey('k', () => move(-1));
  if (attention.value.all === 0) {
    return (
      <section class="panel">
        <Empty title={t.overview.noLanes}>
          <p>{t.overview.noLanesMore}</p>
        </Empty>
      </section>
    );
  }
  return (
    <section class="panel lanes" aria-labelledby="lanes-title">
      <header class="panel-head">
        <h2 id="lanes-title">{t.overview.lanes(attention.value.all)}</h2>
        <div class="chips" role="group" aria-label={t.overview.showGroups}>
          {kGroups.map((group) => (
            <button key={group} type="button" class={`chip ${group}`} aria-pressed={only === group} onClick={() => setQuery({ show: only === group ? '' : group })}>
              {t.overview.groups[group]} <b>{groups[group]}</b>
            </button>
          ))}
        </div>
        {stale.value && (
          <Button kind="quiet" onClick={() => (order.value = inOrder(sorting.value))}>
            {t.overview.sortAgain}
          </Button>
        )}
      </header>
      {rows.length === 0 && only ? (
        <Empty title={t.overview.nothingShown}>
          <Button onClick={() => setQuery({ show: '' })}>{t.overview.showAll}</Button>
        </Empty>
      ) : (
        <table class="data lanes-table" aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <Heading column="state" label={t.overview.state} sorting={sorting} />
              <Heading column="lane" label={t.overview.lane} sorting={sorting} />
              <Heading column="in" label={`${t.overview.in} /s`} right sorting={sorting} />
              <Heading column="confirmed" label={`${t.overview.confirmed} /s`} right sorting={sorting} />
              <Heading column="waiting" label={t.overview.waiting} right sorting={sorting} />
              <Heading column="person" label={t.overview.person} right sorting={sorting} />
              <Heading column="oldest" label={t.overview.oldestShort} right sorting={sorting} />
              <Heading column="budget" label={t.overview.budget} sorting={sorting} />
              <th scope="col">{t.overview.lastError}</th>
            </tr>
          </thead>
          <tbody ref={body}>
            <RowsBeyond rows={first} height={height.value} columns={kColumns} />
            {rows.slice(first, end).map((lane, i) => (
              <Row key={keyOf(lane.peek())} lane={lane} index={first + i} isNext={first + i === focus.value} />
            ))}
            <RowsBeyond rows={rows.length - end} height={height.value} columns={kColumns} />
          </tbody>
        </table>
      )}
      {!only && attention.value.all > kFoldAbove && groups.calm > 0 && (
        <button type="button" class="fold" aria-expanded={unfolded.value} onClick={() => (unfolded.value = !unfolded.value)}>
          <StateWord plain state={{ word: t.overview.calmFolded(groups.calm), tone: 'good', shape: 'tick', rank: 5 }} />
          <span class="fold-word">{unfolded.value ? t.overview.fold : t.overview.unfold}</span>
        </button>
      )}
    </section>
  );
}
