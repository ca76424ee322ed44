// Single keys, outside of inputs only, and only while a person wants them.
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { go } from './router';
import { singleKeys } from './settings';

export const showHelp = signal(false);

type Act = (event: KeyboardEvent) => void;
const acts = new Map<string, Set<{ current: Act }>>();

/** From the moment at which the component that calls it is in the page. The one shown last goes first. */
export function onKey(key: string, act: Act): void {
  const latest = useRef(act);
  latest.current = act;
  useLayoutEffect(() => {
    const list = acts.get(key) ?? new Set();
    acts.set(key, list);
    list.add(latest);
    return () => {
      list.delete(latest);
    };
  }, [key]);
}

const places: Record<string, string> = { o: 'overview', d: 'deliveries', c: 'cases', m: 'mappings', t: 'targets', e: 'certificates', a: 'audit' };
let goes = 0; // when `g` was pressed

const writesText = (element: Element | null) =>
  element !== null && (element.matches('input:not([type=checkbox]):not([type=radio]), textarea, select') || element.closest('[contenteditable=true]') !== null || element.shadowRoot !== null);

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== 'Escape') {
    if (singleKeys.value === 'off' || writesText(event.target as Element) || document.querySelector('dialog[open]:not(.side)')) return;
    if (performance.now() - goes < 1500 && places[event.key]) {
      goes = 0;
      go(`/${places[event.key]}`);
      return;
    }
    if (event.key === 'g') {
      goes = performance.now();
      return;
    }
    if (event.key === '?') {
      showHelp.value = true;
      return;
    }
  }
  const last = [...(acts.get(event.key) ?? [])].at(-1);
  last?.current(event);
}

export function useKeys(): void {
  useLayoutEffect(() => {
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
