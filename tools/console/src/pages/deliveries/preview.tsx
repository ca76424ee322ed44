// Before anything is done: what exactly, how many, and what it means. The choice is frozen by its time.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { at, get, may } from '../../api';
import { clock, count } from '../../format';
import { keyOf, lanes } from '../../live';
import { Dialog } from '../../ui/dialog';
import { Button, Failed } from '../../ui/parts';
import { t } from '../../words';
import { startJob, type Choice } from './jobs';
import { errorTitle, type Filter, type FineGroup, type Groups } from './types';

export interface Chosen {
  /** Each chooses its own; together they are everything. */
  filters: Filter[];
  /** Instead: one delivery, by its id. */
  delivery?: { id: string; tenant: string; target: string };
}
interface Props {
  action: 'retry' | 'discard';
  chosen: Chosen;
  onClose: () => void;
  onStarted: () => void;
}

async function countNow(filters: Filter[]): Promise<Groups> {
  const answers = await Promise.all(filters.map((filter) => get<Groups>(at(['deliveries', 'groups'], { ...filter, state: 'dead_letter' }))));
  // The earliest moment: what any of them did not see is in none.
  return { as_of: answers.map((one) => one.as_of).sort()[0]!, groups: answers.flatMap((one) => one.groups) };
}

function tally(groups: FineGroup[], name: (group: FineGroup) => string): [string, number][] {
  const sums = new Map<string, number>();
  for (const group of groups) sums.set(name(group), (sums.get(name(group)) ?? 0) + group.count);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

const Tally = ({ title, rows }: { title: string; rows: [string, number][] }) => (
  <div class="tally">
    <h3>{title}</h3>
    <ul>
      {rows.slice(0, 6).map(([name, sum]) => (
        <li key={name}>
          <span>{name}</span> <b>{count(sum)}</b>
        </li>
      ))}
    </ul>
  </div>
);

export function Preview({ action, chosen, onClose, onStarted }: Props) {
  const seen = useSignal<Groups | null>(null);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  const typed = useSignal('');
  const version = useSignal<number | null>(null);
  useEffect(() => {
    if (chosen.delivery) return;
    countNow(chosen.filters).then(
      (groups) => (seen.value = groups),
      (cause: unknown) => (problem.value = cause),
    );
  }, []);
  const groups = seen.value?.groups ?? [];
  const sum = chosen.delivery ? 1 : groups.reduce((all, group) => all + group.count, 0);
  const known = chosen.delivery !== undefined || seen.value !== null;
  const targets = chosen.delivery ? [keyOf(chosen.delivery)] : [...new Set(groups.map(keyOf))];
  const liveVersion = targets.length === 1 ? lanes.value.get(targets[0]!)?.value.mapping_version : undefined;
  const act = async () => {
    busy.value = true;
    problem.value = null;
    const withVersion = version.value === null ? {} : { mapping_version: version.value };
    try {
      if (chosen.delivery) await startJob(action, { deliveries: [chosen.delivery.id], ...withVersion });
      else
        for (const filter of chosen.filters) {
          const { state: _, ...rest } = filter;
          const choice: Choice = { filter: { ...rest, changed_before: seen.value!.as_of }, ...withVersion };
          await startJob(action, choice);
        }
      onStarted();
    } catch (cause) {
      problem.value = cause;
      busy.value = false;
    }
  };
  const mayGo = known && sum > 0 && !busy.value && (action === 'retry' || typed.value.trim() === String(sum));
  return (
    <Dialog
      title={!known ? t.deliveries.counting : action === 'retry' ? t.deliveries.retryTitle(sum) : t.deliveries.discardTitle(sum)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.shell.cancel}</Button>
          <Button kind={action === 'retry' ? 'main' : 'danger'} disabled={!mayGo} onClick={() => void act()} id="do-it">
            {action === 'retry' ? t.deliveries.retryAction(sum) : t.deliveries.discardAction(sum)}
          </Button>
        </>
      }
    >
      {problem.value !== null && <Failed problem={problem.value} />}
      {seen.value && (
        <>
          <p>{sum === 0 ? t.deliveries.nothingLeft : t.deliveries.frozen(clock(seen.value.as_of))}</p>
          {sum > 0 && (
            <div class="tallies">
              <Tally title={t.deliveries.byTarget} rows={tally(groups, (group) => `${group.tenant} / ${group.target}`)} />
              <Tally title={t.deliveries.byError} rows={tally(groups, (group) => errorTitle({ kind: group.error_kind, code: group.error_code, fields: group.fields }))} />
            </div>
          )}
        </>
      )}
      {action === 'retry' ? (
        <>
          <p>{t.deliveries.lookedUp}</p>
          {liveVersion !== undefined && may('listMappingVersions') && (
            <fieldset class="radios">
              <legend>{t.deliveries.mappingChoice}</legend>
              <label>
                <input type="radio" name="mapping" checked={version.value === null} onChange={() => (version.value = null)} /> {t.deliveries.asAccepted}
              </label>
              <label>
                <input type="radio" name="mapping" checked={version.value !== null} onChange={() => (version.value = liveVersion)} /> {t.deliveries.live(liveVersion)}
              </label>
            </fieldset>
          )}
        </>
      ) : (
        <>
          <p>
            <b>{t.deliveries.discardWarns}</b>
          </p>
          {sum > 0 && (
            <label class="typed">
              {t.deliveries.typeCount(sum)}
              <input type="text" inputMode="numeric" autocomplete="off" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
            </label>
          )}
        </>
      )}
    </Dialog>
  );
}
