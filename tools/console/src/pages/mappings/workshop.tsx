// The editor of one mapping: text, sample and result side by side, checked and rendered by the hub as one types.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { at, get, may, post, Problem as ApiProblem } from '../../api';
import { keyOf } from '../../live';
import { query } from '../../router';
import { Dialog } from '../../ui/dialog';
import { Button, Choices, Empty, Failed, Loading, say } from '../../ui/parts';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import { compare, edit, type Editor } from './editor';
import { LowerPane } from './lower_pane';
import { Publish, Versions } from './publish';
import { ResultPane } from './result_pane';
import { SamplePane, type Sample } from './sample_pane';
import type { PreviewAnswer, Publications, Schema, Tests, Workbench } from './types';

const kPause = 300; // after the last key

/** What is not published yet, for each lane; it lives as long as this page. */
const drafts = signal<ReadonlyMap<string, string>>(new Map());
const keep = (key: string, text: string | null) => {
  const next = new Map(drafts.peek());
  if (text === null) next.delete(key);
  else next.set(key, text);
  drafts.value = next;
};
addEventListener('beforeunload', (event) => {
  if (drafts.peek().size > 0) event.preventDefault();
});

export function Workshop({ tenant, target }: { tenant: string; target: string }) {
  const site = { tenant, target };
  const bench = useResource<Workbench>(() => at(['mappings', 'workbench'], site));
  const list = useResource<Publications>(() => at(['mappings'], site), 15_000);
  const liveText = useSignal<{ version: number; text: string } | null>(null);
  const problem = useSignal<unknown>(null);
  // The text that was live when it was opened: what somebody else publishes meanwhile does not replace it.
  useEffect(() => {
    const version = list.data.value?.current;
    if (version === undefined || liveText.value) return;
    get<{ version: number; text: string }>(at(['mappings', String(version)])).then(
      (answer) => (liveText.value = answer),
      (cause: unknown) => (problem.value = cause),
    );
  }, [list.data.value]);
  const failed = problem.value ?? bench.problem.value ?? list.problem.value;
  if (failed instanceof ApiProblem && failed.status === 404) return <Empty title={t.mappings.noSuch} />;
  if (failed !== null && (!bench.data.value || !liveText.value)) return <Failed problem={failed} retry={() => (bench.reload(), list.reload())} />;
  if (!bench.data.value || !list.data.value || !liveText.value) return <Loading rows={10} />;
  return <Bench site={site} bench={bench.data.value} list={list.data.value} live={liveText.value} onLive={(text) => ((liveText.value = text), list.reload())} />;
}

interface BenchProps {
  site: { tenant: string; target: string };
  bench: Workbench;
  list: Publications;
  live: { version: number; text: string };
  onLive: (live: { version: number; text: string }) => void;
}

