// One tenant of those that this person sees.
import { tenants } from '../scope';

/** With `all`, the words for no choice, nothing need be chosen. */
export const TenantChoice = ({ value, all, onChoose }: { value: string; all?: string; onChoose: (name: string) => void }) => (
  <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
    {all && <option value="">{all}</option>}
    {tenants.value.map((name) => (
      <option key={name} value={name}>
        {name}
      </option>
    ))}
  </select>
);
