// Publishing, step by step: a step that fails stops and says why. And the way back.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { may, post, Problem as ApiProblem } from '../../api';
import { keyOf, lanes } from '../../live';
import { Dialog } from '../../ui/dialog';
import { Button, Failed, Loading, When } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { t } from '../../words';
import { ChangeList, TestList } from './lower_pane';
import type { PreviewAnswer, Problem, Publication, Publications } from './types';

interface Site {
  tenant: string;
  target: string;
}

const Step = ({ name, done, ok }: { name: string; done: boolean; ok: boolean }) => (
  <h3 class="step">
    <Mark shape={!done ? 'half' : ok ? 'tick' : 'octagon'} tone={!done ? 'moving' : ok ? 'good' : 'act'} /> {name}
  </h3>
);

const texts = (problems: Problem[]) => (
  <ul class="problem-list">
    {problems.map((problem, index) => (
      <li key={index}>
        <span class="problem-place">{t.mappings.place(problem.line, problem.column)}</span>
        <span class="problem-text">
          {problem.message} <span class="muted">{problem.fix}</span>
        </span>
      </li>
    ))}
  </ul>
);

export function Publish({ site, text, live, onClose, onPublished }: { site: Site; text: string; live: number; onClose: () => void; onPublished: (publication: Publication) => void }) {
  const checked = useSignal<Problem[] | null>(null);
  const preview = useSignal<PreviewAnswer | null>(null);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  const made = useSignal<Publication | null>(null);
  useEffect(() => {
    post<{ problems: Problem[] }>('/api/v1/mappings/check', { ...site, text }).then(
      (answer) => (checked.value = answer.problems),
      (cause: unknown) => {
        // A target that is away does not keep a mapping from being repaired: the hub checks what it can.
        checked.value = [];
        problem.value = cause;
      },
    );
    post<PreviewAnswer>('/api/v1/mappings/preview', { ...site, text, tests: true, compare_with: live }).then(
      (answer) => (preview.value = answer),
      (cause: unknown) => (problem.value = cause),
    );
  }, []);
  const tests = preview.value?.tests ?? null;
  const testsPass = tests !== null && tests.problems.length === 0 && tests.results.every((one) => one.passed);
  const ready = checked.value !== null && checked.value.length === 0 && preview.value !== null && preview.value.problems.length === 0 && testsPass;
  const lane = lanes.value.get(keyOf(site))?.value;
  const publish = async () => {
    busy.value = true;
    problem.value = null;
    try {
      made.value = await post<Publication>('/api/v1/mappings/publish', { ...site, text });
      onPublished(made.value);
    } catch (cause) {
      problem.value = cause;
    }
    busy.value = false;
  };
  if (made.value) {
    const letters = lane?.dead_letters ?? 0;
    return (
      <Dialog
        title={t.mappings.published(made.value.version)}
        onClose={onClose}
        footer={
          <>
            {letters > 0 && (
              <a class="button plain" href={`/deliveries?tenant=${encodeURIComponent(site.tenant)}&target=${encodeURIComponent(site.target)}`}>
                {t.mappings.retryWaiting(letters)}
              </a>
            )}
            <Button kind="main" onClick={onClose}>
              {t.mappings.close}
            </Button>
          </>
        }
      >
        <p class="lead">
          <Mark shape="tick" tone="good" /> {t.mappings.publishedMore}
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t.mappings.publishTitleOf(`${site.tenant} / ${site.target}`)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.shell.cancel}</Button>
          <Button kind="main" disabled={!ready || busy.value} onClick={() => void publish()}>
            {t.mappings.publishAction}
          </Button>
        </>
      }
    >
      {problem.value !== null && (problem.value instanceof ApiProblem && problem.value.status === 400 ? <p class="field-problem">{problem.value.message}</p> : <Failed problem={problem.value} />)}
      <Step name={t.mappings.stepCheck} done={checked.value !== null} ok={checked.value?.length === 0} />
      {checked.value && (checked.value.length > 0 ? texts(checked.value) : <p class="muted">{t.mappings.noProblems}</p>)}
      <Step name={t.mappings.stepTest} done={preview.value !== null} ok={testsPass} />
      {preview.value && <TestList tests={tests} />}
      <Step name={t.mappings.stepChanges} done={preview.value !== null} ok />
      {preview.value ? <ChangeList changes={preview.value.changes} /> : <Loading rows={2} />}
      <p>{t.mappings.publishMeans(lane ? lane.waiting : 0)}</p>
    </Dialog>
  );
}

interface VersionsProps {
  site: Site;
  list: Publications;
  onClose: () => void;
  onRolledBack: (publication: Publication) => void;
}
export function Versions({ site, list, onClose, onRolledBack }: VersionsProps) {
  const asked = useSignal<number | null>(null);
  const busy = useSignal(false);
  const problem = useSignal<unknown>(null);
  const rollBack = async (version: number) => {
    busy.value = true;
    problem.value = null;
    try {
      onRolledBack(await post<Publication>('/api/v1/mappings/rollback', { ...site, version }));
    } catch (cause) {
      problem.value = cause;
    }
    busy.value = false;
  };
  return (
    <Dialog kind="side" title={t.mappings.versions} onClose={onClose}>
      {problem.value !== null && <Failed problem={problem.value} />}
      <ul class="version-list">
        {list.publications.map((one, index) => (
          <li key={one.number}>
            <div>
              <b>
                {t.deliveries.versions(String(one.version))} {index === 0 && <span class="tone-good">{t.mappings.isLive}</span>}
              </b>
              <p class="muted">
                {t.mappings.origins[one.origin] ?? one.origin}, {one.author}, <When at={one.at} />
              </p>
            </div>
            {one.version !== list.current && may('rollBackMapping') && asked.value !== one.number && <Button onClick={() => (asked.value = one.number)}>{t.mappings.rollBack(one.version)}</Button>}
            {asked.value === one.number && (
              <div class="explained">
                <p>
                  <b>{t.mappings.rollBackTitle(one.version)}</b> {t.mappings.rollBackMeans}
                </p>
                <div class="actions">
                  <Button onClick={() => (asked.value = null)}>{t.shell.cancel}</Button>
                  <Button kind="main" disabled={busy.value} onClick={() => void rollBack(one.version)}>
                    {t.mappings.rollBack(one.version)}
                  </Button>
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
