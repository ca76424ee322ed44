// The one place where something of a case is shown: the transcript of a kept one, or its metadata where no more is kept, to a
// person who says why. It is in this dialog only, and goes with it: on Esc, after five minutes of nothing, or when the page is
// left.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { at, post } from '../../api';
import { Dialog } from '../../ui/dialog';
import { Button, Failed, When } from '../../ui/parts';
import { t } from '../../words';
import { shortReference, type Entry } from './types';

interface Opened {
  opened_at: string;
  opened_by: string;
  ends_at: string;
  id?: string;
  group?: string;
  channel?: string;
  metadata?: { field: string; value: string }[];
  messages: { at?: string; role?: string; participant?: string; type?: string; text?: string }[];
}

const kIdleMs = 5 * 60_000;

/** Calls back when nobody has done anything for so long, or leaves the page. */
function useAbandoned(act: () => void): void {
  useEffect(() => {
    let timer = setTimeout(act, kIdleMs);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(act, kIdleMs);
    };
    const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'];
    for (const sign of signs) addEventListener(sign, again, { passive: true });
    addEventListener('pagehide', act);
    return () => {
      clearTimeout(timer);
      for (const sign of signs) removeEventListener(sign, again);
      removeEventListener('pagehide', act);
    };
  }, []);
}

const Metadata = ({ fields }: { fields: { field: string; value: string }[] }) => (
  <div tabIndex={0} role="region" aria-label={t.cases.metadataOnly}>
    <table class="data">
      <thead>
        <tr>
          <th scope="col">{t.cases.field}</th>
          <th scope="col">{t.cases.value}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ field, value }) => (
          <tr key={field}>
            <th scope="row">
              <code>{field}</code>
            </th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Messages = ({ opened }: { opened: Opened }) => (
  <>
    <p class="muted small">
      {t.cases.openedBy(opened.opened_by)} <When at={opened.opened_at} />. {t.cases.closesItself}
    </p>
    <dl class="facts">
      {(
        [
          [t.cases.caseId, opened.id],
          [t.cases.group, opened.group],
          [t.cases.channel, opened.channel],
        ] as const
      ).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
      <div>
        <dt>{t.cases.until}</dt>
        <dd>
          <When at={opened.ends_at} />
        </dd>
      </div>
    </dl>
    {opened.metadata && <Metadata fields={opened.metadata} />}
    {opened.metadata ? null : opened.messages.length === 0 ? (
      <p>{t.cases.noMessages}</p>
    ) : (
      <ol class="transcript" tabIndex={0} aria-label={t.cases.transcript}>
        {opened.messages.map((message, index) => (
          <li key={index} class={message.role === 'visitor' ? 'theirs' : ''}>
            <p class="muted small">
              {t.cases.roles[message.role ?? ''] ?? message.role} {message.participant !== message.role && message.participant} {message.at && <When at={message.at} />}
            </p>
            <p class="said">{message.text ?? `(${message.type ?? '–'})`}</p>
          </li>
        ))}
      </ol>
    )}
  </>
);

export function Transcript({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const reason = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<unknown>(null);
  const opened = useSignal<Opened | null>(null);
  useAbandoned(onClose);
  const open = async () => {
    busy.value = true;
    problem.value = null;
    try {
      opened.value = await post<Opened>(at(['tenants', entry.tenant, 'cases', entry.case, 'open']), { reason: reason.value });
    } catch (cause) {
      problem.value = cause;
    }
    busy.value = false;
  };
  return (
    <Dialog
      kind="wide"
      title={entry.metadata ? t.cases.metadataOf(shortReference(entry.case)) : t.cases.transcriptOf(shortReference(entry.case))}
      onClose={onClose}
      footer={
        opened.value ? (
          <Button onClick={onClose}>{t.shell.close}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t.shell.cancel}</Button>
            <Button kind="main" disabled={busy.value || reason.value === ''} onClick={() => void open()}>
              {entry.metadata ? t.cases.openMetadata : t.cases.openNow}
            </Button>
          </>
        )
      }
    >
      {problem.value !== null && <Failed problem={problem.value} />}
      {opened.value ? (
        <Messages opened={opened.value} />
      ) : (
        <fieldset class="reasons">
          <legend>{t.cases.why}</legend>
          {Object.entries(t.cases.reasons).map(([word, text]) => (
            <label key={word}>
              <input type="radio" name="reason" value={word} checked={reason.value === word} onChange={() => (reason.value = word)} /> {text}
            </label>
          ))}
          <p class="muted small">{t.cases.isNoted}</p>
        </fieldset>
      )}
    </Dialog>
  );
}
