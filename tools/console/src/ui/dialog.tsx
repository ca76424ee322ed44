// Dialogs and side panels: the browser's own <dialog>, which keeps the focus inside and gives it back.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../words';
import { IconButton } from './parts';

interface Props {
  title: string;
  children: ComponentChildren;
  footer?: ComponentChildren;
  onClose: () => void;
  kind?: 'box' | 'side' | 'wide';
  /** Nothing behind it can be used until it is dealt with, and Esc does not close it. */
  stays?: boolean;
}

let serial = 0;

export function Dialog({ title, children, footer, onClose, kind = 'box', stays = false }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useRef(`dialog-${++serial}`).current;
  useEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement as HTMLElement | null;
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  const close = () => {
    if (!stays) onClose();
  };
  return (
    <dialog
      ref={element}
      class={kind}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onMouseDown={(event) => {
        if (event.target === element.current) close();
      }}
    >
      <div class="dialog-inner">
        <header>
          <h2 id={id}>{title}</h2>
          {!stays && <IconButton name="close" label={t.shell.close} onClick={close} />}
        </header>
        <div class="dialog-body">{children}</div>
        {footer && <footer>{footer}</footer>}
      </div>
    </dialog>
  );
}
