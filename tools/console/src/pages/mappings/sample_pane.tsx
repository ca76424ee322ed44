// The case that a mapping is tried on: made up, or pasted, and never one that the hub holds.
import { useSignal, type Signal } from '@preact/signals';
import { query, setQuery } from '../../router';
import { Button } from '../../ui/parts';
import { t } from '../../words';
import { ClassMark } from './class_mark';
import type { CaseField, Workbench } from './types';

export type Sample = Record<string, unknown>;

/** "agents[0].name" is class "agents[].name". */
const classOf = (fields: CaseField[], path: string) => {
  const plain = path.replace(/\[\d+\]/g, '[]');
  return fields.find((field) => field.path === plain)?.class ?? 'free_text';
};

function leaves(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return value.slice(0, 6).flatMap((item, index) => leaves(item, `${path}[${index}]`));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, item]) => leaves(item, path ? `${path}.${name}` : name));
  return [[path, value === null ? '' : String(value)]];
}

export function SamplePane({ bench, sample }: { bench: Workbench; sample: Signal<Sample | null> }) {
  const pasted = useSignal('');
  const wrong = useSignal(false);
  const chosen = query('sample');
  const choose = (name: string) => setQuery({ sample: name });
  const isPasted = chosen === 'pasted' || bench.samples.length === 0;
  const take = (text: string) => {
    pasted.value = text;
    if (text.trim() === '') {
      sample.value = null;
      wrong.value = false;
      return;
    }
    try {
      const value: unknown = JSON.parse(text);
      wrong.value = typeof value !== 'object' || value === null || Array.isArray(value);
      if (!wrong.value) sample.value = value as Sample;
    } catch {
      wrong.value = true;
    }
  };
  const data = (sample.value?.data ?? sample.value) as Sample | null;
  return (
    <section class="pane sample" aria-label={t.mappings.sample}>
      <header class="pane-head">
        <h2>{t.mappings.sample}</h2>
        <label>
          <span class="unseen">{t.mappings.sample}</span>
          <select value={isPasted ? 'pasted' : chosen || bench.samples[0]!.name} onChange={(event) => choose(event.currentTarget.value)}>
            {bench.samples.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
            <option value="pasted">{t.mappings.paste}</option>
          </select>
        </label>
      </header>
      <div class="pane-body" tabIndex={0} role="region" aria-label={t.mappings.sample}>
        {isPasted && (
          <div class="paste">
            <label for="pasted">{t.mappings.pasteLabel}</label>
            <textarea id="pasted" rows={6} spellcheck={false} value={pasted.value} aria-invalid={wrong.value} aria-describedby="paste-hint" onInput={(event) => take(event.currentTarget.value)} />
            <p id="paste-hint" class="muted small">
              {wrong.value ? <span class="tone-act">{t.mappings.badJson}</span> : t.mappings.pasteHint}
            </p>
            {pasted.value && <Button onClick={() => take('')}>{t.mappings.forget}</Button>}
          </div>
        )}
        {data && (
          <dl class="leaves">
            {leaves(data)
              .slice(0, 400)
              .map(([path, value]) => (
                <div key={path}>
                  <dt>
                    {path} <ClassMark of={classOf(bench.case_fields, path)} />
                  </dt>
                  <dd>{value}</dd>
                </div>
              ))}
          </dl>
        )}
      </div>
    </section>
  );
}
