// What the hub's own engine makes of the sample: value, class and length of each field.
import { query, setQuery } from '../../router';
import { Choices, Empty } from '../../ui/parts';
import { t } from '../../words';
import { ClassMark } from './class_mark';
import type { DataClass, Field, Made, PreviewAnswer } from './types';

const kOrder: DataClass[] = ['none', 'pseudonymous', 'direct', 'free_text'];
const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** "comment.body" of nested fields, in order. */
function flat(fields: Record<string, unknown>, before = ''): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]) => (isPlain(value) ? flat(value, `${before}${name}.`) : [[before + name, value] as [string, unknown]]));
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function Row({ name, value, facts, most }: { name: string; value: unknown; facts: Field | undefined; most: DataClass | undefined }) {
  const text = shown(value);
  const isEmpty = value === null || text === '';
  const forbidden = facts && most && kOrder.indexOf(facts.class) > kOrder.indexOf(most);
  return (
    <div class="made-field">
      <dt>
        {name} {facts && <ClassMark of={facts.class} />}
      </dt>
      <dd>
        {isEmpty ? <span class="muted">{t.mappings.isEmpty}</span> : <span class="made-value">{text}</span>}
        <span class="made-length muted">
          {typeof value === 'string' && !isEmpty && t.mappings.characters([...text].length, facts?.size_max)}
          {forbidden && <b class="tone-act"> {t.mappings.notAllowed}</b>}
        </span>
      </dd>
    </div>
  );
}

function Record_({ made, fields, most }: { made: Made; fields: Field[]; most: DataClass | undefined }) {
  const written = flat(made.fields);
  const names = new Set(written.map(([name]) => name));
  const left = fields.filter((field) => field.record === made.record && !names.has(field.field) && !field.field.includes('['));
  return (
    <section class="made">
      <h3>
        {made.object} <span class="muted">{made.record}{made.part > 0 ? `, ${t.mappings.part(made.part)}` : ''}</span>
      </h3>
      <dl>
        {written.map(([name, value]) => (
          <Row key={name} name={name} value={value} most={most} facts={fields.find((field) => field.record === made.record && field.field === name)} />
        ))}
        {left.map((field) => (
          <Row key={field.field} name={field.field} value={null} most={most} facts={field} />
        ))}
      </dl>
    </section>
  );
}

export function ResultPane({ answer, hasSample, most }: { answer: PreviewAnswer | null; hasSample: boolean; most: DataClass | undefined }) {
  const as = query('as') === 'json' ? 'json' : 'fields';
  return (
    <section class="pane result" aria-label={t.mappings.result}>
      <header class="pane-head">
        <h2>{t.mappings.result}</h2>
        <Choices label={t.mappings.resultAs} value={as} options={{ fields: t.mappings.asFields, json: t.mappings.asJson }} onChoose={(value) => setQuery({ as: value === 'json' ? 'json' : '' })} />
      </header>
      <div class="pane-body" tabIndex={0} role="region" aria-label={t.mappings.result}>
        {!hasSample && <Empty title={t.mappings.noSample} />}
        {hasSample && answer?.error && (
          <div class="failed" role="status">
            <div>
              <p class="failed-title">{t.mappings.renderFailed}</p>
              <p>
                {answer.error.message} {answer.error.fields.map((field) => <code key={field}>{field} </code>)}
              </p>
            </div>
          </div>
        )}
        {hasSample && answer && !answer.records && !answer.error && <Empty title={t.mappings.noResult} />}
        {hasSample && answer?.redacted && (
          <p class="muted small">{t.mappings.takenOut(Object.entries(answer.redacted).map(([kind, count]) => `${count} × ${kind}`).join(', '))}</p>
        )}
        {hasSample && answer?.records && as === 'fields' && answer.records.map((made) => <Record_ key={made.key} made={made} fields={answer.fields ?? []} most={most} />)}
        {hasSample && answer?.records && as === 'json' && <pre class="json">{JSON.stringify(answer.records, null, 2)}</pre>}
      </div>
    </section>
  );
}
