// The nodes that share the store with this one, where there are others.
import { count } from '../../format';
import { head } from '../../live';
import { When } from '../../ui/parts';
import { t } from '../../words';

export function Fleet() {
  const nodes = head.value!.fleet;
  if (nodes.length < 2) return null;
  return (
    <section class="panel" aria-labelledby="fleet-title">
      <h2 id="fleet-title">{t.overview.fleet(nodes.length)}</h2>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t.overview.node}</th>
            <th scope="col">{t.overview.nodeVersion}</th>
            <th scope="col">{t.overview.nodeSince}</th>
            <th scope="col" class="right">
              {t.overview.nodeTenants}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.name}>
              <th scope="row">
                {node.name} {node.is_this && <span class="muted">{t.overview.thisNode}</span>}
              </th>
              <td>{node.version}</td>
              <td>
                <When at={node.since} />
              </td>
              <td class="right" title={node.tenants.join(', ')}>
                {count(node.tenants.length)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
