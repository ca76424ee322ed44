// What scrolls by itself can be reached by the keyboard too.
addEventListener('load', () => {
  for (const one of document.querySelectorAll('.md-typeset pre > code, .md-typeset__scrollwrap')) one.tabIndex = 0;
});
