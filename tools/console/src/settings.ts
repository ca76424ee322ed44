// What a person likes: kept in this browser, and nothing else is.
import { effect, signal } from '@preact/signals';
import { zone } from './format';

const kept = (name: string, fallback: string): string => {
  try {
    return localStorage.getItem(`hub.${name}`) ?? fallback;
  } catch {
    return fallback;
  }
};

export const theme = signal(kept('theme', 'system'));
export const density = signal(kept('density', 'normal'));
export const singleKeys = signal(kept('keys', 'on'));
export const timeZone = signal(kept('zone', 'local'));

const dark = matchMedia('(prefers-color-scheme: dark)');
export const isDark = signal(dark.matches);
const follow = () => {
  isDark.value = theme.value === 'dark' || (theme.value === 'system' && dark.matches);
};
dark.addEventListener('change', follow);

const keep = (name: string, value: string) => {
  try {
    localStorage.setItem(`hub.${name}`, value);
  } catch {
    // A browser that keeps nothing: the choice holds until the page is closed.
  }
};

effect(() => {
  keep('theme', theme.value);
  follow();
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
});
effect(() => {
  keep('density', density.value);
  document.documentElement.dataset.density = density.value;
});
effect(() => keep('keys', singleKeys.value));
effect(() => {
  keep('zone', timeZone.value);
  zone.value = timeZone.value === 'utc' ? 'UTC' : undefined;
});
