// A line chart: at most three lines, y from 0, gaps stay gaps, one cursor with the charts beside it.
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { shortClock, zone } from '../format';
import { isDark } from '../settings';

export interface Line {
  label: string;
  /** Name of the colour in tokens.css. */
  colour: string;
  dashed?: boolean;
  values: (number | null)[];
}
export interface ChartProps {
  title: string;
  unit: string;
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  from: number;
  to: number;
  marks: { at: number; label: string }[];
  show: (value: number) => string;
  /** What the axis reaches at least. */
  least?: number;
}

const colourOf = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// What was done by hand is a thin line through all charts.
const drawMarks = (marks: () => ChartProps['marks']) => (plot: uPlot) => {
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colourOf('mark');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const mark of marks()) {
    const x = Math.round(plot.valToPos(mark.at, 'x', true));
    if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, plot.bbox.top);
    ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
    ctx.stroke();
  }
  ctx.restore();
};

export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const under = useSignal<number | null>(null); // index below the cursor
  const data = (): uPlot.AlignedData => [latest.current.times, ...latest.current.lines.map((line) => line.values)] as uPlot.AlignedData;

  useEffect(() => {
    const element = place.current!;
    const axis = { stroke: colourOf('rest'), grid: { stroke: colourOf('grid'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    const made = new uPlot(
      {
        width: element.clientWidth || 300,
        height: 148,
        padding: [8, 4, 0, 0],
        legend: { show: false },
        cursor: { sync: { key: 'overview' }, y: false, points: { size: 6 }, drag: { x: false, y: false } },
        scales: {
          x: { time: true, range: () => [latest.current.from, latest.current.to] },
          y: { range: (_plot, _low, high) => [0, Math.max((high ?? 0) * 1.15, latest.current.least ?? 1)] },
        },
        axes: [
          { ...axis, size: 24, space: 64, values: (_plot, splits) => splits.map((split) => shortClock(new Date(split * 1000))) },
          { ...axis, size: 44, space: 32, values: (_plot, splits) => splits.map((split) => latest.current.show(split)) },
        ],
        series: [
          {},
          ...latest.current.lines.map((line) => ({
            label: line.label,
            stroke: colourOf(line.colour),
            width: 1.75,
            ...(line.dashed ? { dash: [5, 3] } : {}),
            spanGaps: false,

            points: { show: false },
          })),
        ],
        hooks: { draw: [drawMarks(() => latest.current.marks)], setCursor: [(drawn) => (under.value = drawn.cursor.idx ?? null)] },
      },
      data(),
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== made.width) made.setSize({ width, height: 148 });
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
    // The colours of the lines are drawn once: another theme is another chart.
  }, [isDark.value, zone.value, props.lines.length]);

  useEffect(() => {
    plot.current?.setData(data());
  }, [props.times, props.lines, props.from, props.to]);

  const index = under.value ?? props.times.length - 1;
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{props.title}</span> <span class="unit">{props.unit}</span>
        <span class="chart-values">
          {props.lines.map((line) => {
            const value = line.values[index];
            return (
              <span key={line.label} class={`chart-value line-${line.colour}`}>
                <i class={line.dashed ? 'swatch dashed' : 'swatch'} aria-hidden="true" />
                {props.lines.length > 1 ? `${line.label} ` : ''}
                <b>{value === null || value === undefined ? '–' : props.show(value)}</b>
              </span>
            );
          })}
        </span>
      </figcaption>
      <div ref={place} class="plot" aria-hidden="true" />
    </figure>
  );
}
