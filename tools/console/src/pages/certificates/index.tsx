// Evidence: certificates of deletion, checked in the browser, and what is held right now.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { at, may } from '../../api';
import { age, count } from '../../format';
import { head, now } from '../../live';
import { query, setQuery } from '../../router';
import { inScope } from '../../scope';
import { Dialog } from '../../ui/dialog';
import { Button, Choices, Copy, Empty, Failed, Loading, When } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import { canVerify, openCheckpoint, type Checkpoint } from './log';
import { Verify } from './verify';

export interface Entry {
  tenant: string;
  case: string;
  outcome?: string;
  addendum?: string;
  certificate?: number;
  received?: string;
  settled?: string;
  at?: string;
  targets?: { target: string; mapping: number; level: string; state: string; at: string }[];
  method?: string[];
}
interface Page {
  total: number;
  certificates: { index: number; entry: Entry }[];
}
interface Summary {
  total: number;
  today: number;
}

const kPage = 50;
export const outcomeWord = (entry: Entry): string => t.outcome[entry.outcome ?? entry.addendum ?? ''] ?? entry.outcome ?? entry.addendum ?? '';

export function Certificates() {
  const mayList = may('listCertificates');
  const tab = query('tab') === 'held' || !mayList ? 'held' : 'log';
  return (
    <>
      <header class="page-head">
        <h1>{t.pages.certificates}</h1>
        {mayList && <Choices label={t.pages.certificates} value={tab} options={t.certificates.tabs} onChoose={(value) => setQuery({ tab: value === 'held' ? 'held' : '' })} />}
      </header>
      {tab === 'held' ? <Held /> : <Log />}
    </>
  );
}

function Log() {
  const summary = useResource<Summary>(() => '/api/v1/certificates/summary', 10_000);
  return (
    <>
      <div class="two">
        <Verify />
        <Health summary={summary.data.value} />
      </div>
      {summary.problem.value !== null && !summary.data.value && <Failed problem={summary.problem.value} retry={summary.reload} />}
      {summary.data.value && <Latest total={summary.data.value.total} />}
    </>
  );
}

function Health({ summary }: { summary: Summary | null }) {
  const checkpoint = useSignal<Checkpoint | null>(null);
  const problem = useSignal('');
  useEffect(() => {
    if (!canVerify() || summary?.total === 0) return;
    openCheckpoint().then(
      (opened) => (checkpoint.value = opened),
      (cause: Error) => (problem.value = cause.message),
    );
  }, [summary?.total]);
  const opened = checkpoint.value;
  const behind = summary && opened ? summary.total - opened.size : 0;
  return (
    <section class="panel" aria-labelledby="health-title">
      <h2 id="health-title">{t.certificates.health}</h2>
      <dl class="facts">
        <div>
          <dt>{t.certificates.entries}</dt>
          <dd>{summary ? count(summary.total) : '–'}</dd>
        </div>
        <div>
          <dt>{t.certificates.today}</dt>
          <dd>{summary ? count(summary.today) : '–'}</dd>
        </div>
        <div>
          <dt>{t.certificates.checkpoint}</dt>
          <dd>
            {opened ? (
              <>
                <Mark shape="tick" tone="good" /> {t.certificates.checkpointOf(opened.size)}, {t.certificates.signatureGood}
              </>
            ) : problem.value ? (
              <span class="tone-act">{t.certificates.why[problem.value] ?? problem.value}</span>
            ) : (
              '–'
            )}
          </dd>
        </div>
        {opened && (
          <div>
            <dt>{t.certificates.signedBy}</dt>
            <dd>{opened.origin}</dd>
          </div>
        )}
      </dl>
      {behind > 0 && <p class="muted">{t.certificates.behind(behind)}</p>}
      {!canVerify() && <p class="muted">{t.certificates.noCrypto}</p>}
      {opened && (
        <>
          <h3 class="below">{t.certificates.key}</h3>
          <Copy text={opened.key} />
        </>
      )}
      <p class="group-links">
        <a href="/certificates/log/checkpoint" download="checkpoint">
          {t.certificates.download}
        </a>
      </p>
    </section>
  );
}

