// Where a case is and how it ended; found by its id, or among those that are here.
import { useSignal } from '@preact/signals';
import { at, get, may, post } from '../../api';
import { age } from '../../format';
import { now } from '../../live';
import { query } from '../../router';
import { tenants } from '../../scope';
import { deliveryState } from '../../states';
import { Button, Empty, Failed, Loading, StateWord, When } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { TenantChoice } from '../../ui/tenant_choice';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import type { Delivery } from '../deliveries/types';
import { Browser } from './browser';
import { shortReference } from './types';

interface Found {
  id: string;
  answer: string;
  certificate?: number;
  delivery?: string;
  reason?: string;
}
interface Page {
  deliveries: Delivery[];
  next?: number;
}
const kPage = 100;

export const Cases = () => (
  <>
    <header class="page-head">
      <h1>{t.pages.cases}</h1>
      <p class="muted">{t.cases.lead}</p>
    </header>
    {may('reconcile') && <Find />}
    {may('listCases') && <Browser />}
    {may('listDeliveries') && <Here />}
  </>
);

function Find() {
  const id = useSignal('');
  const tenant = useSignal('');
  const busy = useSignal(false);
  const found = useSignal<Found | null>(null);
  const problem = useSignal<unknown>(null);
  const find = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    found.value = null;
    problem.value = null;
    try {
      const answer = await post<{ cases: Found[] }>('/api/v1/reconcile', { tenant: tenant.value || query('tenant') || tenants.value[0], cases: [id.value.trim()] });
      found.value = answer.cases[0] ?? null;
    } catch (cause) {
      problem.value = cause;
    }
    busy.value = false;
  };
  return (
    <section class="panel" aria-labelledby="find-title">
      <h2 id="find-title">{t.cases.find}</h2>
      <form class="find" onSubmit={(event) => void find(event)}>
        <label>
          {t.cases.tenant}
          <TenantChoice value={tenant.value || query('tenant') || (tenants.value[0] ?? '')} onChoose={(name) => (tenant.value = name)} />
        </label>
        <label class="grow">
          {t.cases.id}
          <input type="text" autocomplete="off" spellcheck={false} value={id.value} aria-describedby="find-note" onInput={(event) => (id.value = event.currentTarget.value)} />
        </label>
        <Button type="submit" kind="main" icon="search" disabled={busy.value || id.value.trim() === ''}>
          {t.cases.action}
        </Button>
      </form>
      <p id="find-note" class="muted small">
        {t.cases.typedOnly}
      </p>
      <div role="status" class="verdict">
        {problem.value !== null && <Failed problem={problem.value} />}
        {found.value && <Answer found={found.value} />}
      </div>
    </section>
  );
}

function Answer({ found }: { found: Found }) {
  const isGone = found.certificate !== undefined;
  const shape = isGone ? 'tick' : found.answer === 'waiting' ? 'half' : found.answer === 'never_seen' ? 'question' : 'octagon';
  const tone = isGone ? 'good' : found.answer === 'waiting' ? 'moving' : found.answer === 'never_seen' ? 'rest' : 'act';
  return (
    <p class={isGone ? 'good' : 'plain'}>
      <Mark shape={shape} tone={tone} />
      <span>
        <b>{t.cases.answers[found.answer] ?? t.outcome[found.answer] ?? found.answer}</b>
        {found.answer === 'never_seen' && ` ${t.cases.neverSeen}`}
        {found.reason && <code> {found.reason}</code>}{' '}
        {isGone && may('listCertificates') && <a href={`/certificates?open=${found.certificate}`}>{t.cases.openCertificate}</a>}
        {found.delivery && <a href={`/deliveries/${found.delivery}`}>{t.cases.openDelivery}</a>}
      </span>
    </p>
  );
}

/** Deliveries come in the order of their cases: those of one stand together. */
function byCase(deliveries: Delivery[]): Delivery[][] {
  const cases: Delivery[][] = [];
  for (const delivery of deliveries) {
    const last = cases.at(-1);
    if (last && last[0]!.case === delivery.case && last[0]!.tenant === delivery.tenant) last.push(delivery);
    else cases.push([delivery]);
  }
  return cases;
}

function Here() {
  const first = useResource<Page>(() => at(['deliveries'], { limit: kPage, tenant: query('tenant') }), 10_000);
  const more = useSignal<Delivery[]>([]);
  const next = useSignal<number | null>(null);
  const page = first.data.value;
  const after = next.value ?? page?.next;
  const load = async () => {
    const loaded = await get<Page>(at(['deliveries'], { limit: kPage, tenant: query('tenant'), after }));
    more.value = [...more.value, ...loaded.deliveries];
    next.value = loaded.next ?? -1;
  };
  const cases = byCase([...(page?.deliveries ?? []), ...more.value]);
  return (
    <section class="panel" aria-labelledby="here-title">
      <h2 id="here-title">{t.cases.here}</h2>
      {first.problem.value !== null && !page && <Failed problem={first.problem.value} retry={first.reload} />}
      {!page && first.problem.value === null && <Loading rows={6} />}
      {page && cases.length === 0 && (
        <Empty title={t.cases.hereNone} mark={<Mark shape="tick" tone="good" />}>
          <p>{t.cases.hereNoneMore}</p>
        </Empty>
      )}
      {cases.length > 0 && (
        <table class="data cards">
          <thead>
            <tr>
              <th scope="col">{t.cases.reference}</th>
              <th scope="col">{t.cases.tenant}</th>
              <th scope="col">{t.cases.deliveries}</th>
              <th scope="col">{t.cases.accepted}</th>
              <th scope="col" class="right">{t.deliveries.age}</th>
            </tr>
          </thead>
          <tbody>
            {cases.map((list) => (
              <tr key={list[0]!.id}>
                <th scope="row">
                  <code>{shortReference(list[0]!.case)}</code>
                </th>
                <td data-label={t.cases.tenant}>{list[0]!.tenant}</td>
                <td data-label={t.cases.deliveries}>
                  {list.map((one) => (
                    <a key={one.id} class="case-delivery" href={`/deliveries/${one.id}`}>
                      <StateWord plain state={deliveryState(one.state)} /> {one.target}
                    </a>
                  ))}
                </td>
                <td data-label={t.cases.accepted}>
                  <When at={list[0]!.received_at} />
                </td>
                <td class="right" data-label={t.deliveries.age}>{age((now.value.getTime() - new Date(list[0]!.received_at).getTime()) / 1000)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {after !== undefined && after > 0 && cases.length > 0 && (
        <Button kind="quiet" onClick={() => void load()}>
          {t.cases.more}
        </Button>
      )}
    </section>
  );
}
