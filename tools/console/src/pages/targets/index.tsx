// Targets: whether each answers, what is left of its budget, what it says of itself; paused and resumed by hand.
import { signal, useSignal, type Signal } from '@preact/signals';
import { at, get, may, post, session } from '../../api';
import { clock, count } from '../../format';
import { keyOf, lanes, type Lane } from '../../live';
import { query, segments } from '../../router';
import { inScope, stateOf } from '../../scope';
import { Button, Copy, Empty, Failed, Loading, StateWord, When } from '../../ui/parts';
import { Icon, Mark } from '../../ui/shapes';
import { t } from '../../words';
import { pauseLane } from '../overview/lane_panel';
import { Budget } from '../overview/lane_table';
import type { Publications, Schema } from '../mappings/types';
import { AddTarget } from './add';
import { ResourcePanel } from './edit';

interface Check {
  ok: boolean;
  at: string;
  kind?: string;
  code?: string;
  message?: string;
}
/** What the checks of this page said; also after it was left. */
const checks = signal<ReadonlyMap<string, Check | 'busy'>>(new Map());

async function check(lane: Lane): Promise<void> {
  const key = keyOf(lane);
  const note = (its: Check | 'busy') => (checks.value = new Map([...checks.value, [key, its]]));
  note('busy');
  try {
    note(await post<Check>(at(['targets', lane.tenant, lane.target, 'check'])));
  } catch (cause) {
    note({ ok: false, at: new Date().toISOString(), message: (cause as Error).message });
  }
}

const CheckResult = ({ its }: { its: Check | 'busy' | undefined }) => {
  if (!its) return null;
  if (its === 'busy') return <span class="muted">{t.targets.checking}</span>;
  return (
    <span class={its.ok ? 'tone-good' : 'tone-act'}>
      <Mark shape={its.ok ? 'tick' : 'octagon'} /> {its.ok ? t.targets.answered(clock(its.at)) : `${t.targets.failed(clock(its.at))}: ${its.message ?? its.code ?? ''}`}
    </span>
  );
};

const Actions = ({ lane }: { lane: Lane }) => (
  <>
    {may('checkTarget') && (
      <Button disabled={checks.value.get(keyOf(lane)) === 'busy'} onClick={() => void check(lane)}>
        {t.targets.check}
      </Button>
    )}
    {lane.state === 'paused'
      ? may('resumeLane') && <Button onClick={() => void pauseLane(lane, false)}>{t.targets.resume}</Button>
      : may('pauseLane') && <Button onClick={() => void pauseLane(lane, true)}>{t.targets.pause}</Button>}
  </>
);

export function Targets() {
  const [, tenant, target] = segments.value;
  if (tenant === 'new' && !target) return may('applyResources') ? <AddTarget /> : <Empty title={t.shell.noRole(session.value!.role)} />;
  if (tenant && target) {
    const lane = lanes.value.get(`${tenant}/${target}`);
    return lane ? <One lane={lane} /> : lanes.value.size === 0 ? <Loading /> : <Empty title={t.mappings.noSuch} />;
  }
  return <List />;
}

