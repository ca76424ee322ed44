// One delivery: how it stands, what was tried, and what can be done. Names and codes, never content.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { at, may, Problem } from '../../api';
import { age } from '../../format';
import { now } from '../../live';
import { go } from '../../router';
import { onKey } from '../../keys';
import { deliveryState } from '../../states';
import { Button, Copy, Empty, Failed, Loading, StateWord, When } from '../../ui/parts';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import { ended, JobBars, useJobs } from './jobs';
import { Preview } from './preview';
import { errorTitle, type Delivery } from './types';

interface Detail {
  delivery: Delivery;
  history: { at: string; state: string; code?: string; message?: string }[];
}

export function DeliveryDetail({ id }: { id: string }) {
  useJobs();
  const detail = useResource<Detail>(() => at(['deliveries', id]), 10_000);
  const preview = useSignal<'retry' | 'discard' | null>(null);
  const seenEnds = useRef(ended.peek());
  useSignalEffect(() => {
    if (ended.value === seenEnds.current) return;
    seenEnds.current = ended.value;
    detail.reload();
  });
  onKey('Escape', () => go('/deliveries'));
  const problem = detail.problem.value;
  const head = (
    <header class="page-head">
      <a href="/deliveries">{t.deliveries.back}</a>
      <h1>
        {t.deliveries.reference} {id}
      </h1>
    </header>
  );
  if (problem instanceof Problem && problem.status === 404) {
    return (
      <>
        {head}
        <JobBars />
        <Empty title={t.deliveries.gone}>
          <p>{t.deliveries.goneMore}</p>
          {may('listCertificates') && (
            <a class="button plain" href="/certificates">
              {t.deliveries.toCertificates}
            </a>
          )}
        </Empty>
      </>
    );
  }
  if (problem !== null && !detail.data.value) return <Failed problem={problem} retry={detail.reload} />;
  if (!detail.data.value) return <Loading rows={6} />;
  const { delivery, history } = detail.data.value;
  const isDead = delivery.state === 'dead_letter';
  return (
    <>
      {head}
      <JobBars />
      <div class="two detail">
        <section class="panel">
          <p>
            <StateWord state={deliveryState(delivery.state)} />
          </p>
          {delivery.error && (
            <>
              <p class="lead">{errorTitle(delivery.error)}</p>
              <h3>{t.deliveries.whatHappened}</h3>
              <p>
                {delivery.error.message} <code>{delivery.error.code}</code>
              </p>
              {delivery.error.fields.length > 0 && (
                <p>
                  {t.deliveries.fields}: {delivery.error.fields.map((field) => <code key={field}>{field} </code>)}
                  <span class="muted">{t.deliveries.valueNever}</span>
                </p>
              )}
            </>
          )}
          {delivery.suggestion && (
            <>
              <h3>{t.deliveries.whatToDo}</h3>
              <p>{delivery.suggestion}</p>
            </>
          )}
          {isDead && (
            <div class="actions">
              {may('startRetryJob') && (
                <Button kind="main" onClick={() => (preview.value = 'retry')}>
                  {t.deliveries.retry(1)}
                </Button>
              )}
              {may('startDiscardJob') && <Button onClick={() => (preview.value = 'discard')}>{t.deliveries.discard}</Button>}
            </div>
          )}
          <h3>{t.laneDetail.commands}</h3>
          <Copy text={`hubctl deliveries show ${id}`} />
        </section>
        <section class="panel">
          <dl class="facts">
            {(
              [
                [t.deliveries.target, `${delivery.tenant} / ${delivery.target}`],
                [t.deliveries.mapping, delivery.mapping_version],
                [t.deliveries.tries, delivery.attempts],
                [t.deliveries.received, <When key="r" at={delivery.received_at} />],
                [t.deliveries.age, age((now.value.getTime() - new Date(delivery.received_at).getTime()) / 1000)],
                [t.deliveries.changed, <When key="c" at={delivery.changed_at} />],
                [t.deliveries.next, delivery.next_attempt ? <When key="n" at={delivery.next_attempt} /> : isDead ? t.deliveries.nextNone : '–'],
              ] as [string, preact.ComponentChildren][]
            ).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <h3 class="below">{t.deliveries.case}</h3>
          <Copy text={delivery.case} />
        </section>
      </div>
      <section class="panel" aria-labelledby="history-title">
        <h2 id="history-title">{t.deliveries.history}</h2>
        {history.length === 0 ? (
          <p class="muted">{t.deliveries.historyNone}</p>
        ) : (
          <table class="plain-table stack">
            <thead>
              <tr>
                <th scope="col">{t.deliveries.at}</th>
                <th scope="col">{t.deliveries.state}</th>
                <th scope="col">{t.deliveries.code}</th>
                <th scope="col">{t.deliveries.message}</th>
              </tr>
            </thead>
            <tbody>
              {[...history].reverse().map((event, index) => (
                <tr key={index}>
                  <td>
                    <When at={event.at} />
                  </td>
                  <td>
                    <StateWord plain state={deliveryState(event.state)} />
                  </td>
                  <td>{event.code && <code>{event.code}</code>}</td>
                  <td>{event.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {preview.value && (
        <Preview action={preview.value} chosen={{ filters: [], delivery }} onClose={() => (preview.value = null)} onStarted={() => (preview.value = null)} />
      )}
    </>
  );
}
