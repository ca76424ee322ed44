// The address is the view: whatever is shown can be reloaded, shared, and left by Back.
import { computed, signal } from '@preact/signals';

const here = () => ({ path: location.pathname, query: new URLSearchParams(location.search) });
export const route = signal(here());
/** "/deliveries/17-1" is ['deliveries', '17-1']. */
export const segments = computed(() => route.value.path.split('/').filter(Boolean).map(decodeURIComponent));
export const query = (name: string): string => route.value.query.get(name) ?? '';

addEventListener('popstate', () => {
  route.value = here();
});

export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  const before = location.pathname;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  route.value = here();
  if (location.pathname !== before) scrollTo(0, 0);
}

/** The same page with other parts of its query; empty ones are left out. */
export function withQuery(changes: Record<string, string | undefined>): string {
  const next = new URLSearchParams(route.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  const text = next.toString();
  return route.value.path + (text ? `?${text}` : '');
}

export const setQuery = (changes: Record<string, string | undefined>): void => go(withQuery(changes), 'replace');

// Links are ordinary links; a plain click stays on the page.
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.getAttribute('href')?.startsWith('#') || link.pathname.startsWith('/api/') || link.pathname.startsWith('/sign-on/') || link.pathname.startsWith('/certificates/log/')) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
