// What failed and why, and another chance for one, many or all of it.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { at, get, may } from '../../api';
import { onKey } from '../../keys';
import { query, route, segments } from '../../router';
import { Button, Empty, Failed, Loading } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import { DeliveryDetail } from './delivery_detail';
import { DeliveryList } from './delivery_list';
import { clearFilters, Filters, given } from './filters';
import { GroupList } from './group_list';
import { ended, JobBars, useJobs } from './jobs';
import { Preview } from './preview';
import { filterOfAddress, gather, groupedBy, type Groups } from './types';

export function Deliveries() {
  return segments.value[1] ? <DeliveryDetail key={segments.value[1]} id={segments.value[1]} /> : <List />;
}

const sumOf = (groups: Groups | null) => groups?.groups.reduce((sum, group) => sum + group.count, 0) ?? 0;

// How many there are by now, while the rows stay as they are.
function useNews(path: string, shown: number): number {
  const current = useSignal(shown);
  useEffect(() => {
    current.value = shown;
    const timer = setInterval(() => {
      if (!document.hidden) get<Groups>(path).then((groups) => (current.value = sumOf(groups)), () => undefined);
    }, 5000);
    return () => clearInterval(timer);
  }, [path, shown]);
  return current.value - shown;
}

function List() {
  useJobs();
  const groups = useResource<Groups>(() => at(['deliveries', 'groups'], (void route.value, filterOfAddress())));
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const open = useSignal<ReadonlySet<string>>(new Set());
  const preview = useSignal<'retry' | 'discard' | null>(null);
  const seenEnds = useRef(ended.peek());
  useSignalEffect(() => {
    if (ended.value === seenEnds.current) return;
    seenEnds.current = ended.value;
    groups.reload();
  });
  useSignalEffect(() => {
    void route.value;
    selected.value = new Set();
  });
  const by = groupedBy();
  const filter = filterOfAddress();
  const sum = sumOf(groups.data.value);
  const news = useNews(at(['deliveries', 'groups'], filter), sum);
  const gathered = gather(groups.data.value?.groups ?? [], by === 'none' ? 'error' : by);
  const isDead = filter.state === 'dead_letter';
  const selects = isDead && (may('startRetryJob') || may('startDiscardJob'));
  const all = by === 'none' ? selected.value.has('all') : gathered.length > 0 && gathered.every((group) => selected.value.has(group.key));
  const chosen = by === 'none' ? (all ? gathered : []) : gathered.filter((group) => selected.value.has(group.key));
  const chosenSum = chosen.reduce((total, group) => total + group.count, 0);
  const filters = all ? [filter] : chosen.map((group) => ({ ...filter, ...group.filter }));
  const selectAll = () => {
    selected.value = all ? new Set() : new Set(by === 'none' ? ['all'] : gathered.map((group) => group.key));
  };
  onKey('r', () => chosenSum > 0 && may('startRetryJob') && (preview.value = 'retry'));
  onKey('/', (event) => {
    event.preventDefault();
    document.getElementById('filter-state')?.focus();
  });
  onKey('Escape', () => (selected.value = new Set()));
  return (
    <>
      <header class="page-head">
        <h1>{t.pages.deliveries}</h1>
      </header>
      <JobBars />
      <section class="panel" aria-label={t.pages.deliveries}>
        <Filters />
        <div class="list-head">
          {selects && sum > 0 && (
            <label class="select-all">
              <input type="checkbox" checked={all} onChange={selectAll} /> {t.deliveries.selectAll(sum)}
            </label>
          )}
          <p class="muted">{groups.data.value && (!selects || sum === 0) ? t.deliveries.shown(sum) : ''}</p>
          {news !== 0 && groups.data.value && (
            <Button kind="quiet" onClick={groups.reload}>
              {news > 0 ? t.deliveries.more(news) : t.deliveries.fewer(-news)}
            </Button>
          )}
        </div>
        {!groups.data.value && groups.problem.value === null && <Loading rows={5} />}
        {groups.problem.value !== null && <Failed problem={groups.problem.value} retry={groups.reload} />}
        {groups.data.value && sum === 0 && <Nothing isDead={isDead} />}
        {groups.data.value && sum > 0 && (by === 'none' ? <DeliveryList filter={filter} total={sum} /> : <GroupList groups={gathered} by={by} selected={selected} open={open} selects={selects} />)}
      </section>
      {chosenSum > 0 && (
        <div class="action-bar" role="region" aria-label={t.deliveries.selected(chosen.length, chosenSum)}>
          <span>{t.deliveries.selected(chosen.length, chosenSum)}</span>
          {may('startRetryJob') && (
            <Button kind="main" onClick={() => (preview.value = 'retry')}>
              {t.deliveries.retry(chosenSum)}
            </Button>
          )}
          {may('startDiscardJob') ? <Button onClick={() => (preview.value = 'discard')}>{t.deliveries.discard}</Button> : <span class="muted">{t.deliveries.adminsOnly}</span>}
          <Button kind="quiet" onClick={() => (selected.value = new Set())}>
            {t.deliveries.clearSelection}
          </Button>
        </div>
      )}
      {preview.value && (
        <Preview
          action={preview.value}
          chosen={{ filters }}
          onClose={() => (preview.value = null)}
          onStarted={() => {
            preview.value = null;
            selected.value = new Set();
          }}
        />
      )}
    </>
  );
}

function Nothing({ isDead }: { isDead: boolean }) {
  const filters = given().length + (query('tenant') ? 1 : 0);
  if (isDead && filters === 0) {
    return (
      <Empty title={t.deliveries.allClear} mark={<Mark shape="tick" tone="good" />}>
        <p>{t.deliveries.allClearMore}</p>
      </Empty>
    );
  }
  return (
    <Empty title={t.deliveries.nothing(filters + 1)}>
      <Button onClick={clearFilters}>{t.deliveries.clear}</Button>
    </Empty>
  );
}
