// Signing in with a key or at the identity provider, and again when a session ends while a page is open.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { findProvider, goOnIfSignedIn, Problem, providerAddress, signIn } from '../api';
import { query, route } from '../router';
import { Button, Loading } from '../ui/parts';
import { Dialog } from '../ui/dialog';
import { BrandMark } from '../ui/shapes';
import { t } from '../words';

function KeyForm({ first }: { first: boolean }) {
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
        autofocus={first}
        spellcheck={false}
        value={key.value}
        aria-invalid={problem.value !== ''}
        aria-describedby="key-problem"
        onInput={(event) => (key.value = event.currentTarget.value)}
      />
      <p id="key-problem" class="field-problem" role="alert">
        {problem.value}
      </p>
      <Button type="submit" kind={first ? 'main' : 'plain'} disabled={busy.value || key.value === ''}>
        {busy.value ? t.signIn.busy : t.signIn.action}
      </Button>
    </form>
  );
}

/** undefined: not known yet. */
function useProvider() {
  const provider = useSignal<string | undefined>(undefined);
  useEffect(() => {
    findProvider()
      .catch(() => '')
      .then((name) => (provider.value = name));
  }, []);
  return provider.value;
}

const ProviderLink = ({ name, another = false }: { name: string; another?: boolean }) => (
  <>
    <a class="button main provider" href={providerAddress(another ? '/' : currentView())} target={another ? '_blank' : undefined}>
      {t.signIn.provider(name)}
    </a>
    {another && <p class="muted small">{t.signIn.providerAgain}</p>}
    <p class="or muted small">{t.signIn.or}</p>
  </>
);

const currentView = () => (route.value.path === '/' ? '/' : location.pathname + location.search);

export function SignIn() {
  const provider = useProvider();
  if (provider === undefined) return <Loading />;
  const problem = t.signIn.problems[query('sign_in')];
  return (
    <main class="sign-in">
      <div class="sign-in-box">
        <BrandMark />
        <h1>{t.product}</h1>
        <p class="muted">{provider ? t.signIn.providerLead : t.signIn.lead}</p>
        {problem && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        {provider && <ProviderLink name={provider} />}
        <KeyForm first={!provider} />
        <p class="muted small">{t.signIn.where(location.host)}</p>
        <p class="muted small">{t.signIn.note}</p>
      </div>
    </main>
  );
}

export function SignInAgain() {
  const provider = useProvider();
  useEffect(() => {
    const look = () => void goOnIfSignedIn();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, []);
  return (
    <Dialog title={t.signIn.expired} onClose={() => undefined} stays>
      <p>{t.signIn.expiredLead}</p>
      {provider && <ProviderLink name={provider} another />}
      <KeyForm first={!provider} />
    </Dialog>
  );
}
