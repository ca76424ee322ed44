// A resource as text, with what is wrong with it.
import { Failed } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { t } from '../../words';
import type { Problem } from '../mappings/types';

export const DocumentText = ({ label, value, readOnly, onInput }: { label: string; value: string; readOnly?: boolean; onInput?: (text: string) => void }) => (
  <label class="document">
    {label}
    <textarea rows={Math.min(30, value.split('\n').length + 2)} spellcheck={false} autocomplete="off" readOnly={readOnly} value={value} onInput={(event) => onInput?.(event.currentTarget.value)} />
  </label>
);

const Problems = ({ problems }: { problems: Problem[] }) => (
  <ul class="problem-list" aria-label={t.targets.problems}>
    {problems.map((problem, index) => (
      <li key={index}>
        <Mark shape="octagon" tone="act" />
        {problem.line > 0 && <span class="problem-place">{t.mappings.place(problem.line, problem.column)}</span>}
        <span class="problem-text">
          {problem.message} <span class="muted">{problem.fix}</span>
        </span>
      </li>
    ))}
  </ul>
);

/** Why nothing was changed: what is wrong with the text, or the request that failed. Said aloud when it comes. */
export const Refusal = ({ problems, failure }: { problems: Problem[]; failure: unknown }) => (
  <div role="status">
    {problems.length > 0 && (
      <>
        <p class="tone-act">{t.targets.nothingChanged}</p>
        <Problems problems={problems} />
      </>
    )}
    {failure !== null && <Failed problem={failure} />}
  </div>
);
