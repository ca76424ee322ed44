// One certificate, checked here: by its number, by the id of its case, or from exported files.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { may, post } from '../../api';
import { count } from '../../format';
import { query, setQuery } from '../../router';
import { tenants } from '../../scope';
import { Button, Choices, When } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { TenantChoice } from '../../ui/tenant_choice';
import { t } from '../../words';
import { outcomeWord, type Entry } from './index';
import { canVerify, openCheckpoint, Unproven, verifyEntry, verifyProofFile } from './log';

interface Proven {
  index: number;
  size: number;
  entry: Entry;
}
interface Reconciled {
  cases: { answer: string; certificate?: number }[];
}

export function Verify() {
  const how = useSignal<'number' | 'case' | 'file'>('number');
  const number = useSignal('');
  const caseId = useSignal('');
  const tenant = useSignal('');
  const files = useSignal<File[]>([]);
  const key = useSignal('');
  const busy = useSignal(false);
  const proven = useSignal<Proven | null>(null);
  const problem = useSignal('');

  const check = async (index: number) => {
    const checkpoint = await openCheckpoint(key.value.trim());
    const entry = JSON.parse(await verifyEntry(index, checkpoint)) as Entry;
    proven.value = { index, size: checkpoint.size, entry };
  };
  const byCase = async () => {
    const answer = await post<Reconciled>('/api/v1/reconcile', { tenant: tenant.value || tenants.value[0], cases: [caseId.value.trim()] });
    const found = answer.cases[0];
    if (found?.certificate === undefined) throw new Error(t.certificates.noCertificate(t.certificates.caseAnswers[found?.answer ?? ''] ?? found?.answer ?? ''));
    await check(found.certificate);
  };
  const byFile = async () => {
    const proof = files.value.find((one) => one.name.endsWith('.tlog-proof'));
    const entry = files.value.find((one) => !one.name.endsWith('.tlog-proof'));
    if (!proof || !entry) throw new Error(t.certificates.chooseFiles);
    const bytes = new Uint8Array(await entry.arrayBuffer());
    const index = await verifyProofFile(await proof.text(), bytes, key.value.trim());
    const checkpoint = await openCheckpoint(key.value.trim());
    proven.value = { index, size: checkpoint.size, entry: JSON.parse(new TextDecoder().decode(bytes)) as Entry };
  };
  const verify = async () => {
    busy.value = true;
    proven.value = null;
    problem.value = '';
    try {
      if (how.value === 'case') await byCase();
      else if (how.value === 'file') await byFile();
      else await check(Number(number.value));
    } catch (cause) {
      const { message } = cause as Error;
      problem.value = cause instanceof Unproven ? (t.certificates.why[message] ?? message) : message;
    }
    busy.value = false;
  };
  const asked = query('verify');
  useEffect(() => {
    if (!asked) return;
    how.value = 'number';
    number.value = asked;
    setQuery({ verify: '' });
    void verify();
  }, [asked]);

  const hows = Object.fromEntries(Object.entries(t.certificates.hows).filter(([name]) => name !== 'case' || may('reconcile')));
  const ready = how.value === 'number' ? /^\d+$/.test(number.value) : how.value === 'case' ? caseId.value.trim() !== '' : files.value.length === 2;
  return (
    <section class="panel" aria-labelledby="verify-title">
      <h2 id="verify-title">{t.certificates.verify}</h2>
      <p class="muted">{t.certificates.verifyLead}</p>
      <form
        class="verify"
        onSubmit={(event) => {
          event.preventDefault();
          void verify();
        }}
      >
        <Choices label={t.certificates.how} value={how.value} options={hows} onChoose={(value) => (how.value = value)} />
        {how.value === 'number' && (
          <label>
            {t.certificates.byNumber}
            <input type="text" inputMode="numeric" autocomplete="off" value={number.value} onInput={(event) => (number.value = event.currentTarget.value.trim())} />
          </label>
        )}
        {how.value === 'case' && (
          <>
            <label>
              {t.certificates.tenant}
              <TenantChoice value={tenant.value} onChoose={(name) => (tenant.value = name)} />
            </label>
            <label>
              {t.certificates.byCase}
              <input type="text" autocomplete="off" spellcheck={false} value={caseId.value} onInput={(event) => (caseId.value = event.currentTarget.value)} />
            </label>
          </>
        )}
        {how.value === 'file' && (
          <label>
            {t.certificates.byFile}
            <input type="file" multiple onChange={(event) => (files.value = [...(event.currentTarget.files ?? [])])} />
            <span class="muted small">{t.certificates.chooseFiles}</span>
          </label>
        )}
        <label>
          {t.certificates.pinned}
          <input type="text" autocomplete="off" spellcheck={false} value={key.value} onInput={(event) => (key.value = event.currentTarget.value)} />
          <span class="muted small">{t.certificates.pinnedNote}</span>
        </label>
        <Button type="submit" kind="main" disabled={!ready || busy.value || !canVerify()}>
          {t.certificates.verify}
        </Button>
      </form>
      <div role="status" class="verdict">
        {proven.value && (
          <p class="good">
            <Mark shape="tick" tone="good" />
            <span>
              <b>{t.certificates.genuine}.</b> {outcomeWord(proven.value.entry)} <When at={proven.value.entry.settled ?? proven.value.entry.at ?? ''} />. {t.certificates.genuineAt(count(proven.value.index), proven.value.size)}{' '}
              {key.value.trim() ? t.certificates.keyPinned : t.certificates.keyTaken}
            </span>
          </p>
        )}
        {problem.value && (
          <p class="bad">
            <Mark shape="octagon" tone="act" />
            <span>
              <b>{t.certificates.notProven}.</b> {problem.value}
            </span>
          </p>
        )}
      </div>
    </section>
  );
}
