// A new target of a tenant: asked for what its kind declares, or written as YAML. Secrets go in and are not shown again.
import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { at } from '../../api';
import { go, query } from '../../router';
import { tenants } from '../../scope';
import { Button, Failed, Loading, say } from '../../ui/parts';
import { useResource } from '../../ui/resource';
import { t } from '../../words';
import type { Problem } from '../mappings/types';
import { DocumentText, Refusal } from './document';
import { apply, documentOf, keepSecret, secretName, type Connector, type Draft, type Setting } from './resources';

const kClasses = ['none', 'pseudonymous', 'direct', 'free_text'];

export function AddTarget() {
  const kinds = useResource<{ connectors: Connector[] }>(() => at(['connectors']));
  return (
    <>
      <header class="page-head">
        <a href="/targets">{t.targets.all}</a>
        <h1>{t.targets.add}</h1>
        <p class="muted">{t.targets.addLead}</p>
      </header>
      {kinds.problem.value !== null && <Failed problem={kinds.problem.value} retry={kinds.reload} />}
      {!kinds.data.value && kinds.problem.value === null && <Loading rows={6} />}
      {kinds.data.value && <Form connectors={kinds.data.value.connectors} />}
    </>
  );
}

function Form({ connectors }: { connectors: Connector[] }) {
  const draft = useSignal<Draft>({ tenant: query('tenant') || tenants.value[0] || '', name: '', connector: connectors[0]!.name, mapping: connectors[0]!.mappings[0] ?? '', maxClass: 'none', values: {}, secrets: [] });
  const secrets = useSignal<Record<string, string>>({});
  const ownText = useSignal<string | null>(null);
  const problems = useSignal<Problem[]>([]);
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const kind = connectors.find((one) => one.name === draft.value.connector)!;
  const made = useComputed(() => documentOf({ ...draft.value, secrets: Object.keys(secrets.value).filter((name) => secrets.value[name]) }, kind));
  const change = (part: Partial<Draft>) => (draft.value = { ...draft.value, ...part });
  const choose = (name: string) => {
    const next = connectors.find((one) => one.name === name)!;
    change({ connector: name, mapping: next.mappings[0] ?? '', values: {} });
    secrets.value = {};
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    failure.value = null;
    const { tenant, name } = draft.value;
    try {
      for (const [setting, value] of Object.entries(secrets.value)) if (value) await keepSecret(tenant, secretName(name, setting), value);
      const outcome = await apply(ownText.value ?? made.value);
      problems.value = outcome.problems;
      if (outcome.problems.length === 0) {
        secrets.value = {};
        const target = outcome.changes.find((one) => one.kind === 'target');
        say(t.targets.added(target?.tenant ?? tenant, target?.name ?? name));
        go(`/targets/${encodeURIComponent(target?.tenant ?? tenant)}/${encodeURIComponent(target?.name ?? name)}`);
      }
    } catch (cause) {
      failure.value = cause;
    }
    busy.value = false;
  };
  const fields = { draft: draft.value, kind, secrets: secrets.value, onValue: (name: string, value: string) => change({ values: { ...draft.value.values, [name]: value } }), onSecret: (name: string, value: string) => (secrets.value = { ...secrets.value, [name]: value }) };
  return (
    <form class="panel form" aria-label={t.targets.add} onSubmit={(event) => void submit(event)}>
      <Field id="target-tenant" label={t.targets.tenant}>
        <select id="target-tenant" value={draft.value.tenant} onChange={(event) => change({ tenant: event.currentTarget.value })}>
          {options(tenants.value)}
        </select>
      </Field>
      <Field id="target-name" label={t.targets.name} note={t.targets.nameNote}>
        <input id="target-name" type="text" required pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?" maxLength={63} autocomplete="off" spellcheck={false} value={draft.value.name} aria-describedby="target-name-note" onInput={(event) => change({ name: event.currentTarget.value })} />
      </Field>
      <Field id="target-kind" label={t.targets.kind} note={kind.description}>
        <select id="target-kind" value={draft.value.connector} aria-describedby="target-kind-note" onChange={(event) => choose(event.currentTarget.value)}>
          {options(connectors.map((one) => one.name))}
        </select>
      </Field>
      <Field id="target-mapping" label={t.targets.mappingFile}>
        <select id="target-mapping" value={draft.value.mapping} onChange={(event) => change({ mapping: event.currentTarget.value })}>
          {options(kind.mappings)}
        </select>
      </Field>
      <Field id="target-class" label={t.targets.maxClass} note={t.targets.maxClassNote}>
        <select id="target-class" value={draft.value.maxClass} aria-describedby="target-class-note" onChange={(event) => change({ maxClass: event.currentTarget.value })}>
          {options(kClasses, t.targets.classes)}
        </select>
      </Field>
      <fieldset class="form">
        <legend>{t.targets.settings(kind.name)}</legend>
        {kind.settings.filter((one) => one.required || one.type === 'secret' || one.type === 'url').map((one) => (
          <SettingField key={one.name} setting={one} {...fields} />
        ))}
        <details>
          <summary>{t.targets.moreSettings}</summary>
          <div class="form">
            {kind.settings.filter((one) => !one.required && one.type !== 'secret' && one.type !== 'url').map((one) => (
              <SettingField key={one.name} setting={one} {...fields} />
            ))}
          </div>
        </details>
      </fieldset>
      <details>
        <summary>{t.targets.asYaml}</summary>
        <p class="muted small">{ownText.value === null ? t.targets.asYamlLead : t.targets.ownText}</p>
        <DocumentText label={t.targets.text} value={ownText.value ?? made.value} onInput={(text) => (ownText.value = text)} />
        {ownText.value !== null && <Button onClick={() => (ownText.value = null)}>{t.targets.fromForm}</Button>}
      </details>
      <Refusal problems={problems.value} failure={failure.value} />
      <Button type="submit" kind="main" icon="plus" disabled={busy.value || !draft.value.name}>
        {busy.value ? t.targets.adding : t.targets.add}
      </Button>
    </form>
  );
}

