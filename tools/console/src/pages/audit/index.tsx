// What was done or tried by hand: by whom, when, to what, and how it ended.
import { useSignal, useSignalEffect } from '@preact/signals';
import { at, get } from '../../api';
import { query } from '../../router';
import type { State } from '../../states';
import { Button, Empty, Failed, Loading, StateWord, When } from '../../ui/parts';
import { useResource } from '../../ui/resource';
import { t } from '../../words';

interface Entry {
  number: number;
  at: string;
  who: string;
  role: string;
  reach: string;
  operation: string;
  tenant?: string;
  resource?: string;
  result?: number;
  outcome?: string;
}
interface Page {
  entries: Entry[];
  next?: number;
}
const kPage = 100;
const path = (before?: number) => at(['audit'], { limit: kPage, tenant: query('tenant'), before });

const resultOf = ({ result }: Entry): State => {
  if (result === undefined) return { word: t.audit.unknown, shape: 'question', tone: 'rest', rank: 1 };
  if (result < 300) return { word: t.audit.done, shape: 'tick', tone: 'good', rank: 3 };
  if (result === 403) return { word: t.audit.refused, shape: 'octagon', tone: 'act', rank: 0 };
  return { word: t.audit.failed(result), shape: 'triangle', tone: 'late', rank: 2 };
};

export function Audit() {
  const first = useResource<Page>(() => path());
  const older = useSignal<Entry[]>([]);
  const next = useSignal<number | undefined>(undefined);
  const problem = useSignal<unknown>(null);
  // Another tenant, or the page loaded again: what was added below belongs to what was there.
  useSignalEffect(() => {
    next.value = first.data.value?.next;
    older.value = [];
  });
  const load = async () => {
    try {
      const page = await get<Page>(path(next.value));
      older.value = [...older.value, ...page.entries];
      next.value = page.next;
      problem.value = null;
    } catch (cause) {
      problem.value = cause;
    }
  };
  const page = first.data.value;
  const entries = [...(page?.entries ?? []), ...older.value];
  return (
    <>
      <header class="page-head">
        <h1>{t.pages.audit}</h1>
        <p class="muted">{t.audit.lead}</p>
      </header>
      <section class="panel" aria-label={t.pages.audit}>
        {first.problem.value !== null && !page && <Failed problem={first.problem.value} retry={first.reload} />}
        {!page && first.problem.value === null && <Loading rows={6} />}
        {page && entries.length === 0 && <Empty title={t.audit.none} />}
        {entries.length > 0 && <Entries entries={entries} />}
        {problem.value !== null && <Failed problem={problem.value} retry={() => void load()} />}
        {next.value !== undefined && (
          <Button kind="quiet" onClick={() => void load()}>
            {t.audit.more}
          </Button>
        )}
      </section>
    </>
  );
}

const Entries = ({ entries }: { entries: Entry[] }) => (
  <table class="data cards">
    <thead>
      <tr>
        <th scope="col">{t.audit.operation}</th>
        <th scope="col">{t.audit.when}</th>
        <th scope="col">{t.audit.who}</th>
        <th scope="col">{t.audit.tenant}</th>
        <th scope="col">{t.audit.what}</th>
        <th scope="col">{t.audit.result}</th>
      </tr>
    </thead>
    <tbody>
      {entries.map((entry) => (
        <tr key={entry.number} data-entry={entry.number}>
          <th scope="row">
            <code>{entry.operation}</code>
          </th>
          <td data-label={t.audit.when}>
            <When at={entry.at} />
          </td>
          <td data-label={t.audit.who}>
            {entry.who}{' '}
            <span class="muted" title={entry.reach}>
              {entry.role}
            </span>
          </td>
          <td data-label={t.audit.tenant}>{entry.tenant}</td>
          <td data-label={t.audit.what}>{[entry.resource, entry.outcome].filter(Boolean).join(': ')}</td>
          <td data-label={t.audit.result} title={entry.result === undefined ? t.audit.unknownLead : undefined}>
            <StateWord plain state={resultOf(entry)} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
