// Jobs: started from a choice, followed by everybody, ended early by one click.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { at, get, may, post } from '../../api';
import { Mark } from '../../ui/shapes';
import { Button, Empty, IconButton, Loading, When } from '../../ui/parts';
import { segments } from '../../router';
import { t } from '../../words';
import type { Filter, Job } from './types';

export const jobs = signal<Job[]>([]);
/** Counts the jobs that came to an end: what they changed is loaded again. */
export const ended = signal(0);
const hidden = signal<ReadonlySet<string>>(new Set());
let known = new Map<string, boolean>();

const isOver = (job: Job) => job.state !== 'running' && job.results.under_way === 0;

async function look(): Promise<void> {
  if (!may('listJobs')) return;
  const list = (await get<{ jobs: Job[] }>('/api/v1/jobs')).jobs;
  const now = new Map(list.map((job) => [job.id, isOver(job)]));
  if ([...now].some(([id, over]) => over && known.get(id) === false)) ended.value += 1;
  known = now;
  jobs.value = list;
}

/** Looks every second while one runs, else every five. */
export function useJobs(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const round = async () => {
      await look().catch(() => undefined);
      if (!stopped) timer = setTimeout(() => void round(), jobs.value.some((job) => !isOver(job)) ? 1000 : 5000);
    };
    void round();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, []);
}

export interface Choice {
  filter?: Filter;
  deliveries?: string[];
  mapping_version?: number;
}
export async function startJob(action: 'retry' | 'discard', choice: Choice): Promise<Job> {
  const job = await post<Job>(`/api/v1/jobs/${action}`, choice);
  known.set(job.id, false);
  jobs.value = [job, ...jobs.value];
  return job;
}

export function JobBar({ job, onHide }: { job: Job; onHide?: () => void }) {
  const { gone, confirmed, dead_letters: failed, under_way: underWay } = job.results;
  const toGo = job.state === 'running' ? job.chosen - job.handled + underWay : underWay;
  const settled = job.chosen - toGo - (job.state === 'stopped' ? job.chosen - job.handled : 0);
  const skipped = job.handled - job.moved;
  const words = [
    gone > 0 && t.deliveries.jobGone(gone, job.action),
    confirmed > 0 && t.deliveries.jobConfirmed(confirmed),
    failed > 0 && t.deliveries.jobFailed(failed),
    toGo > 0 && t.deliveries.jobToGo(toGo),
    skipped > 0 && t.deliveries.jobSkipped(skipped),
  ].filter(Boolean);
  const over = isOver(job);
  return (
    <div class={over ? 'job over' : 'job'} data-job={job.id}>
      <Mark shape={!over ? 'half' : failed > 0 || job.state === 'failed' ? 'octagon' : 'tick'} tone={!over ? 'moving' : failed > 0 || job.state === 'failed' ? 'act' : 'good'} />
      <div class="job-words">
        <p>
          <a href={`/jobs/${job.id}`} class="job-title">
            {over ? t.deliveries.job[job.action] : t.deliveries.jobRunning[job.action]} {t.deliveries.jobOf(job.chosen)}
          </a>
          {job.state === 'stopped' && ` – ${t.deliveries.jobStopped}`}
          <span class="muted">
            {' '}
            {t.deliveries.jobBy(job.by, '')}
            <When at={job.began} />
          </span>
        </p>
        <progress max={Math.max(job.chosen, 1)} value={settled} aria-label={t.deliveries.job[job.action]} />
        <p class="job-results">{words.join(', ')}</p>
        {job.problem && <p class="field-problem">{t.deliveries.jobFailedWhy(job.problem)}</p>}
      </div>
      {job.state === 'running' && may('stopJob') && <Button onClick={() => void post(at(['jobs', job.id, 'stop']))}>{t.deliveries.jobStop}</Button>}
      {over && failed > 0 && (
        <a class="button plain" href="/deliveries?group=none">
          {t.deliveries.showFailed(failed)}
        </a>
      )}
      {over && onHide && <IconButton name="close" label={t.deliveries.hideJob} onClick={onHide} />}
    </div>
  );
}

/** Those that run, and those of the last minutes until somebody hides them. */
export function JobBars() {
  const recent = jobs.value.filter((job) => !hidden.value.has(job.id) && (!isOver(job) || Date.now() - new Date(job.ended ?? job.began).getTime() < 600_000));
  if (recent.length === 0) return null;
  return (
    <section class="jobs" aria-label={t.deliveries.jobPage}>
      {recent.slice(0, 4).map((job) => (
        <JobBar key={job.id} job={job} onHide={() => (hidden.value = new Set([...hidden.value, job.id]))} />
      ))}
    </section>
  );
}

export function JobPage() {
  useJobs();
  const id = segments.value[1] ?? '';
  const job = jobs.value.find((one) => one.id === id);
  return (
    <>
      <header class="page-head">
        <a href="/deliveries">{t.deliveries.back}</a>
        <h1>{t.deliveries.jobPage}</h1>
      </header>
      {job ? (
        <JobBar job={job} />
      ) : jobs.value.length === 0 ? (
        <Loading />
      ) : (
        <Empty title={t.deliveries.jobUnknown}>
          <p>{t.deliveries.jobUnknownMore}</p>
        </Empty>
      )}
    </>
  );
}
