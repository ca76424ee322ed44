// A target as it was written: changed here when it came over the API, shown with its file when it did not.
import { useSignal } from '@preact/signals';
import { at, may } from '../../api';
import type { Lane } from '../../live';
import { Button, Failed, Loading, say, When } from '../../ui/parts';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import type { Problem } from '../mappings/types';
import { DocumentText, Refusal } from './document';
import { apply, keepSecret, type Resource } from './resources';

export function ResourcePanel({ lane }: { lane: Lane }) {
  const list = useResource<{ resources: Resource[] }>(() => at(['resources'], { tenant: lane.tenant }));
  const its = list.data.value?.resources.find((one) => one.kind === 'target' && one.name === lane.target);
  return (
    <section class="panel" aria-labelledby="resource-title">
      <h2 id="resource-title">{t.targets.resource}</h2>
      {list.problem.value !== null && <Failed problem={list.problem.value} retry={list.reload} />}
      {!list.data.value && list.problem.value === null && <Loading rows={3} />}
      {its?.file && (
        <>
          <p class="muted">{t.targets.ofFile(its.file)}</p>
          <DocumentText label={t.targets.text} value={its.text} readOnly />
        </>
      )}
      {its && !its.file && (
        <>
          <p class="muted">
            {t.targets.versionBy(its.version ?? 1, its.author ?? '')} <When at={its.at!} />
          </p>
          {may('applyResources') ? <Edit key={its.version} text={its.text} onApplied={list.reload} /> : <DocumentText label={t.targets.text} value={its.text} readOnly />}
        </>
      )}
      {may('setSecret') && <SecretForm tenant={lane.tenant} />}
    </section>
  );
}

function Edit({ text, onApplied }: { text: string; onApplied: () => void }) {
  const own = useSignal(text);
  const problems = useSignal<Problem[]>([]);
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const save = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    failure.value = null;
    try {
      const outcome = await apply(own.value);
      problems.value = outcome.problems;
      if (outcome.problems.length === 0) {
        say(t.targets.saved);
        onApplied();
      }
    } catch (cause) {
      failure.value = cause;
    }
    busy.value = false;
  };
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      <DocumentText label={t.targets.text} value={own.value} onInput={(next) => (own.value = next)} />
      <Refusal problems={problems.value} failure={failure.value} />
      <Button type="submit" kind="main" disabled={busy.value || own.value === text}>
        {t.targets.save}
      </Button>
    </form>
  );
}

/** For what the document names as secret:NAME. A value that is there is replaced, and used at once. */
function SecretForm({ tenant }: { tenant: string }) {
  const name = useSignal('');
  const value = useSignal('');
  const failure = useSignal<unknown>(null);
  const keep = async (event: Event) => {
    event.preventDefault();
    failure.value = null;
    try {
      await keepSecret(tenant, name.value, value.value);
      say(t.targets.secretKept(name.value));
      value.value = '';
    } catch (cause) {
      failure.value = cause;
    }
  };
  return (
    <details>
      <summary>{t.targets.secret}</summary>
      <form class="form" aria-label={t.targets.secret} onSubmit={(event) => void keep(event)}>
        <label>
          {t.targets.secretName}
          <input type="text" required pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?" maxLength={63} autocomplete="off" spellcheck={false} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
        </label>
        <label>
          {t.targets.secretValue}
          <input type="password" required autocomplete="new-password" value={value.value} aria-describedby="secret-note" onInput={(event) => (value.value = event.currentTarget.value)} />
          <span id="secret-note" class="muted small">
            {t.targets.secretNote}
          </span>
        </label>
        {failure.value !== null && <Failed problem={failure.value} />}
        <Button type="submit" disabled={!name.value || !value.value}>
          {t.targets.keep}
        </Button>
      </form>
    </details>
  );
}
