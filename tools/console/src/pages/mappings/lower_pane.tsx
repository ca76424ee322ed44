// Below the text: what is wrong, how the tests do, where data go, what changes.
import { query, setQuery } from '../../router';
import { Button } from '../../ui/parts';
import { Mark } from '../../ui/shapes';
import { count } from '../../format';
import { t } from '../../words';
import { ClassMark } from './class_mark';
import { correction, type DataClass, type PreviewAnswer, type Problem, type Tests } from './types';

type Tab = 'problems' | 'tests' | 'flows' | 'changes';
const tabs: Tab[] = ['problems', 'tests', 'flows', 'changes'];

interface Props {
  answer: PreviewAnswer | null;
  tests: Tests | null;
  most: DataClass | undefined;
  mayEdit: boolean;
  onApply: (problem: Problem) => void;
  onGo: (line: number) => void;
}

const Problems = ({ answer, mayEdit, onApply, onGo }: Props) => (
  <ul class="problem-list">
    {answer?.problems.length === 0 && (
      <li class="fine">
        <Mark shape="tick" tone="good" /> {t.mappings.noProblems}
      </li>
    )}
    {answer?.problems.map((problem, index) => {
      const wanted = correction(problem);
      return (
        <li key={index}>
          <Mark shape="octagon" tone="act" />
          <button type="button" class="problem-place" onClick={() => onGo(problem.line)}>
            {t.mappings.place(problem.line, problem.column)}
          </button>
          <span class="problem-text">
            {problem.message}
            {problem.fix && <span class="muted"> {problem.fix}</span>}
          </span>
          {wanted && mayEdit && <Button onClick={() => onApply(problem)}>{t.mappings.use(wanted.to)}</Button>}
        </li>
      );
    })}
  </ul>
);

export const TestList = ({ tests }: { tests: Tests | null }) => {
  if (!tests) return <p class="muted">{t.mappings.testsNotRun}</p>;
  if (tests.results.length === 0 && tests.problems.length === 0) return <p class="muted">{t.mappings.testsNone}</p>;
  const passed = tests.results.filter((one) => one.passed).length;
  return (
    <>
      <p>{t.mappings.testsOf(passed, tests.results.length)}</p>
      <ul class="problem-list">
        {tests.problems.map((problem, index) => (
          <li key={`p${index}`}>
            <Mark shape="octagon" tone="act" />
            <span class="problem-text">{problem.message}</span>
          </li>
        ))}
        {tests.results.map((one) => (
          <li key={one.name}>
            <Mark shape={one.passed ? 'tick' : 'octagon'} tone={one.passed ? 'good' : 'act'} />
            <span class="problem-text">
              {one.name}
              {one.difference && <pre class="difference">{one.difference}</pre>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

function Flows({ answer, most }: Props) {
  const flows = (answer?.fields ?? []).filter((field) => field.reads.length > 0);
  if (flows.length === 0) return <p class="muted">{t.mappings.flowNone}</p>;
  return (
    <>
      {most && <p class="muted">{t.mappings.flowLimit(t.mappings.classShort[most]!)}</p>}
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t.mappings.flowFrom}</th>
            <th scope="col">{t.mappings.flowTo}</th>
            <th scope="col">{t.mappings.flowLowered}</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((field) => (
            <tr key={`${field.record}.${field.field}`}>
              <td>
                {field.reads.map((read) => (
                  <span key={read.path} class="flow-read">
                    <code>{read.path}</code> <ClassMark of={read.class} />
                  </span>
                ))}
              </td>
              <td>
                <code>
                  {field.object}.{field.field}
                </code>{' '}
                <ClassMark of={field.class} />
              </td>
              <td>{field.lowered_by.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export const ChangeList = ({ changes }: { changes: string | undefined }) => {
  const lines = (changes ?? '').split('\n').filter(Boolean);
  if (lines.length === 0) return <p class="muted">{t.mappings.noChanges}</p>;
  return (
    <ul class="changes">
      {lines.map((line, index) => (
        <li key={index} class={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : ''}>
          <code>{line}</code>
        </li>
      ))}
    </ul>
  );
};

export function LowerPane(props: Props) {
  const tab = tabs.includes(query('tab') as Tab) ? (query('tab') as Tab) : 'problems';
  const { answer, tests } = props;
  const numbers: Record<Tab, string> = {
    problems: answer ? count(answer.problems.length) : '',
    tests: tests ? `${tests.results.filter((one) => one.passed).length}/${tests.results.length}` : '',
    flows: answer?.fields ? count(answer.fields.filter((field) => field.reads.length > 0).length) : '',
    changes: answer?.changes ? count(answer.changes.split('\n').filter(Boolean).length) : '',
  };
  return (
    <section class="pane lower" aria-label={t.mappings.problems}>
      <div class="tabs" role="tablist">
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab === name}
            aria-controls="lower-pane"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setQuery({ tab: name === 'problems' ? '' : name })}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (!by) return;
              const next = tabs[(tabs.indexOf(name) + by + tabs.length) % tabs.length]!;
              setQuery({ tab: next === 'problems' ? '' : next });
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {t.mappings[name]} {numbers[name] && <b class={name === 'problems' && numbers[name] !== '0' ? 'tone-act' : ''}>{numbers[name]}</b>}
          </button>
        ))}
      </div>
      <div id="lower-pane" class="pane-body" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === 'problems' && <Problems {...props} />}
        {tab === 'tests' && <TestList tests={tests} />}
        {tab === 'flows' && <Flows {...props} />}
        {tab === 'changes' && <ChangeList changes={answer?.changes} />}
      </div>
    </section>
  );
}
