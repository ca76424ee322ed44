// The text of a mapping: YAML with Liquid in it. CodeMirror lives in an open shadow root, where its styles are adopted
// sheets: the content security policy knows no inline style.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { forceLinting, lintGutter, linter, lintKeymap, nextDiagnostic, previousDiagnostic, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { MergeView } from '@codemirror/merge';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, drawSelection, EditorView, gutter, GutterMarker, highlightActiveLine, keymap, lineNumbers, MatchDecorator, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { t } from '../../words';
import { correction, kLetters, type DataClass, type Entry, type Field, type Problem, type Schema, type CaseField } from './types';

export interface Knowledge {
  case_fields: CaseField[];
  filters: Entry[];
  tags: Entry[];
  schema: Schema | null;
}

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--page)', color: 'var(--text)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-gutters': { backgroundColor: 'var(--page)', color: 'var(--rest)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--rest-tint) 55%, transparent)' },
  '&.cm-focused': { outline: '2px solid var(--moving)', outlineOffset: '-2px' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--moving-tint) !important' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-liquid': { color: 'var(--class-i)', backgroundColor: 'var(--class-i-tint)', borderRadius: '3px' },
  '.cm-liquid-tag': { color: 'var(--class-p)', backgroundColor: 'var(--class-p-tint)', borderRadius: '3px' },
  '.cm-class': { display: 'inline-block', width: '16px', marginLeft: '4px', textAlign: 'center', fontSize: '11px', fontWeight: '700' },
  '.cm-class-none': { color: 'var(--class-n)' },
  '.cm-class-pseudonymous': { color: 'var(--class-p)', textDecoration: 'underline dotted' },
  '.cm-class-direct': { color: 'var(--class-i)', textDecoration: 'underline' },
  '.cm-class-free_text': { color: 'var(--class-f)', textDecoration: 'underline double' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--line)', borderRadius: '6px', boxShadow: 'var(--shadow)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--main)', color: 'var(--on-main)' },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '0.8', marginLeft: '12px' },
  '.cm-diagnostic': { borderLeft: '4px solid var(--act)' },
  '.cm-diagnosticAction': { backgroundColor: 'var(--main)', color: 'var(--on-main)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--act) 1px' },
  '.cm-changedLine': { backgroundColor: 'var(--moving-tint)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--moving)' },
  { tag: tags.comment, color: 'var(--rest)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content], color: 'var(--text)' },
  { tag: [tags.keyword, tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--rest)' },
  { tag: [tags.number, tags.bool], color: 'var(--good)' },
]);

const marker = new MatchDecorator({
  regexp: /\{\{.*?\}\}|\{%.*?%\}/g,
  decoration: (match) => Decoration.mark({ class: match[0].startsWith('{%') ? 'cm-liquid-tag' : 'cm-liquid' }),
});
const liquid = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = marker.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = marker.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

// The class of what each line writes, beside the line.
class ClassLetter extends GutterMarker {
  constructor(readonly its: DataClass) {
    super();
  }
  override eq(other: ClassLetter) {
    return other.its === this.its;
  }
  override toDOM() {
    const letter = document.createElement('span');
    letter.className = `cm-class cm-class-${this.its}`;
    letter.textContent = kLetters[this.its];
    letter.title = t.mappings.classes[this.its] ?? '';
    return letter;
  }
}
const setClasses = StateEffect.define<Map<number, DataClass>>();
const classes = StateField.define<Map<number, DataClass>>({
  create: () => new Map(),
  update: (value, transaction) => {
    for (const effect of transaction.effects) if (effect.is(setClasses)) return effect.value;
    return value;
  },
});
const classGutter = gutter({
  class: 'cm-class-gutter',
  lineMarker: (view, line) => {
    const its = view.state.field(classes).get(view.state.doc.lineAt(line.from).number);
    return its ? new ClassLetter(its) : null;
  },
  lineMarkerChange: (update) => update.startState.field(classes) !== update.state.field(classes),
  initialSpacer: () => new ClassLetter('none'),
});

const option = (label: string, detail: string, info: string, type: string): Completion => ({ label, detail, type, ...(info ? { info } : {}) });

