// Signing in with a key, and again when a session ends while a page is open.
import { useSignal } from '@preact/signals';
import { Problem, signIn } from '../api';
import { Button } from '../ui/parts';
import { Dialog } from '../ui/dialog';
import { BrandMark } from '../ui/shapes';
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
      <BrandMark />
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
