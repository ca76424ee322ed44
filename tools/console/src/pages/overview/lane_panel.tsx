// One lane beside the overview: what is going on, in a sentence, and what can be done.
import { useSignal, type Signal } from '@preact/signals';
import { at, may, post } from '../../api';
import { age, count } from '../../format';
import { now, type Lane } from '../../live';
import { setQuery } from '../../router';
import { stateOf } from '../../scope';
import { Dialog } from '../../ui/dialog';
import { Button, Copy, Failed, StateWord, When, say } from '../../ui/parts';
import { t } from '../../words';
import { Budget } from './lane_table';

function diagnosis(lane: Lane, word: string): string {
  if (lane.state === 'paused') return t.laneDetail.paused;
  if (word === t.lane.mismatch) return t.laneDetail.mismatch;
  if (word === t.lane.stopped) return t.laneDetail.stopped(lane.waiting);
  if (word === t.lane.retrying) return t.laneDetail.retrying;
  if (lane.state === 'waiting') return t.laneDetail.waiting;
  if (word === t.lane.flowing) return t.laneDetail.flowing;
  return lane.dead_letters > 0 ? t.laneDetail.needsPerson(lane.dead_letters) : t.laneDetail.idle;
}

export async function pauseLane(lane: { tenant: string; target: string }, paused: boolean): Promise<void> {
  const act = (pause: boolean) => post(at(['lanes', lane.tenant, lane.target, pause ? 'pause' : 'resume']));
  await act(paused);
  const name = `${lane.tenant} / ${lane.target}`;
  say(paused ? t.laneDetail.paused1(name) : t.laneDetail.resumed1(name), paused ? () => void act(false) : undefined);
}

export function LanePanel({ lane }: { lane: Signal<Lane> }) {
  const its = lane.value;
  const state = stateOf(its);
  const busy = useSignal(false);
  const problem = useSignal<unknown>(null);
  const pause = async (paused: boolean) => {
    busy.value = true;
    problem.value = null;
    try {
      await pauseLane(its, paused);
    } catch (cause) {
      problem.value = cause;
    }
    busy.value = false;
  };
  const isPaused = its.state === 'paused';
  const words = `${its.tenant} ${its.target}`;
  return (
    <Dialog
      kind="side"
      title={`${its.tenant} / ${its.target}`}
      onClose={() => setQuery({ lane: '' })}
      footer={
        <>
          {may('resumeLane') && isPaused && (
            <Button kind="main" icon="play" disabled={busy.value} onClick={() => void pause(false)}>
              {t.laneDetail.resume}
            </Button>
          )}
          {may('pauseLane') && !isPaused && (
            <Button icon="pause" disabled={busy.value} onClick={() => void pause(true)}>
              {t.laneDetail.pause}
            </Button>
          )}
          {its.dead_letters > 0 && may('listDeliveries') && (
            <a class="button main" href={`/deliveries?tenant=${encodeURIComponent(its.tenant)}&target=${encodeURIComponent(its.target)}`}>
              {t.laneDetail.showDeliveries(its.dead_letters)}
            </a>
          )}
        </>
      }
    >
      <p>
        <StateWord state={state} />
      </p>
      <p class="lead">{diagnosis(its, state.word)}</p>
      {problem.value !== null && <Failed problem={problem.value} />}
      {its.last_error && (
        <div class="explained">
          <h3>{t.laneDetail.whatHappened}</h3>
          <p>
            {its.last_error.message} <span class="muted">{t.overview.since('')}<When at={its.last_error.since} /></span>
          </p>
          {its.last_error.kind && t.laneDetail.advice[its.last_error.kind] && (
            <>
              <h3>{t.laneDetail.whatToDo}</h3>
              <p>{t.laneDetail.advice[its.last_error.kind]}</p>
            </>
          )}
        </div>
      )}
      {its.drift.length > 0 && (
        <div class="explained">
          <h3>{t.laneDetail.drift}</h3>
          <ul>
            {its.drift.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </div>
      )}
      <dl class="facts">
        {its.until && (
          <div>
            <dt>{t.laneDetail.triesAgain}</dt>
            <dd>
              <When at={its.until} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t.overview.waiting}</dt>
          <dd>{count(its.waiting)}</dd>
        </div>
        <div>
          <dt>{t.overview.person}</dt>
          <dd>{count(its.dead_letters)}</dd>
        </div>
        <div>
          <dt>{t.overview.oldestShort}</dt>
          <dd>{its.oldest_at ? age((now.value.getTime() - new Date(its.oldest_at).getTime()) / 1000) : '–'}</dd>
        </div>
        <div>
          <dt>{t.laneDetail.underWay}</dt>
          <dd>{count(its.under_way)}</dd>
        </div>
        <div>
          <dt>{t.overview.budget}</dt>
          <dd>
            <Budget lane={its} />
          </dd>
        </div>
        <div>
          <dt>{t.laneDetail.mapping}</dt>
          <dd>{its.mapping_version}</dd>
        </div>
        <div>
          <dt>{t.laneDetail.connector}</dt>
          <dd>{its.connector}</dd>
        </div>
      </dl>
      <h3>{t.laneDetail.commands}</h3>
      <Copy text={`hubctl lanes ${isPaused ? 'resume' : 'pause'} ${words}`} />
      {its.dead_letters > 0 && <Copy text={`hubctl deliveries retry --tenant ${its.tenant} --target ${its.target} --dry-run`} />}
    </Dialog>
  );
}
