import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/pages.css';
import './settings';
import { findSession, session } from './api';
import { App } from './app';

findSession().catch(() => {
  // The hub is away: its page came from somewhere, so it was there a moment ago. Ask for the key; the form says more.
  session.value = null;
});
render(<App />, document.getElementById('app')!);