const Field = ({ id, label, note, children }: { id: string; label: string; note?: string; children: ComponentChildren }) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    {note && (
      <span id={`${id}-note`} class="muted small">
        {note}
      </span>
    )}
  </div>
);

const options = (values: string[], words: Record<string, string> = {}) =>
  values.map((value) => (
    <option key={value} value={value}>
      {words[value] ?? value}
    </option>
  ));

interface FieldProps {
  setting: Setting;
  draft: Draft;
  secrets: Record<string, string>;
  onValue: (name: string, value: string) => void;
  onSecret: (name: string, value: string) => void;
}
function SettingField({ setting, draft, secrets, onValue, onSecret }: FieldProps) {
  const id = `setting-${setting.name}`;
  const about = { id, 'aria-describedby': `${id}-note` };
  const value = draft.values[setting.name] ?? '';
  const note = setting.type === 'secret' ? `${setting.description} ${t.targets.secretNote}` : setting.description;
  return (
    <Field id={id} label={setting.required ? `${setting.name} (${t.targets.required})` : setting.name} note={note}>
      {setting.type === 'secret' ? (
        <input {...about} type="password" autocomplete="new-password" value={secrets[setting.name] ?? ''} onInput={(event) => onSecret(setting.name, event.currentTarget.value)} />
      ) : setting.type === 'choice' || setting.type === 'boolean' ? (
        <select {...about} value={value} onChange={(event) => onValue(setting.name, event.currentTarget.value)}>
          <option value="">{setting.default ? t.targets.usually(setting.default) : t.targets.notSet}</option>
          {options(setting.type === 'boolean' ? ['true', 'false'] : setting.choices)}
        </select>
      ) : (
        <input {...about} type="text" autocomplete="off" spellcheck={false} value={value} placeholder={setting.default || setting.example} onInput={(event) => onValue(setting.name, event.currentTarget.value)} />
      )}
    </Field>
  );
}
