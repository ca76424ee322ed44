// Mappings: the list, and the editor of one, which is loaded when it is first opened.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { keyOf, lanes } from '../../live';
import { segments } from '../../router';
import { inScope } from '../../scope';
import { Empty, Failed, Loading, StateWord } from '../../ui/parts';
import { t } from '../../words';

export function Mappings() {
  const [, tenant, target] = segments.value;
  return tenant && target ? <Opened key={`${tenant}/${target}`} tenant={tenant} target={target} /> : <List />;
}

type Shown = ComponentType<{ tenant: string; target: string }>;

function Opened({ tenant, target }: { tenant: string; target: string }) {
  const [workshop, setWorkshop] = useState<{ show: Shown } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const load = () => {
    setProblem(null);
    import('./workshop').then((loaded) => setWorkshop({ show: loaded.Workshop }), setProblem);
  };
  useEffect(load, []);
  if (problem !== null) return <Failed problem={problem} retry={load} />;
  if (!workshop) return <Loading rows={10} />;
  const { show: Workshop } = workshop;
  return <Workshop tenant={tenant} target={target} />;
}

function List() {
  const list = [...lanes.value.values()].map((lane) => lane.value).filter((lane) => inScope(lane.tenant));
  list.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return (
    <>
      <header class="page-head">
        <h1>{t.pages.mappings}</h1>
        <p class="muted">{t.mappings.lead}</p>
      </header>
      <section class="panel">
        {list.length === 0 ? (
          <Empty title={t.mappings.none} />
        ) : (
          <table class="data">
            <thead>
              <tr>
                <th scope="col">{t.mappings.target}</th>
                <th scope="col" class="right">
                  {t.mappings.version}
                </th>
                <th scope="col">{t.mappings.fits}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((lane) => (
                <tr key={keyOf(lane)}>
                  <th scope="row">
                    <a class="strong" href={`/mappings/${encodeURIComponent(lane.tenant)}/${encodeURIComponent(lane.target)}`}>
                      {lane.tenant} / {lane.target}
                    </a>
                  </th>
                  <td class="right">{lane.mapping_version}</td>
                  <td>
                    {lane.drift.length === 0 ? (
                      <StateWord plain state={{ word: t.mappings.fitsYes, tone: 'good', shape: 'tick', rank: 5 }} />
                    ) : (
                      <StateWord plain state={{ word: lane.drift[0]!, tone: 'act', shape: 'octagon', rank: 0 }} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}
