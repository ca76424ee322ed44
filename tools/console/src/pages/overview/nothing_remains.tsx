// What is here right now, and how it is known that the rest is gone.
import { may } from '../../api';
import { age, count } from '../../format';
import { head, now } from '../../live';
import { inScope } from '../../scope';
import { useResource } from '../../ui/resource';
import { Mark } from '../../ui/shapes';
import { When } from '../../ui/parts';
import { many, t } from '../../words';

export interface Evidence {
  total: number;
  today: number;
}

interface LastProof {
  at?: string;
  passed?: boolean;
}

function Proof() {
  const proof = useResource<LastProof>(() => '/api/v1/proof/result', 15_000).data.value;
  if (!proof) return null;
  return (
    <div>
      <dt>{t.overview.proof}</dt>
      <dd class="big">
        {proof.at ? (proof.passed ? t.overview.proofPassed : t.overview.proofFailed) : '–'}
        {proof.passed === false && <Mark shape="octagon" tone="act" />}
      </dd>
      <dd class="muted">{proof.at ? <When at={proof.at} /> : t.overview.proofNone}</dd>
    </div>
  );
}

export function NothingRemains() {
  const evidence = useResource<Evidence>(() => (may('getCertificateSummary') ? '/api/v1/certificates/summary' : ''), 15_000).data.value;
  const holds = head.value!.holds.filter((hold) => inScope(hold.tenant));
  const held = holds.reduce((sum, hold) => sum + hold.cases, 0);
  const oldest = holds.map((hold) => hold.oldest_at ?? '').filter(Boolean).sort()[0];
  const ends = holds.map((hold) => hold.next_expiry ?? '').filter(Boolean).sort()[0];
  const owed = head.value!.platforms.filter((one) => inScope(one.tenant));
  const purges = owed.reduce((sum, one) => sum + one.waiting, 0);
  const stuck = owed.reduce((sum, one) => sum + one.dead_letters, 0);
  return (
    <section class="panel remains" aria-labelledby="remains-title">
      <h2 id="remains-title">{t.overview.nothing}</h2>
      <dl>
        <div>
          <dt>{t.overview.held}</dt>
          <dd class="big">{count(held)}</dd>
          <dd class="muted">{oldest ? `${t.overview.oldestShort.toLowerCase()} ${age((now.value.getTime() - new Date(oldest).getTime()) / 1000)}` : t.overview.heldNone}</dd>
        </div>
        {evidence && (
          <div>
            <dt>{t.overview.certifiedToday}</dt>
            <dd class="big">{count(evidence.today)}</dd>
            <dd class="muted">{t.overview.certifiedTotal(count(evidence.total))}</dd>
          </div>
        )}
        {may('getProof') && <Proof />}
        <div>
          <dt>{t.overview.purges}</dt>
          <dd class="big">
            {count(purges + stuck)}
            {stuck > 0 && <Mark shape="octagon" tone="act" />}
          </dd>
          <dd class="muted">{stuck > 0 ? many(stuck, 'needs a person', 'need a person') : purges > 0 ? t.overview.purges : t.overview.purgesNone}</dd>
        </div>
        <div>
          <dt>{t.overview.nextExpiry}</dt>
          <dd class="big">{ends ? age((new Date(ends).getTime() - now.value.getTime()) / 1000) : '–'}</dd>
          <dd class="muted">{ends ? <When at={ends} /> : t.overview.noneHeld}</dd>
        </div>
      </dl>
    </section>
  );
}