function Bench({ site, bench, list, live, onLive }: BenchProps) {
  const key = keyOf(site);
  const text = useSignal(drafts.peek().get(key) ?? live.text);
  const sample = useSignal<Sample | null>(null);
  const answer = useSignal<PreviewAnswer | null>(null);
  const tests = useSignal<Tests | null>(null);
  const away = useSignal(false);
  const dialog = useSignal<'publish' | 'versions' | 'compare' | null>(null);
  const pane = useSignal('template');
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const asked = useRef(0);
  const wantsTests = useRef(false);
  const mayTry = may('previewMapping');
  const isChanged = text.value !== live.text;

  const look = async () => {
    if (!mayTry) return;
    const number = ++asked.current;
    const withTests = wantsTests.current;
    try {
      const given = await post<PreviewAnswer>('/api/v1/mappings/preview', {
        ...site,
        text: text.peek(),
        compare_with: live.version,
        ...(sample.peek() ? { sample: sample.peek() } : {}),
        ...(withTests ? { tests: true } : {}),
      });
      if (number !== asked.current) return; // the text has changed since
      answer.value = given;
      wantsTests.current = false;
      if (given.tests) tests.value = given.tests;
      away.value = false;
      editor.current?.show(given.problems, given.fields ?? []);
    } catch (cause) {
      if (number === asked.current) away.value = !(cause instanceof ApiProblem && cause.status === 401);
    }
  };
  const runTests = () => {
    wantsTests.current = true;
    void look();
  };

  useEffect(() => {
    const made = edit(place.current!, text.peek(), {
      label: t.mappings.editorLabel(`${site.tenant} / ${site.target}`),
      readOnly: !mayTry,
      onChange: (next) => {
        text.value = next;
        tests.value = null;
        wantsTests.current = false;
        keep(key, next === live.text ? null : next);
      },
      onTest: runTests,
      onLine: () => undefined,
    });
    editor.current = made;
    made.know({ ...bench, schema: null });
    return () => made.end();
  }, []);

  // The objects that are written to, as the target has them now; asked once for each set of objects.
  const objects = [...new Set((answer.value?.fields ?? []).map((field) => field.object))].sort().join(',');
  useEffect(() => {
    if (!objects || !may('describeTarget')) return;
    get<Schema>(at(['targets', site.tenant, site.target, 'schema'], { objects })).then(
      (schema) => editor.current?.know({ ...bench, schema }),
      () => undefined, // a target that is away: completion goes on without its fields
    );
  }, [objects]);

  const chosen = query('sample');
  useEffect(() => {
    if (chosen === 'pasted' || bench.samples.length === 0) {
      sample.value = null;
      return;
    }
    sample.value = (bench.samples.find((one) => one.name === chosen) ?? bench.samples[0]!).case as Sample;
  }, [chosen]);
  useEffect(() => {
    const timer = setTimeout(() => void look(), kPause);
    return () => clearTimeout(timer);
  }, [text.value, sample.value, live.version]);

  const newest = list.publications[0];
  const name = `${site.tenant} / ${site.target}`;
  return (
    <div class="workshop" data-pane={pane.value}>
      <header class="page-head">
        <a href="/mappings">{t.mappings.all}</a>
        <h1>{name}</h1>
        <span class={isChanged ? 'draft changed' : 'draft muted'}>
          {isChanged ? t.mappings.changed : t.mappings.unchanged}, {t.mappings.live(list.current)}
        </span>
        {isChanged && mayTry && (
          <Button kind="quiet" onClick={() => editor.current?.replace(live.text)}>
            {t.mappings.discardDraft}
          </Button>
        )}
        <Button onClick={() => (dialog.value = 'versions')}>{t.mappings.versions}</Button>
        {mayTry && (
          <Button onClick={() => (dialog.value = 'compare')} disabled={!isChanged}>
            {t.mappings.compare}
          </Button>
        )}
        {mayTry && <Button onClick={runTests}>{t.mappings.runTests}</Button>}
        {may('publishMapping') && (
          <Button kind="main" disabled={!isChanged} onClick={() => (dialog.value = 'publish')}>
            {t.mappings.publish}
          </Button>
        )}
      </header>
      {!mayTry && <p class="banner-note">{t.mappings.readOnly}</p>}
      {away.value && <p class="banner late">{t.mappings.paused}</p>}
      {newest && newest.version !== live.version && (
        <p class="banner late">
          {t.mappings.newer(newest.author, newest.version)}{' '}
          <Button
            kind="quiet"
            onClick={() => void get<{ version: number; text: string }>(at(['mappings', String(newest.version)])).then((now) => (onLive(now), (dialog.value = 'compare')))}
          >
            {t.mappings.compare}
          </Button>
        </p>
      )}
      <div class="only-narrow">
        <Choices
          label={t.mappings.panes}
          value={pane.value}
          options={{ template: t.mappings.template, sample: t.mappings.sample, result: t.mappings.result, lower: `${t.mappings.problems} ${answer.value?.problems.length ?? ''}` }}
          onChoose={(value) => (pane.value = value)}
        />
      </div>
      <div class="bench">
        <section class="pane template" aria-label={t.mappings.template}>
          <header class="pane-head">
            <h2>{t.mappings.template}</h2>
            <span class="muted small">{newest?.mapping}</span>
          </header>
          <div ref={place} class="editor" />
          <p class="editor-hint muted">{t.mappings.editorHint}</p>
        </section>
        {mayTry && <SamplePane bench={bench} sample={sample} />}
        {mayTry && <ResultPane answer={answer.value} hasSample={sample.value !== null} most={bench.max_class} />}
        {mayTry && (
          <LowerPane
            answer={answer.value}
            tests={tests.value}
            most={bench.max_class}
            mayEdit={mayTry}
            onApply={(one) => editor.current?.apply(one)}
            onGo={(line) => {
              pane.value = 'template';
              editor.current?.goTo(line);
            }}
          />
        )}
      </div>
      {dialog.value === 'publish' && (
        <Publish
          site={site}
          text={text.value}
          live={live.version}
          onClose={() => (dialog.value = null)}
          onPublished={(made) => {
            keep(key, null);
            onLive({ version: made.version, text: text.peek() });
          }}
        />
      )}
      {dialog.value === 'versions' && (
        <Versions
          site={site}
          list={list}
          onClose={() => (dialog.value = null)}
          onRolledBack={(made) => {
            dialog.value = null;
            say(t.mappings.published(made.version));
            void get<{ version: number; text: string }>(at(['mappings', String(made.version)])).then((now) => {
              keep(key, null);
              onLive(now);
              editor.current?.replace(now.text);
            });
          }}
        />
      )}
      {dialog.value === 'compare' && <Compare before={live.text} after={text.value} changes={answer.value?.changes} onClose={() => (dialog.value = null)} />}
    </div>
  );
}

function Compare({ before, after, changes, onClose }: { before: string; after: string; changes: string | undefined; onClose: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const made = compare(place.current!, before, after);
    return () => made.end();
  }, []);
  return (
    <Dialog kind="wide" title={t.mappings.compare} onClose={onClose}>
      <ul class="changes">
        {(changes ?? '')
          .split('\n')
          .filter(Boolean)
          .map((line, index) => (
            <li key={index} class={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : ''}>
              <code>{line}</code>
            </li>
          ))}
      </ul>
      <div ref={place} class="merge" />
    </Dialog>
  );
}