/** The object of the record that a line belongs to: the nearest `object:` above. */
function objectAbove(state: EditorState, line: number): string | null {
  for (let number = line; number > 0; --number) {
    const found = /^\s*object:\s*['"]?([\w-]+)/.exec(state.doc.line(number).text);
    if (found) return found[1]!;
  }
  return null;
}

function complete(context: CompletionContext, known: Knowledge): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  const closed = Math.max(before.lastIndexOf('}}'), before.lastIndexOf('%}'));
  const word = /[\w.[\]]*$/.exec(before)![0];
  const from = context.pos - word.length;
  if (open > closed) {
    const inside = before.slice(open + 2);
    if (/\|\s*\w*$/.test(inside)) return { from, options: known.filters.map((one) => option(one.name, one.meaning, one.example, 'function')), validFor: /^\w*$/ };
    if (before[open + 1] === '%' && /^-?\s*\w*$/.test(inside)) return { from, options: known.tags.map((one) => option(one.name, one.meaning, one.example, 'keyword')), validFor: /^\w*$/ };
    if (!context.explicit && word === '' && !/[\s{]$/.test(before)) return null;
    return {
      from,
      options: known.case_fields.map((one) => option(one.path, `${kLetters[one.class]}  ${one.kind}`, '', 'variable')),
      validFor: /^[\w.[\]]*$/,
    };
  }
  const object = known.schema?.objects.find((one) => one.name === objectAbove(context.state, line.number));
  const value = /^\s+(['"]?)([\w.]+)\1:\s*(\w*)$/.exec(before);
  if (object && value) {
    const values = object.fields.find((one) => one.name === value[2])?.values ?? [];
    return values.length > 0 ? { from: context.pos - value[3]!.length, options: values.map((one) => option(one, object.name, '', 'enum')) } : null;
  }
  if (object && /^\s+[\w]*$/.test(before) && (context.explicit || word.length > 0)) {
    return {
      from,
      options: object.fields
        .filter((one) => one.writable)
        .map((one) => ({ ...option(one.name, `${one.type}${one.length_max ? ` ${one.length_max}` : ''}`, one.label, 'property'), apply: `${one.name}: ` })),
      validFor: /^\w*$/,
    };
  }
  return null;
}

function asDiagnostics(state: EditorState, problems: Problem[]): Diagnostic[] {
  return problems.map((problem) => {
    const line = state.doc.line(Math.min(Math.max(problem.line, 1), state.doc.lines));
    const from = Math.min(line.from + Math.max(problem.column - 1, 0), line.to);
    const wanted = correction(problem);
    return {
      from,
      to: line.to > from ? line.to : from,
      severity: 'error' as const,
      message: problem.fix ? `${problem.message}. ${problem.fix}` : problem.message,
      ...(wanted ? { actions: [{ name: t.mappings.use(wanted.to), apply: (view: EditorView) => correct(view, problem.line, wanted) }] } : {}),
    };
  });
}

function correct(view: EditorView, number: number, wanted: { from: string; to: string }): boolean {
  // Where a text of several lines is named by its first, what is wrong stands below.
  for (let at = number; at <= Math.min(number + 60, view.state.doc.lines); ++at) {
    const line = view.state.doc.line(at);
    const place = line.text.indexOf(wanted.from);
    if (place < 0) continue;
    const from = line.from + place;
    view.dispatch({ changes: { from, to: from + wanted.from.length, insert: wanted.to }, selection: { anchor: from + wanted.to.length }, scrollIntoView: true });
    return true;
  }
  return false;
}

export interface Editor {
  view: EditorView;
  show(problems: Problem[], fields: Field[]): void;
  know(knowledge: Knowledge): void;
  replace(text: string): void;
  apply(problem: Problem): void;
  goTo(line: number): void;
  end(): void;
}
interface Handlers {
  label: string;
  readOnly: boolean;
  onChange: (text: string) => void;
  onTest: () => void;
  onLine: (line: number) => void;
}

const common = (label: string): Extension[] => [
  theme,
  syntaxHighlighting(colours),
  yaml(),
  liquid,
  lineNumbers(),
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
  indentUnit.of('  '),
];

// The editor in an open shadow root of `place`.
function rootIn(place: HTMLElement): { shadow: ShadowRoot; parent: HTMLElement } {
  const shadow = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  shadow.replaceChildren();
  const parent = document.createElement('div');
  parent.className = 'parent';
  shadow.append(parent);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':host { display: block; } .parent { height: 100%; } .cm-mergeView, .cm-mergeViewEditors { height: 100%; }');
  shadow.adoptedStyleSheets = [sheet];
  return { shadow, parent };
}

export function edit(place: HTMLElement, text: string, handlers: Handlers): Editor {
  const { shadow, parent } = rootIn(place);
  let knowledge: Knowledge = { case_fields: [], filters: [], tags: [], schema: null };
  let line = 1;
  const view = new EditorView({
    root: shadow,
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        common(handlers.label),
        classes,
        classGutter,
        lintGutter(),
        linter(null),
        history(),
        drawSelection(),
        closeBrackets(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        autocompletion({ override: [(context) => complete(context, knowledge)], icons: false }),
        // Read only, but still a place for the focus: keys scroll it.
        EditorState.readOnly.of(handlers.readOnly),
        keymap.of([
          { key: 'Mod-Enter', run: () => (handlers.onTest(), true) },
          { key: 'F8', run: nextDiagnostic },
          { key: 'Shift-F8', run: previousDiagnostic },
          // The next Tab leaves the editor: the keyboard is never trapped.
          { key: 'Escape', run: (its) => (its.setTabFocusMode(2000), false) },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) handlers.onChange(update.state.doc.toString());
          const now = update.state.doc.lineAt(update.state.selection.main.head).number;
          if (now !== line) handlers.onLine((line = now));
        }),
      ],
    }),
  });
  return {
    view,
    show(problems, fields) {
      const byLine = new Map<number, DataClass>();
      const order: DataClass[] = ['none', 'pseudonymous', 'direct', 'free_text'];
      for (const field of fields) {
        const before = byLine.get(field.line);
        if (!before || order.indexOf(before) < order.indexOf(field.class)) byLine.set(field.line, field.class);
      }
      view.dispatch(setDiagnostics(view.state, asDiagnostics(view.state, problems)), { effects: setClasses.of(byLine) });
      forceLinting(view);
    },
    know(next) {
      knowledge = next;
    },
    replace(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    apply(problem) {
      const wanted = correction(problem);
      if (wanted) correct(view, problem.line, wanted);
      view.focus();
    },
    goTo(number) {
      const there = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: there.from }, effects: EditorView.scrollIntoView(there.from, { y: 'center' }) });
      view.focus();
    },
    end() {
      view.destroy();
    },
  };
}

/** Two versions side by side. */
export function compare(place: HTMLElement, before: string, after: string): { end: () => void } {
  const { shadow, parent } = rootIn(place);
  const still = EditorState.readOnly.of(true);
  const merge = new MergeView({
    a: { doc: before, extensions: [common(t.mappings.liveText), still] },
    b: { doc: after, extensions: [common(t.mappings.draftText), still] },
    parent,
    root: shadow,
    collapseUnchanged: { margin: 3, minSize: 6 },
  });
  return { end: () => merge.destroy() };
}
