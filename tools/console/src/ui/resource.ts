// Something that is loaded for a view: while it is loaded again, what was there stays.
import { useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get } from '../api';

export interface Resource<T> {
  data: ReadonlySignal<T | null>;
  problem: ReadonlySignal<unknown>;
  busy: ReadonlySignal<boolean>;
  reload: () => void;
}

/** `path` is read inside a signal effect: it is loaded again when that changes. An empty one loads nothing. */
export function useResource<T>(path: () => string, everyMs = 0): Resource<T> {
  const data = useSignal<T | null>(null);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  const round = useSignal(0);
  const shown = useRef('');
  useSignalEffect(() => {
    const from = path();
    void round.value;
    if (!from) return undefined;
    const stop = new AbortController();
    busy.value = true;
    get<T>(from, stop.signal).then(
      (loaded) => {
        shown.current = from;
        data.value = loaded;
        problem.value = null;
        busy.value = false;
      },
      (cause: unknown) => {
        if (stop.signal.aborted) return;
        if (shown.current !== from) data.value = null;
        problem.value = cause;
        busy.value = false;
      },
    );
    return () => stop.abort();
  });
  const reload = () => {
    round.value = round.peek() + 1;
  };
  useEffect(() => {
    if (!everyMs) return undefined;
    const timer = setInterval(() => !document.hidden && reload(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return { data, problem, busy, reload };
}
