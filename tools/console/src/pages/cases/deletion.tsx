// A kept case is deleted before its time: what that means, and then it is done.
import { useSignal } from '@preact/signals';
import { at, call } from '../../api';
import { Dialog } from '../../ui/dialog';
import { Button, Failed, say } from '../../ui/parts';
import { t } from '../../words';
import { shortReference, type Entry } from './types';

export function Deletion({ entry, onClose, onDone }: { entry: Entry; onClose: () => void; onDone: () => void }) {
  const busy = useSignal(false);
  const problem = useSignal<unknown>(null);
  const remove = async () => {
    busy.value = true;
    problem.value = null;
    try {
      await call('DELETE', at(['tenants', entry.tenant, 'cases', entry.case]));
      say(t.cases.deleted(shortReference(entry.case)));
      onDone();
    } catch (cause) {
      problem.value = cause;
      busy.value = false;
    }
  };
  return (
    <Dialog
      title={t.cases.deleteTitle(shortReference(entry.case))}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.shell.cancel}</Button>
          <Button kind="danger" disabled={busy.value} onClick={() => void remove()}>
            {t.cases.deleteNow}
          </Button>
        </>
      }
    >
      {problem.value !== null && <Failed problem={problem.value} />}
      <p>{t.cases.deleteLead}</p>
    </Dialog>
  );
}
