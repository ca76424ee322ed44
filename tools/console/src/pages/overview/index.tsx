// Is anything stuck? One sentence on top, then how cases flow, what is held, and every lane.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { may } from '../../api';
import { age, count, rate } from '../../format';
import { head, lanes, now, totalRates } from '../../live';
import { query, setQuery } from '../../router';
import { attention, inScope } from '../../scope';
import { Button, Loading } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { t } from '../../words';
import { Charts } from './charts';
import { Fleet } from './fleet';
import { LanePanel } from './lane_panel';
import { LaneTable } from './lane_table';
import { NothingRemains } from './nothing_remains';

function Strip() {
  const { stopped, deliveries, groups, all } = attention.value;
  if (stopped === 0 && deliveries === 0) {
    return (
      <section class="strip calm" aria-label={t.overview.allCalm}>
        <Mark shape="tick" tone="good" />
        <p>
          <b>{t.overview.allCalm}</b> <span class="muted">{groups.late > 0 ? t.overview.late(groups.late) : t.overview.allCalmMore(all)}</span>
        </p>
      </section>
    );
  }
  return (
    <section class="strip act" aria-label={t.overview.groups.act}>
      <Mark shape="octagon" tone="act" />
      <p>
        {stopped > 0 && <b>{t.overview.stopped(stopped)} </b>}
        {deliveries > 0 && <b>{t.overview.needPerson(deliveries)}</b>}
      </p>
      <Button kind="main" onClick={() => setQuery({ show: query('show') === 'act' ? '' : 'act' })} pressed={query('show') === 'act'}>
        {t.overview.show}
      </Button>
    </section>
  );
}

const Flow = () => (
  <section class="panel flow" aria-labelledby="flow-title">
    <h2 id="flow-title">
      {t.overview.flow} <span class="unit">{t.overview.perSecond}</span>
    </h2>
    <dl>
      {(
        [
          ['in', t.overview.in, head.value!.totals.accepted],
          ['confirmed', t.overview.confirmed, head.value!.totals.confirmed],
          ['deleted', t.overview.deleted, head.value!.totals.deleted],
        ] as const
      ).map(([name, label, total]) => (
        <div key={name}>
          <dt>
            <i class={`swatch line-${name}`} aria-hidden="true" />
            {label}
          </dt>
          <dd class="big">{rate(totalRates.value[name])}</dd>
          <dd class="muted">{t.overview.sinceStart(count(total))}</dd>
        </div>
      ))}
      <div>
        <dt>{t.overview.oldest}</dt>
        <Oldest />
      </div>
    </dl>
  </section>
);

function Oldest() {
  const held = head.value!.holds.filter((hold) => inScope(hold.tenant) && hold.oldest_at);
  const oldest = held.sort((a, b) => a.oldest_at!.localeCompare(b.oldest_at!))[0];
  if (!oldest) {
    return (
      <>
        <dd class="big">–</dd>
        <dd class="muted">{t.overview.noneHeld}</dd>
      </>
    );
  }
  return (
    <>
      <dd class="big">{age((now.value.getTime() - new Date(oldest.oldest_at!).getTime()) / 1000)}</dd>
      <dd class="muted">{oldest.tenant}</dd>
    </>
  );
}

// One summary in ten seconds, and only when it changed: nobody listens to every figure.
function Announcer() {
  const text = useSignal('');
  const told = useRef({ words: '', at: 0 });
  useSignalEffect(() => {
    const { stopped, all, deliveries } = attention.value;
    const words = t.overview.announce(stopped, all, deliveries);
    void now.value;
    if (words === told.current.words || performance.now() - told.current.at < 10_000) return;
    const isFirst = told.current.words === '';
    told.current = { words, at: performance.now() };
    if (!isFirst) text.value = words;
  });
  return (
    <p class="unseen" aria-live="polite">
      {text.value}
    </p>
  );
}

export function Overview() {
  if (!head.value) return <Loading rows={6} />;
  return (
    <>
      <h1 class="unseen">{t.pages.overview}</h1>
      <Announcer />
      <Strip />
      <div class="two">
        <Flow />
        <NothingRemains />
      </div>
      {may('getHistory') && <Charts />}
      <LaneTable />
      <Fleet />
      {query('lane') && lanes.value.has(query('lane')) && <LanePanel lane={lanes.value.get(query('lane'))!} />}
    </>
  );
}
