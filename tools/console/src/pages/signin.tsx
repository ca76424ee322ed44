// Signing in with a key, and again when a session ends while a page is open.
import { useSignal } from '@preact/signals';
import { Problem, signIn } from '../api';
import { Button } from '../ui/parts';
import { Dialog } from '../ui/dialog';
import { t } from '../words';

function KeyForm() {
  const key = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal('');
  const submit = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    problem.value = '';
    try {
      await signIn(key.value);
    } catch (cause) {
      problem.value = cause instanceof Problem && cause.status === 401 ? t.signIn.wrong : (cause as Error).message;
    }
    busy.value = false;
  };
  return (
    <form class="key-form" onSubmit={(event) => void submit(event)}>
      <label for="key">{t.signIn.key}</label>
      <input
        id="key"
        type="password"
        autocomplete="current-password"
        autofocus
        spellcheck={false}
        value={key.value}
        aria-invalid={problem.value !== ''}
        aria-describedby="key-problem"
        onInput={(event) => (key.value = event.currentTarget.value)}
      />
      <p id="key-problem" class="field-problem" role="alert">
        {problem.value}
      </p>
      <Button type="submit" kind="main" disabled={busy.value || key.value === ''}>
        {busy.value ? t.signIn.busy : t.signIn.action}
      </Button>
    </form>
  );
}

export const SignIn = () => (
  <main class="sign-in">
    <div class="sign-in-box">
      <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" class="brand-tile" />
        <g fill="none" class="brand-line" stroke-width="2.4" stroke-linecap="round">
          <path d="M7 16h6M19 16h6M20.2 12.2l3-3M20.2 19.8l3 3" />
          <circle cx="16" cy="16" r="3.4" />
        </g>
      </svg>
      <h1>{t.product}</h1>
      <p class="muted">{t.signIn.lead}</p>
      <KeyForm />
      <p class="muted small">{t.signIn.where(location.host)}</p>
      <p class="muted small">{t.signIn.note}</p>
    </div>
  </main>
);

export const SignInAgain = () => (
  <Dialog title={t.signIn.expired} onClose={() => undefined} stays>
    <p>{t.signIn.expiredLead}</p>
    <KeyForm />
  </Dialog>
);
