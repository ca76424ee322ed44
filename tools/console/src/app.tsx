// The shell: rail, top bar, and the page that the address names.
import { signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { expired, may, session, signOut } from './api';
import { age, clock, count, zoneName } from './format';
import { freeze, head, how, isFrozen, now, silence } from './live';
import { query, route, segments, withQuery, go } from './router';
import { density, singleKeys, theme, timeZone } from './settings';
import { Button, Choices, Empty, IconButton, Loading, NoteBar } from './ui/parts';
import { Dialog } from './ui/dialog';
import { BrandMark, Icon, type IconName } from './ui/shapes';
import { TenantChoice } from './ui/tenant_choice';
import { onKey, showHelp, useKeys } from './keys';
import { attention } from './scope';
import { t } from './words';
import { SignIn, SignInAgain } from './pages/signin';
import { more, pages } from './pages';

export type PageName = keyof typeof t.pages;

const menuIsOpen = signal(false);
const railIsOpen = signal(false);

const shown = (): PageName[] => (Object.keys(pages) as PageName[]).filter((name) => may(pages[name]!.needs));

const Rail = () => (
  <nav class={railIsOpen.value ? 'rail open' : 'rail'} aria-label={t.shell.pages}>
    <a class="brand" href={withScope('/overview')}>
      <BrandMark />
      <span>{t.product}</span>
    </a>
    <ul>
      {shown().map((name) => (
        <li key={name}>
          <a href={withScope(`/${name}`)} aria-current={segments.value[0] === name || (name === 'deliveries' && segments.value[0] === 'jobs') ? 'page' : undefined} onClick={() => (railIsOpen.value = false)}>
            <Icon name={name as IconName} />
            {t.pages[name]}
            {name === 'deliveries' && attention.value.deliveries > 0 && <span class="badge">{count(attention.value.deliveries)}</span>}
          </a>
        </li>
      ))}
    </ul>
    {head.value && <p class="rail-foot">{t.shell.version(head.value.version, head.value.region)}</p>}
  </nav>
);

const withScope = (path: string) => (query('tenant') ? `${path}?tenant=${encodeURIComponent(query('tenant'))}` : path);

function LiveState() {
  const late = silence.value >= 8 && how.value !== 'paused';
  const word = late
    ? t.shell.behind(age(silence.value))
    : { live: t.shell.live, connecting: t.shell.connecting, polling: t.shell.polling, paused: t.shell.frozen, off: t.shell.connecting }[how.value];
  return (
    <button
      type="button"
      class={`live ${late ? 'late' : how.value}`}
      title={isFrozen.value ? t.shell.unfreeze : t.shell.freeze}
      aria-pressed={isFrozen.value}
      onClick={() => freeze(!isFrozen.value)}
    >
      <span class="live-dot" aria-hidden="true" />
      <span class="live-word">{word}</span>
      {head.value && (
        <span class="live-clock">
          {clock(now.value)} <span class="live-zone">{zoneName()}</span>
        </span>
      )}
    </button>
  );
}

function OwnMenu() {
  const who = session.value!;
  return (
    <div class="menu-place">
      <button type="button" class="own" aria-expanded={menuIsOpen.value} aria-label={t.shell.you(who.name, who.role)} onClick={() => (menuIsOpen.value = !menuIsOpen.value)}>
        <Icon name="person" />
        <span class="own-name">{t.shell.you(who.name, who.role)}</span>
        <Icon name="down" />
      </button>
      {menuIsOpen.value && (
        <div class="menu">
          <p class="menu-who">
            <b>{who.name}</b> {who.role}
          </p>
          <span class="menu-label">{t.shell.theme}</span>
          <Choices label={t.shell.theme} value={theme.value} options={t.shell.themes} onChoose={(value) => (theme.value = value)} />
          <span class="menu-label">{t.shell.density}</span>
          <Choices label={t.shell.density} value={density.value} options={t.shell.densities} onChoose={(value) => (density.value = value)} />
          <span class="menu-label">{t.shell.zone}</span>
          <Choices label={t.shell.zone} value={timeZone.value} options={t.shell.zones} onChoose={(value) => (timeZone.value = value)} />
          <span class="menu-label">{t.shell.keys}</span>
          <Choices label={t.shell.keys} value={singleKeys.value} options={t.shell.keysOn} onChoose={(value) => (singleKeys.value = value)} />
          <Button onClick={() => void signOut()}>{t.shell.signOut}</Button>
        </div>
      )}
    </div>
  );
}

const TopBar = () => (
  <header class="top">
    <span class="only-narrow">
      <IconButton name="menu" label={t.shell.menu} onClick={() => (railIsOpen.value = !railIsOpen.value)} />
    </span>
    <label class="scope">
      <span class="unseen">{t.shell.tenant}</span>
      <TenantChoice value={query('tenant')} all={t.shell.allTenants} onChoose={(tenant) => go(withQuery({ tenant }))} />
    </label>
    <span class="top-space" />
    <LiveState />
    <IconButton name="help" label={t.shell.help} onClick={() => (showHelp.value = true)} />
    <OwnMenu />
  </header>
);

const Help = () => (
  <Dialog title={t.keys.title} onClose={() => (showHelp.value = false)}>
    <dl class="keys">
      {t.keys.list.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
    <p class="muted">{t.keys.note}</p>
  </Dialog>
);

function Banner() {
  if (head.value && !head.value.accepting) return <p class="banner act">{t.shell.notAccepting}</p>;
  if (silence.value >= 30) return <p class="banner late">{t.shell.silent(age(silence.value))}</p>;
  return null;
}

function CurrentPage() {
  const name = segments.value[0] as PageName | undefined;
  const page = name ? (pages[name] ?? more[name]) : undefined;
  if (!page) {
    return (
      <Empty title={t.shell.noPage}>
        <p>{t.shell.noPageLead}</p>
        <a class="button plain" href="/overview">
          {t.shell.toOverview}
        </a>
      </Empty>
    );
  }
  if (!may(page.needs)) return <Empty title={t.shell.noRole(session.value!.role)} />;
  const Shown = page.show as ComponentType;
  return <Shown />;
}

export function App() {
  const main = useRef<HTMLElement>(null);
  useSignalEffect(() => {
    const name = segments.value[0] as PageName | undefined;
    document.title = (name && t.pages[name] ? `${t.pages[name]} · ` : '') + t.product;
  });
  useEffect(() => {
    const closeMenu = (event: MouseEvent) => {
      if (!(event.target as Element).closest('.menu-place')) menuIsOpen.value = false;
      if (!(event.target as Element).closest('.rail, .top')) railIsOpen.value = false;
    };
    addEventListener('mousedown', closeMenu);
    return () => removeEventListener('mousedown', closeMenu);
  }, []);
  useKeys();
  onKey('p', () => freeze(!isFrozen.value));
  onKey('Escape', () => (menuIsOpen.value = railIsOpen.value = false));
  if (session.value === undefined) return <Loading />;
  if (session.value === null) return <SignIn />;
  if (route.value.path === '/') {
    queueMicrotask(() => go(shown()[0] ? `/${shown()[0]}` : '/overview', 'replace'));
    return null;
  }
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={() => main.current?.focus()}>
        {t.shell.skip}
      </a>
      <Rail />
      <div class="beside">
        <TopBar />
        <Banner />
        <main id="content" ref={main} tabIndex={-1} class={silence.value >= 8 ? 'stale' : ''}>
          <CurrentPage />
        </main>
      </div>
      <NoteBar />
      {showHelp.value && <Help />}
      {expired.value && <SignInAgain />}
    </div>
  );
}
