// Deliveries one by one: pages are loaded as somebody scrolls, and only the rows in view are in the page.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { at, get } from '../../api';
import { age } from '../../format';
import { now } from '../../live';
import { go } from '../../router';
import { density } from '../../settings';
import { deliveryState } from '../../states';
import { Failed, Loading, StateWord } from '../../ui/parts';
import { t } from '../../words';
import { errorTitle, type Delivery, type Filter } from './types';

interface Page {
  deliveries: Delivery[];
  next?: number;
}
const kPage = 200;
const kBeyond = 10; // rows above and below those in view

const Row = ({ delivery, index, top, height }: { delivery: Delivery; index: number; top: number; height: number }) => (
  <div role="row" aria-rowindex={index + 2} class="vrow" style={{ transform: `translateY(${top}px)`, height: `${height}px` }}>
    <span role="cell" class="v-state">
      <StateWord state={deliveryState(delivery.state)} />
    </span>
    <span role="cell" class="v-id">
      <a href={`/deliveries/${delivery.id}`}>{delivery.id}</a>
    </span>
    <span role="cell" class="v-lane">
      {delivery.tenant} <span class="slash">/</span> {delivery.target}
    </span>
    <span role="cell" class="v-error" title={delivery.error?.message}>
      {delivery.error ? errorTitle(delivery.error) : ''} <span class="muted">{delivery.error?.code}</span>
    </span>
    <span role="cell" class="v-tries right">{delivery.attempts}</span>
    <span role="cell" class="v-age right">{age((now.value.getTime() - new Date(delivery.received_at).getTime()) / 1000)}</span>
  </div>
);

export function DeliveryList({ filter, total }: { filter: Filter; total: number }) {
  const rows = useSignal<Delivery[]>([]);
  const next = useSignal<number | null>(0);
  const busy = useSignal(false);
  const problem = useSignal<unknown>(null);
  const scrolled = useSignal(0);
  const place = useRef<HTMLDivElement>(null);
  const wanted = JSON.stringify(filter);
  const current = useRef(wanted);
  const narrow = matchMedia('(max-width: 900px)').matches;
  const height = narrow ? 92 : density.value === 'compact' ? 32 : 40;

  const load = async () => {
    if (busy.peek() || next.peek() === null) return;
    busy.value = true;
    try {
      const page = await get<Page>(at(['deliveries'], { ...filter, limit: kPage, after: next.peek() ?? 0 }));
      if (current.current !== wanted) return;
      rows.value = [...rows.peek(), ...page.deliveries];
      next.value = page.next ?? null;
      problem.value = null;
    } catch (cause) {
      problem.value = cause;
    }
    busy.value = false;
  };
  useEffect(() => {
    current.current = wanted;
    rows.value = [];
    next.value = 0;
    busy.value = false;
    void load();
  }, [wanted]);
  const view = 600;
  useSignalEffect(() => {
    if (problem.value === null && scrolled.value + view > (rows.value.length - 50) * height && rows.value.length > 0) void load();
  });
  const focusRow = (by: number, from: Element) => {
    const links = [...(place.current?.querySelectorAll<HTMLElement>('.v-id a') ?? [])];
    links[links.indexOf(from as HTMLElement) + by]?.focus();
  };
  if (problem.value !== null && rows.value.length === 0) return <Failed problem={problem.value} retry={() => void load()} />;
  if (rows.value.length === 0) return busy.value ? <Loading rows={8} /> : null;
  const first = Math.max(0, Math.floor(scrolled.value / height) - kBeyond);
  const last = Math.min(rows.value.length, Math.ceil((scrolled.value + view) / height) + kBeyond);
  return (
    <div role="table" class="vtable" aria-label={t.pages.deliveries} aria-rowcount={total + 1}>
      <div role="row" aria-rowindex={1} class="vhead">
        {([
          [t.deliveries.state, 'v-state'],
          [t.deliveries.reference, 'v-id'],
          [t.overview.lane, 'v-lane'],
          [t.deliveries.error, 'v-error'],
          [t.deliveries.tries, 'v-tries right'],
          [t.deliveries.age, 'v-age right'],
        ] as const).map(([label, its]) => (
          <span key={label} role="columnheader" class={its}>
            {label}
          </span>
        ))}
      </div>
      <div
        ref={place}
        role="rowgroup"
        class="vbody"
        tabIndex={0}
        aria-label={t.deliveries.loadingMore}
        style={{ height: `${Math.min(view, rows.value.length * height)}px` }}
        onScroll={(event) => (scrolled.value = event.currentTarget.scrollTop)}
        onKeyDown={(event) => {
          if (event.key === 'j' || event.key === 'ArrowDown') focusRow(1, document.activeElement!);
          if (event.key === 'k' || event.key === 'ArrowUp') focusRow(-1, document.activeElement!);
          if (event.key === 'Enter' && document.activeElement === place.current && rows.value[0]) go(`/deliveries/${rows.value[0].id}`);
        }}
      >
        <div class="vspace" role="presentation" style={{ height: `${rows.value.length * height}px` }}>
          {rows.value.slice(first, last).map((delivery, i) => (
            <Row key={delivery.id} delivery={delivery} index={first + i} top={(first + i) * height} height={height} />
          ))}
        </div>
      </div>
    </div>
  );
}
