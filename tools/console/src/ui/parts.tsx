// Small parts that every page is made of.
import type { ComponentChildren } from 'preact';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../api';
import { bothZones, moment } from '../format';
import { now } from '../live';
import type { State } from '../states';
import { t } from '../words';
import { Icon, Mark, type IconName } from './shapes';

export const StateWord = ({ state, plain }: { state: State; plain?: boolean }) => (
  <span class={plain ? `state plain tone-${state.tone}` : `state tone-${state.tone}`}>
    <Mark shape={state.shape} />
    {state.word}
  </span>
);

/** A time of the hub's clock; the tooltip has both zones. */
export const When = ({ at }: { at: string }) => (
  <time dateTime={at} title={bothZones(at)}>
    {moment(at, now.value)}
  </time>
);

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: 'main' | 'plain' | 'danger' | 'quiet';
  icon?: IconName;
  disabled?: boolean;
  type?: 'button' | 'submit';
  title?: string;
  pressed?: boolean;
  id?: string;
}
export const Button = ({ children, onClick, kind = 'plain', icon, disabled, type = 'button', title, pressed, id }: ButtonProps) => (
  <button id={id} type={type} class={`button ${kind}`} onClick={onClick} disabled={disabled} title={title} aria-pressed={pressed}>
    {icon && <Icon name={icon} />}
    {children}
  </button>
);

export const IconButton = ({ name, label, onClick }: { name: IconName; label: string; onClick: () => void }) => (
  <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
    <Icon name={name} />
  </button>
);

export function Choices<T extends string>({ label, value, options, onChoose }: { label: string; value: T; options: Record<string, string>; onChoose: (value: T) => void }) {
  return (
    <div class="choices" role="group" aria-label={label}>
      {Object.entries(options).map(([key, text]) => (
        <button key={key} type="button" aria-pressed={value === key} onClick={() => onChoose(key as T)}>
          {text}
        </button>
      ))}
    </div>
  );
}

export const Empty = ({ title, children, mark }: { title: string; children?: ComponentChildren; mark?: preact.JSX.Element }) => (
  <div class="empty">
    {mark}
    <p class="empty-title">{title}</p>
    {children}
  </div>
);

/** Inside the panel concerned: what failed, what goes on, what to do. */
export const Failed = ({ problem, retry }: { problem: unknown; retry?: () => void }) => (
  <div class="failed" role="alert">
    <Mark shape="triangle" tone="late" />
    <div>
      <p class="failed-title">{t.shell.failed}</p>
      <p>
        {problem instanceof Problem ? problem.message : String(problem)}. {t.shell.failedLead}
      </p>
      {retry && <Button onClick={retry}>{t.shell.again}</Button>}
    </div>
  </div>
);

/** Nothing for 200 ms, then grey shapes of the final size; after 5 s it says so. */
export function Loading({ rows = 3 }: { rows?: number }) {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => setStage(1), 200), setTimeout(() => setStage(2), 5000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div class="loading" aria-busy="true" role="status">
      {stage > 0 && Array.from({ length: rows }, (_, i) => <span key={i} class="ghost" />)}
      {stage > 1 && <p>{t.shell.stillLoading}</p>}
    </div>
  );
}

export function Copy({ text }: { text: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 2000);
    } catch {
      setDone(false); // not allowed here: the text can be selected
    }
  };
  return (
    <span class="copy">
      <code>{text}</code>
      <button type="button" class="icon-button small" aria-label={done ? t.shell.copied : `${t.shell.copy}: ${text}`} title={t.shell.copy} onClick={() => void copy()}>
        <Icon name={done ? 'check' : 'copy'} />
      </button>
    </span>
  );
}

interface Note {
  text: string;
  undo?: () => void;
}
export const note = signal<Note | null>(null);
let noteTimer: ReturnType<typeof setTimeout> | undefined;
/** What was just done, with a way back; for 10 s. */
export function say(text: string, undo?: () => void): void {
  clearTimeout(noteTimer);
  note.value = undo ? { text, undo } : { text };
  noteTimer = setTimeout(() => {
    note.value = null;
  }, 10_000);
}

export const NoteBar = () => (
  <div class="note-place" role="status">
    {note.value && (
      <div class="note">
        <span>{note.value.text}</span>
        {note.value.undo && (
          <button
            type="button"
            onClick={() => {
              note.value?.undo?.();
              note.value = null;
            }}
          >
            {t.shell.undo}
          </button>
        )}
        <IconButton name="close" label={t.shell.dismiss} onClick={() => (note.value = null)} />
      </div>
    )}
  </div>
);
