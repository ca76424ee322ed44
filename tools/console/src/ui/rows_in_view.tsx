// The rows of a long table that are in view, and some beyond them: a page with every row of a long table costs memory
// with each change, seen or not. The table scrolls with the page; rows need not be equally high.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, type MutableRef } from 'preact/hooks';

const kAllUpTo = 40; // so many rows are all in the page
const kBeyond = 10; // rows above and below those in view

interface Range {
  first: number;
  /** One behind the last. */
  end: number;
}
export interface RowsInView {
  /** Of the table's body. */
  body: MutableRef<HTMLTableSectionElement | null>;
  range: ReadonlySignal<Range>;
  /** The usual height of a row in pixels, as last measured. */
  height: ReadonlySignal<number>;
  /** Brings a row into the page and into view. */
  reveal: (index: number) => void;
}

export function useRowsInView(count: number): RowsInView {
  const body = useRef<HTMLTableSectionElement>(null);
  const range = useSignal<Range>({ first: 0, end: Math.min(count, kAllUpTo) });
  const height = useSignal(40);
  const look = () => {
    if (!body.current) return;
    const top = -body.current.getBoundingClientRect().top;
    const first = count <= kAllUpTo ? 0 : Math.max(0, Math.floor(top / height.peek()) - kBeyond);
    const end = count <= kAllUpTo ? count : Math.min(count, Math.max(first, Math.ceil((top + innerHeight) / height.peek())) + kBeyond);
    if (first !== range.peek().first || end !== range.peek().end) range.value = { first, end };
  };
  useEffect(() => {
    document.addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      document.removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [count]);
  useLayoutEffect(() => {
    const rows = body.current?.querySelectorAll<HTMLElement>('[aria-rowindex]') ?? [];
    if (rows.length > 0) {
      const between = rows[rows.length - 1]!.getBoundingClientRect().bottom - rows[0]!.getBoundingClientRect().top;
      height.value = Math.max(1, Math.round(between / rows.length));
    }
    look();
  });
  const reveal = (index: number) => {
    const top = body.current!.getBoundingClientRect().top + index * height.peek();
    if (top < height.peek() || top > innerHeight - 2 * height.peek()) scrollBy(0, top - innerHeight / 2);
    look();
  };
  return { body, range, height, reveal };
}

/** Stands for the rows that are not in the page. */
export const RowsBeyond = ({ rows, height, columns }: { rows: number; height: number; columns: number }) =>
  rows > 0 ? (
    <tr class="rows-beyond" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${rows * height}px` }} />
    </tr>
  ) : null;
