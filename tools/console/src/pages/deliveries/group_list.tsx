// What failed, in groups: how many, since when, why, and what to do. A group is chosen as a whole.
import type { Signal } from '@preact/signals';
import { may } from '../../api';
import { count } from '../../format';
import { onKey } from '../../keys';
import { withQuery } from '../../router';
import { When } from '../../ui/parts';
import { Icon } from '../../ui/shapes';
import { t } from '../../words';
import { errorTitle, type By, type Gathered } from './types';

function titleOf(group: Gathered, by: By): string {
  const one = group.parts[0]!;
  if (by === 'target') return `${one.tenant} / ${one.target}`;
  if (by === 'mapping') return `${one.tenant} / ${one.target}, ${t.deliveries.versions(String(one.mapping_version))}`;
  return errorTitle({ kind: one.error_kind, code: one.error_code, fields: one.fields });
}

function Explained({ group }: { group: Gathered }) {
  const one = group.parts[0]!;
  const lane = `tenant=${encodeURIComponent(one.tenant)}&target=${encodeURIComponent(one.target)}`;
  return (
    <div class="group-open">
      {one.message && (
        <>
          <h3>{t.deliveries.whatHappened}</h3>
          <p>
            {one.message} {one.error_code && <code>{one.error_code}</code>}
          </p>
        </>
      )}
      {one.fields.length > 0 && (
        <p>
          {t.deliveries.fields}: {one.fields.map((field) => <code key={field}>{field} </code>)}
          <span class="muted">{t.deliveries.valueNever}</span>
        </p>
      )}
      {one.suggestion && (
        <>
          <h3>{t.deliveries.whatToDo}</h3>
          <p>{one.suggestion}</p>
        </>
      )}
      <p class="group-links">
        <a href={withQuery({ ...group.filter, group: 'none' })}>{t.deliveries.openList(group.count)}</a>
        <a href={`/overview?lane=${encodeURIComponent(`${one.tenant}/${one.target}`)}`}>{t.deliveries.openTarget}</a>
        {may('checkMapping') && <a href={`/mappings/${encodeURIComponent(one.tenant)}/${encodeURIComponent(one.target)}?${lane}`}>{t.deliveries.repairMapping}</a>}
      </p>
    </div>
  );
}

interface Props {
  groups: Gathered[];
  by: By;
  selected: Signal<ReadonlySet<string>>;
  open: Signal<ReadonlySet<string>>;
  selects: boolean;
}
const toggled = (set: ReadonlySet<string>, key: string) => {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
};

export function GroupList({ groups, by, selected, open, selects }: Props) {
  const rows = () => [...document.querySelectorAll<HTMLElement>('.group-title')];
  const here = () => rows().indexOf(document.activeElement as HTMLElement);
  onKey('j', () => rows()[here() + 1]?.focus());
  onKey('k', () => rows()[Math.max(0, here() - 1)]?.focus());
  onKey('ArrowDown', (event) => {
    if (here() < 0) return;
    event.preventDefault();
    rows()[here() + 1]?.focus();
  });
  onKey('ArrowUp', (event) => {
    if (here() < 0) return;
    event.preventDefault();
    rows()[Math.max(0, here() - 1)]?.focus();
  });
  onKey('x', () => {
    const group = groups[here()];
    if (group && selects) selected.value = toggled(selected.value, group.key);
  });
  return (
    <ul class="groups">
      {groups.map((group) => {
        const title = titleOf(group, by);
        const isOpen = open.value.has(group.key);
        const least = Math.min(...group.parts.map((part) => part.attempts_least));
        const most = Math.max(...group.parts.map((part) => part.attempts_most));
        const targets = new Set(group.parts.map((part) => `${part.tenant}/${part.target}`));
        return (
          <li key={group.key} class={selected.value.has(group.key) ? 'group selected' : 'group'}>
            <div class="group-row">
              {selects && (
                <label class="group-check">
                  <input
                    type="checkbox"
                    checked={selected.value.has(group.key)}
                    aria-label={t.deliveries.select(title)}
                    onChange={() => (selected.value = toggled(selected.value, group.key))}
                  />
                </label>
              )}
              <button type="button" class="group-title" aria-expanded={isOpen} onClick={() => (open.value = toggled(open.value, group.key))}>
                <b class="group-count">{count(group.count)}</b>
                <span class="group-name">{title}</span>
                <span class="group-facts">
                  <span>
                    {t.deliveries.first} <When at={group.first} />
                  </span>
                  <span>
                    {t.deliveries.last} <When at={group.last} />
                  </span>
                  {by === 'error' && <span>{t.deliveries.targets(targets.size)}</span>}
                  <span>{t.deliveries.attempts(least, most)}</span>
                </span>
                <Icon name={isOpen ? 'down' : 'right'} />
              </button>
            </div>
            {isOpen && <Explained group={group} />}
          </li>
        );
      })}
    </ul>
  );
}