function Latest({ total }: { total: number }) {
  const before = Number(query('before')) || total;
  const page = useResource<Page>(() => {
    const end = Number(query('before')) || total;
    return at(['certificates'], { after: Math.max(0, end - kPage) - 1, limit: kPage });
  });
  const list = (page.data.value?.certificates ?? [])
    .filter((one) => one.index < before && inScope(one.entry.tenant))
    .reverse();
  const open = query('open') === '' ? null : Number(query('open'));
  return (
    <section class="panel" aria-labelledby="latest-title">
      <header class="panel-head">
        <h2 id="latest-title">{t.certificates.latest}</h2>
        <span class="top-space" />
        {query('before') && (
          <Button kind="quiet" onClick={() => setQuery({ before: '' })}>
            {t.certificates.newest}
          </Button>
        )}
        {before > kPage && (
          <Button kind="quiet" onClick={() => setQuery({ before: String(before - kPage) })}>
            {t.certificates.older}
          </Button>
        )}
      </header>
      {total === 0 ? (
        <Empty title={t.certificates.none}>
          <p>{t.certificates.noneMore}</p>
        </Empty>
      ) : page.problem.value !== null && !page.data.value ? (
        <Failed problem={page.problem.value} retry={page.reload} />
      ) : !page.data.value ? (
        <Loading rows={8} />
      ) : (
        <table class="data cards">
          <thead>
            <tr>
              <th scope="col" class="right">{t.certificates.number}</th>
              <th scope="col">{t.certificates.outcome}</th>
              <th scope="col">{t.certificates.tenant}</th>
              <th scope="col">{t.certificates.targets}</th>
              <th scope="col">{t.certificates.received}</th>
              <th scope="col">{t.certificates.when}</th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ index, entry }) => (
              <tr key={index}>
                <th scope="row" class="right">
                  <button type="button" class="row-link" onClick={() => setQuery({ open: String(index) })}>
                    {count(index)}
                  </button>
                </th>
                <td>{outcomeWord(entry)}</td>
                <td data-label={t.certificates.tenant}>{entry.tenant}</td>
                <td data-label={t.certificates.targets}>{entry.targets?.map((one) => one.target).join(', ')}</td>
                <td data-label={t.certificates.received}>{entry.received && <When at={entry.received} />}</td>
                <td data-label={t.certificates.when}>
                  <When at={entry.settled ?? entry.at ?? ''} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {open !== null && Number.isInteger(open) && <OneCertificate index={open} />}
    </section>
  );
}

function OneCertificate({ index }: { index: number }) {
  const page = useResource<Page>(() => at(['certificates'], { after: index - 1, limit: 1 }));
  const entry = page.data.value?.certificates.find((one) => one.index === index)?.entry;
  const close = () => setQuery({ open: '' });
  return (
    <Dialog
      kind="side"
      title={t.certificates.open(count(index))}
      onClose={close}
      footer={
        <Button kind="main" onClick={() => setQuery({ open: '', verify: String(index) })}>
          {t.certificates.verifyThis}
        </Button>
      }
    >
      {page.problem.value !== null && <Failed problem={page.problem.value} retry={page.reload} />}
      {page.data.value && !entry && <p>{t.certificates.why.index}</p>}
      {entry && (
        <>
          <p class="lead">{outcomeWord(entry)}</p>
          <dl class="facts">
            <div>
              <dt>{t.certificates.tenant}</dt>
              <dd>{entry.tenant}</dd>
            </div>
            {entry.received && (
              <div>
                <dt>{t.certificates.received}</dt>
                <dd>
                  <When at={entry.received} />
                </dd>
              </div>
            )}
            <div>
              <dt>{t.certificates.when}</dt>
              <dd>
                <When at={entry.settled ?? entry.at ?? ''} />
              </dd>
            </div>
            {entry.targets?.map((one) => (
              <div key={one.target}>
                <dt>
                  {one.target}, {t.deliveries.versions(String(one.mapping))}
                </dt>
                <dd>
                  {one.state}, {one.level.replace(/_/g, ' ')} <When at={one.at} />
                </dd>
              </div>
            ))}
          </dl>
          {entry.method && (
            <>
              <h3>{t.certificates.method}</h3>
              <p>{entry.method.join(', ')}</p>
            </>
          )}
          <h3>{t.certificates.case}</h3>
          <Copy text={entry.case} />
        </>
      )}
    </Dialog>
  );
}

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function Held() {
  if (!head.value) return <Loading rows={4} />;
  const holds = head.value.holds.filter((hold) => inScope(hold.tenant));
  const sum = holds.reduce((all, hold) => all + hold.cases, 0);
  const owedTo = (tenant: string) => head.value!.platforms.find((one) => one.tenant === tenant)?.waiting ?? 0;
  const csv = () =>
    save('held.csv', ['tenant,cases,oldest,next_expiry', ...holds.map((hold) => [hold.tenant, hold.cases, hold.oldest_at ?? '', hold.next_expiry ?? ''].join(','))].join('\n') + '\n');
  return (
    <section class="panel" aria-labelledby="held-title">
      <header class="panel-head">
        <h2 id="held-title">{t.certificates.heldTitle}</h2>
        <span class="top-space" />
        <Button kind="quiet" onClick={csv}>
          {t.certificates.csv}
        </Button>
      </header>
      {sum === 0 && (
        <Empty title={t.certificates.heldNone} mark={<Mark shape="tick" tone="good" />}>
          <p>{t.certificates.heldNoneMore}</p>
        </Empty>
      )}
      {sum > 0 && (
        <table class="data cards">
          <thead>
            <tr>
              <th scope="col">{t.certificates.tenant}</th>
              <th scope="col" class="right">{t.certificates.cases}</th>
              <th scope="col" class="right">{t.certificates.oldest}</th>
              <th scope="col">{t.certificates.expires}</th>
              <th scope="col" class="right">{t.certificates.purges}</th>
            </tr>
          </thead>
          <tbody>
            {holds.map((hold) => (
              <tr key={hold.tenant}>
                <th scope="row">{hold.tenant}</th>
                <td class="right" data-label={t.certificates.cases}>{count(hold.cases)}</td>
                <td class="right" data-label={t.certificates.oldest}>{hold.oldest_at ? age((now.value.getTime() - new Date(hold.oldest_at).getTime()) / 1000) : '–'}</td>
                <td data-label={t.certificates.expires}>{hold.next_expiry ? <When at={hold.next_expiry} /> : '–'}</td>
                <td class="right" data-label={t.certificates.purges}>{count(owedTo(hold.tenant))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
