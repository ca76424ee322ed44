// The last minutes or hours: three charts with one time axis and one cursor, or the same as tables.
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { at } from '../../api';
import { age, count, moment, rate, shortClock } from '../../format';
import { now } from '../../live';
import { query, setQuery } from '../../router';
import { Chart, type Line } from '../../ui/chart';
import { Button, Choices, Failed, Loading } from '../../ui/parts';
import { useResource } from '../../ui/resource';
import { t } from '../../words';

interface Point {
  at: string;
  accepted: number;
  confirmed: number;
  deleted: number;
  waiting: number;
  dead_letters: number;
  held: number;
  oldest_seconds: number;
}
interface HistoryAnswer {
  at: string;
  step_seconds: number;
  points: Point[];
  marks: { at: string; what: string; tenant: string; target: string; by: string }[];
}

const kRanges: Record<string, number> = { '15m': 900, '1h': 3600, '6h': 21_600, '24h': 86_400 };
const range = () => (kRanges[query('range')] ? query('range') : '1h');
const seconds = (text: string) => new Date(text).getTime() / 1000;

/** The points with nothing where the hub was away: a gap, never a zero. */
function withGaps(points: Point[], step: number): (Point & { gap?: boolean })[] {
  const list: (Point & { gap?: boolean })[] = [];
  for (const point of points) {
    const before = list.at(-1);
    if (before && seconds(point.at) - seconds(before.at) > 1.5 * step)
      list.push({ ...point, at: new Date((seconds(before.at) + step) * 1000).toISOString(), gap: true });
    list.push(point);
  }
  return list;
}

function summary(points: Point[]): string {
  const accepted = points.reduce((sum, point) => sum + point.accepted, 0);
  const deleted = points.reduce((sum, point) => sum + point.deleted, 0);
  const longest = points.reduce((worst, point) => (point.oldest_seconds > worst.oldest_seconds ? point : worst), points[0]!);
  const words = [t.overview.summary(t.overview.rangeNames[range()]!, count(accepted), count(deleted))];
  if (accepted > 0 && deleted >= accepted) words.push(t.overview.summaryKept);
  if (longest.oldest_seconds > 0) words.push(t.overview.summaryLongest(age(longest.oldest_seconds), shortClock(longest.at)));
  return words.join(' ');
}

const Tables = ({ points, step }: { points: Point[]; step: number }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label={t.overview.asTables}>
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">{t.overview.time}</th>
          <th scope="col" class="right">{t.overview.in} /s</th>
          <th scope="col" class="right">{t.overview.confirmed} /s</th>
          <th scope="col" class="right">{t.overview.deleted} /s</th>
          <th scope="col" class="right">{t.overview.waiting}</th>
          <th scope="col" class="right">{t.overview.oldest}</th>
        </tr>
      </thead>
      <tbody>
        {[...points].reverse().map((point) => (
          <tr key={point.at}>
            <th scope="row">{moment(point.at, now.peek())}</th>
            <td class="right">{rate(point.accepted / step)}</td>
            <td class="right">{rate(point.confirmed / step)}</td>
            <td class="right">{rate(point.deleted / step)}</td>
            <td class="right">{count(point.waiting)}</td>
            <td class="right">{point.oldest_seconds ? age(point.oldest_seconds) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

function Drawn({ answer }: { answer: HistoryAnswer }) {
  const narrow = useSignal('rates');
  const made = useMemo(() => {
    const points = withGaps(answer.points, answer.step_seconds);
    const pick = (value: (point: Point) => number): (number | null)[] => points.map((point) => (point.gap ? null : value(point)));
    const step = answer.step_seconds;
    return {
      times: points.map((point) => seconds(point.at)),
      rates: [
        { label: t.overview.in, colour: 'line-in', values: pick((point) => point.accepted / step) },
        { label: t.overview.confirmed, colour: 'line-confirmed', dashed: true, values: pick((point) => point.confirmed / step) },
        { label: t.overview.deleted, colour: 'line-deleted', values: pick((point) => point.deleted / step) },
      ] as Line[],
      waiting: [
        { label: t.overview.waiting, colour: 'line-confirmed', values: pick((point) => point.waiting - point.dead_letters) },
        { label: t.overview.needPersonShort, colour: 'line-act', dashed: true, values: pick((point) => point.dead_letters) },
      ] as Line[],
      oldest: [{ label: t.overview.oldest, colour: 'line-in', values: pick((point) => point.oldest_seconds) }] as Line[],
    };
  }, [answer]);
  const common = {
    times: made.times,
    from: seconds(answer.at) - kRanges[range()]!,
    to: seconds(answer.at),
    marks: answer.marks.map((mark) => ({ at: seconds(mark.at), label: mark.what })),
  };
  return (
    <div class="charts" data-shown={narrow.value}>
      <div class="only-narrow">
        <Choices
          label={t.overview.charts}
          value={narrow.value}
          options={{ rates: t.overview.flow, waiting: t.overview.waitingTitle, oldest: t.overview.oldestShort }}
          onChoose={(value) => (narrow.value = value)}
        />
      </div>
      <div class="chart-rates">
        <Chart {...common} title={t.overview.ratesTitle} unit={t.overview.ratesUnit} lines={made.rates} show={rate} />
      </div>
      <div class="chart-waiting">
        <Chart {...common} title={t.overview.waitingTitle} unit={t.overview.waitingUnit} lines={made.waiting} least={4} show={(value) => count(Math.round(value))} />
      </div>
      <div class="chart-oldest">
        <Chart {...common} title={t.overview.oldestTitle} unit={t.overview.oldestUnit} lines={made.oldest} least={4} show={(value) => (value ? age(value) : '0')} />
      </div>
    </div>
  );
}

export function Charts() {
  const history = useResource<HistoryAnswer>(() => at(['history'], { range: range() }), 15_000);
  const asTables = query('as') === 'tables';
  const answer = history.data.value;
  return (
    <section class="panel" aria-labelledby="charts-title">
      <header class="panel-head">
        <h2 id="charts-title">{t.overview.charts}</h2>
        <Choices label={t.overview.charts} value={range()} options={t.overview.ranges} onChoose={(value) => setQuery({ range: value })} />
        <p class="chart-summary">{answer ? (answer.points.length > 0 ? summary(answer.points) : t.overview.noHistory) : ''}</p>
        <Button kind="quiet" onClick={() => setQuery({ as: asTables ? '' : 'tables' })}>
          {asTables ? t.overview.asCharts : t.overview.asTables}
        </Button>
      </header>
      {!answer && !history.problem.value && <Loading rows={4} />}
      {history.problem.value !== null && !answer && <Failed problem={history.problem.value} retry={history.reload} />}
      {answer && (asTables ? <Tables points={answer.points} step={answer.step_seconds} /> : <Drawn answer={answer} />)}
    </section>
  );
}