function List() {
  const list = [...lanes.value.values()].filter((lane) => inScope(lane.value.tenant));
  list.sort((a, b) => stateOf(a.peek()).rank - stateOf(b.peek()).rank || (keyOf(a.peek()) < keyOf(b.peek()) ? -1 : 1));
  return (
    <>
      <header class="page-head">
        <h1>{t.pages.targets}</h1>
        <p class="muted">{t.targets.lead}</p>
        {may('applyResources') && (
          <a class="button main" href={`/targets/new${query('tenant') ? `?tenant=${encodeURIComponent(query('tenant'))}` : ''}`}>
            <Icon name="plus" />
            {t.targets.add}
          </a>
        )}
      </header>
      <section class="panel">
        {list.length === 0 ? (
          <Empty title={t.targets.none} />
        ) : (
          <ul class="target-list">
            {list.map((lane) => (
              <Row key={keyOf(lane.peek())} lane={lane} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Row({ lane }: { lane: Signal<Lane> }) {
  const its = lane.value;
  return (
    <li class="target-row" data-target={keyOf(its)}>
      <StateWord state={stateOf(its)} />
      <a class="strong" href={`/targets/${encodeURIComponent(its.tenant)}/${encodeURIComponent(its.target)}`}>
        {its.tenant} / {its.target}
      </a>
      <span class="muted">{its.connector}</span>
      <Budget lane={its} />
      <span class="target-said">
        <CheckResult its={checks.value.get(keyOf(its))} />
      </span>
      <span class="actions">
        <Actions lane={its} />
      </span>
    </li>
  );
}

function One({ lane }: { lane: Signal<Lane> }) {
  const its = lane.value;
  const state = stateOf(its);
  return (
    <>
      <header class="page-head">
        <a href="/targets">{t.targets.all}</a>
        <h1>
          {its.tenant} / {its.target}
        </h1>
        <Actions lane={its} />
      </header>
      <div class="two detail">
        <section class="panel" aria-labelledby="connection-title">
          <h2 id="connection-title">{t.targets.connection}</h2>
          <p>
            <StateWord state={state} />
          </p>
          {its.last_error && (
            <p>
              {its.last_error.message}{' '}
              <span class="muted">
                {t.overview.since('')}
                <When at={its.last_error.since} />
              </span>
            </p>
          )}
          {its.last_error?.kind && <p class="muted">{t.laneDetail.advice[its.last_error.kind]}</p>}
          <p class="muted">{t.targets.checkLead}</p>
          <p role="status">{checks.value.has(keyOf(its)) ? <CheckResult its={checks.value.get(keyOf(its))} /> : t.targets.notChecked}</p>
        </section>
        <section class="panel" aria-labelledby="budget-title">
          <h2 id="budget-title">{t.targets.budget}</h2>
          {its.budget_limit ? (
            <>
              <Budget lane={its} />
              <p class="muted">{t.targets.budgetOf(count(its.budget_used ?? 0), count(its.budget_limit))}</p>
            </>
          ) : (
            <p class="muted">{t.targets.budgetNone}</p>
          )}
          <h2 class="below">{t.targets.mapping}</h2>
          <p>
            {t.deliveries.versions(String(its.mapping_version))}. {its.drift.length === 0 ? t.targets.fits : t.targets.setupLead}
          </p>
          {its.drift.length > 0 && (
            <ul class="problem-list">
              {its.drift.map((finding) => (
                <li key={finding}>
                  <Mark shape="octagon" tone="act" />
                  <span class="problem-text">{finding}</span>
                </li>
              ))}
            </ul>
          )}
          {may('showWorkbench') && <a href={`/mappings/${encodeURIComponent(its.tenant)}/${encodeURIComponent(its.target)}`}>{t.targets.openMapping}</a>}
          <h3>{t.targets.setup}</h3>
          <Copy text="hubctl target setup --help" />
        </section>
      </div>
      {may('listResources') && <ResourcePanel lane={its} />}
      {may('describeTarget') && <SchemaPanel lane={its} />}
    </>
  );
}

function SchemaPanel({ lane }: { lane: Lane }) {
  const schema = useSignal<Schema | null>(null);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  const ask = async () => {
    busy.value = true;
    problem.value = null;
    try {
      const site = { tenant: lane.tenant, target: lane.target };
      const { current } = await get<Publications>(at(['mappings'], site));
      const { text } = await get<{ text: string }>(at(['mappings', String(current)]));
      const { fields } = await post<{ fields?: { object: string }[] }>('/api/v1/mappings/preview', { ...site, text });
      const objects = [...new Set((fields ?? []).map((field) => field.object))].join(',');
      schema.value = await get<Schema>(at(['targets', lane.tenant, lane.target, 'schema'], { objects }));
    } catch (cause) {
      problem.value = cause;
    }
    busy.value = false;
  };
  return (
    <section class="panel" aria-labelledby="schema-title">
      <header class="panel-head">
        <h2 id="schema-title">{t.targets.schema}</h2>
        <p class="muted chart-summary">{t.targets.schemaLead}</p>
        <Button disabled={busy.value} onClick={() => void ask()}>
          {busy.value ? t.targets.checking : t.targets.describe}
        </Button>
      </header>
      {problem.value !== null && <Failed problem={problem.value} retry={() => void ask()} />}
      {schema.value?.objects.map((object) => (
        <details key={object.name} open>
          <summary>
            <b>{object.name}</b> <span class="muted">{count(object.fields.length)}</span>
          </summary>
          <div class="scroll" tabIndex={0} role="region" aria-label={object.name}>
            <table class="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t.targets.field}</th>
                  <th scope="col">{t.targets.type}</th>
                  <th scope="col" class="right">{t.targets.length}</th>
                  <th scope="col">{t.targets.notes}</th>
                </tr>
              </thead>
              <tbody>
                {object.fields.map((field) => (
                  <tr key={field.name}>
                    <th scope="row">
                      <code>{field.name}</code>
                    </th>
                    <td>{field.type}</td>
                    <td class="right">{field.length_max ? count(field.length_max) : ''}</td>
                    <td class="muted">
                      {[field.required && t.targets.required, field.key && t.targets.key, !field.writable && t.targets.readOnly, field.values.length > 0 && t.targets.values(field.values.length)].filter(Boolean).join(', ')}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ))}
    </section>
  );
}
