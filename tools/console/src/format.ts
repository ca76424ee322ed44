// Numbers, ages and times as people read them. Times are those of the hub's clock.
import { signal } from '@preact/signals';

const whole = new Intl.NumberFormat('en');
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const count = (number: number): string => whole.format(number);

export const rate = (perSecond: number): string =>
  perSecond === 0 ? '0' : perSecond < 0.05 ? '< 0.1' : perSecond < 10 ? tenths.format(perSecond) : whole.format(Math.round(perSecond));

export function age(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) {
    const minutes = Math.floor((s % 3600) / 60);
    return `${Math.floor(s / 3600)} h${minutes ? ` ${minutes} min` : ''}`;
  }
  return `${Math.floor(s / 86_400)} d`;
}

/** 'UTC', or undefined for the zone of this machine. */
export const zone = signal<'UTC' | undefined>(undefined);
const zoned = () => (zone.value ? { timeZone: zone.value } : {});

export const clock = (at: Date | string): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', ...zoned() });

export const shortClock = (at: Date | string): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...zoned() });

const day = (at: Date) => at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...zoned() });

/** The time of today, or with its day. */
export function moment(at: Date | string, now: Date): string {
  const when = new Date(at);
  return day(when) === day(now) && Math.abs(now.getTime() - when.getTime()) < 86_400_000 ? clock(when) : `${day(when)} ${shortClock(when)}`;
}

/** In UTC and in the zone of this machine, for tooltips. */
export function bothZones(at: Date | string): string {
  const when = new Date(at);
  return `${when.toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}\n${when.toLocaleString('en-GB')} local`;
}

export const zoneName = (): string => {
  if (zone.value) return 'UTC';
  const part = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(new Date()).find((one) => one.type === 'timeZoneName');
  return part?.value ?? 'local';
};
