// Cases that are here, found by state, time and group of agents. Kept ones are opened and deleted by those who may.
import { useSignal, useSignalEffect } from '@preact/signals';
import { at, get, may, post, session } from '../../api';
import { zone } from '../../format';
import { query, setQuery } from '../../router';
import { tenants } from '../../scope';
import { Button, Empty, Failed, Loading, StateWord, When } from '../../ui/parts';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import { Deletion } from './deletion';
import { Transcript } from './transcript';
import { caseState, isKept, shortReference, type Entry, type Page } from './types';

const kPage = 100;

/** The beginning of a day as it is written in the address, so many days later. */
function dayBegins(day: string, later = 0): string | undefined {
  const at = new Date(`${day}T00:00:00${zone.value ? 'Z' : ''}`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + later);
  return at.toISOString();
}
const filter = () => ({ tenant: query('tenant'), state: query('state'), from: dayBegins(query('from')), to: dayBegins(query('to'), 1) });

/** Whose groups are searched; empty while several are looked at. */
const oneTenant = () => query('tenant') || (tenants.value.length === 1 ? tenants.value[0]! : '');

function Filters({ onGroup }: { onGroup: (group: string) => void }) {
  const group = useSignal('');
  const wants = oneTenant() === '';
  return (
    <form
      class="find case-filters"
      onSubmit={(event) => {
        event.preventDefault();
        onGroup(group.value.trim());
      }}
    >
      <label>
        {t.cases.state}
        <select value={query('state')} onChange={(event) => setQuery({ state: event.currentTarget.value })}>
          <option value="">{t.cases.anyState}</option>
          {Object.entries(t.cases.states).map(([word, text]) => (
            <option key={word} value={word}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {t.cases[name]}
          <input type="date" value={query(name)} onChange={(event) => setQuery({ [name]: event.currentTarget.value })} />
        </label>
      ))}
      {may('searchCases') && (
        <>
          <label class="grow">
            {t.cases.group}
            <input type="text" autocomplete="off" spellcheck={false} disabled={wants} placeholder={wants ? t.cases.groupOfTenant : ''} value={group.value} onInput={(event) => (group.value = event.currentTarget.value)} />
          </label>
          <Button type="submit" icon="search" disabled={wants}>
            {t.cases.search}
          </Button>
        </>
      )}
    </form>
  );
}

function Row({ entry, onOpen, onDelete }: { entry: Entry; onOpen: () => void; onDelete: () => void }) {
  return (
    <tr>
      <th scope="row">
        <code>{shortReference(entry.case)}</code>
        {entry.update && <span class="muted"> {t.cases.news}</span>}
      </th>
      <td data-label={t.cases.tenant}>{entry.tenant}</td>
      <td data-label={t.cases.state}>
        <StateWord plain state={caseState(entry.state)} />
      </td>
      <td data-label={t.cases.accepted}>
        <When at={entry.received_at} />
      </td>
      <td data-label={t.cases.stays}>{entry.ends_at ? <When at={entry.ends_at} /> : '–'}</td>
      <td data-label={t.cases.transcript}>
        <span class="row-acts">
          {!isKept(entry) && <span class="muted">{t.cases.notKept}</span>}
          {entry.metadata && <span class="muted">{t.cases.metadataOnly}</span>}
          {isKept(entry) && may('openCase') && <Button onClick={onOpen}>{t.cases.open}</Button>}
          {isKept(entry) && may('deleteCase') && entry.state !== 'held' && (
            <Button kind="quiet" onClick={onDelete}>
              {t.cases.delete}
            </Button>
          )}
          {entry.transcript && !may('openCase') && <span class="muted">{t.cases.sealed}</span>}
        </span>
      </td>
    </tr>
  );
}

/** What a group was searched for goes in a body, never in the address; a page may be empty and yet have another. */
async function searchGroup(group: string, after?: number): Promise<Page> {
  const body = { ...filter(), tenant: oneTenant(), group, limit: kPage };
  let page: Page = { cases: [], ...(after ? { next: after } : {}) };
  do page = await post<Page>('/api/v1/cases/search', { ...withoutEmpty(body), ...(page.next ? { after: page.next } : {}) });
  while (page.cases.length === 0 && page.next);
  return page;
}
const withoutEmpty = (body: Record<string, string | number | undefined>) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== ''));

export function Browser() {
  const group = useSignal('');
  const listed = useResource<Page>(() => (group.value ? '' : at(['cases'], { ...filter(), limit: kPage })), 10_000);
  const found = useSignal<Page | null>(null);
  const older = useSignal<Page>({ cases: [] });
  const problem = useSignal<unknown>(null);
  const open = useSignal<Entry | null>(null);
  const going = useSignal<Entry | null>(null);
  const search = () => {
    if (!group.peek()) return;
    searchGroup(group.peek()).then(
      (page) => {
        found.value = page;
        problem.value = null;
      },
      (cause: unknown) => (problem.value = cause),
    );
  };
  // Another filter is another list.
  useSignalEffect(() => {
    filter();
    void group.value;
    found.value = null;
    older.value = { cases: [] };
    problem.value = null;
    search();
  });
  const first = group.value ? found.value : listed.data.value;
  const next = older.value.cases.length > 0 ? older.value.next : first?.next;
  const more = async () => {
    try {
      const page = group.value ? await searchGroup(group.value, next) : await get<Page>(at(['cases'], { ...filter(), limit: kPage, after: next }));
      const { next: following, ...rest } = page;
      older.value = { cases: [...older.value.cases, ...rest.cases], ...(following ? { next: following } : {}) };
      problem.value = null;
    } catch (cause) {
      problem.value = cause;
    }
  };
  const entries = [...(first?.cases ?? []), ...older.value.cases];
  const failure = problem.value ?? (group.value ? null : listed.problem.value);
  return (
    <section class="panel" aria-labelledby="browse-title">
      <h2 id="browse-title">{t.cases.browse}</h2>
      <Filters onGroup={(wanted) => (group.value = wanted)} />
      {failure !== null && <Failed problem={failure} retry={group.value ? search : listed.reload} />}
      {!first && failure === null && <Loading rows={3} />}
      {first && entries.length === 0 && (
        <Empty title={t.cases.browseNone}>
          <p>{group.value ? t.cases.browseNoneGroup : t.cases.browseNoneMore}</p>
        </Empty>
      )}
      {entries.length > 0 && (
        <table class="data cards">
          <thead>
            <tr>
              <th scope="col">{t.cases.reference}</th>
              <th scope="col">{t.cases.tenant}</th>
              <th scope="col">{t.cases.state}</th>
              <th scope="col">{t.cases.accepted}</th>
              <th scope="col">{t.cases.stays}</th>
              <th scope="col">{t.cases.transcript}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <Row key={entry.row} entry={entry} onOpen={() => (open.value = entry)} onDelete={() => (going.value = entry)} />
            ))}
          </tbody>
        </table>
      )}
      {next !== undefined && entries.length > 0 && (
        <Button kind="quiet" onClick={() => void more()}>
          {t.cases.more}
        </Button>
      )}
      {!may('openCase') && entries.some(isKept) && <p class="muted small">{t.cases.mayNotOpen(session.value!.role)}</p>}
      {open.value && <Transcript entry={open.value} onClose={() => (open.value = null)} />}
      {going.value && (
        <Deletion
          entry={going.value}
          onClose={() => (going.value = null)}
          onDone={() => {
            going.value = null;
            listed.reload();
            search();
          }}
        />
      )}
    </section>
  );
}
