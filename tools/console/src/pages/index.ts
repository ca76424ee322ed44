// The pages, and which operation of the API each one cannot do without.
import type { ComponentType } from 'preact';
import type { t } from '../words';
import { Audit } from './audit/index';
import { Cases } from './cases/index';
import { Certificates } from './certificates/index';
import { Deliveries } from './deliveries/index';
import { JobPage } from './deliveries/jobs';
import { Mappings } from './mappings/index';
import { Overview } from './overview/index';
import { Targets } from './targets/index';

interface Page {
  needs: string;
  show: ComponentType;
}
/** Those of the rail. */
export const pages: Partial<Record<keyof typeof t.pages, Page>> = {
  overview: { needs: 'watchLive', show: Overview },
  deliveries: { needs: 'groupDeliveries', show: Deliveries },
  cases: { needs: 'listDeliveries', show: Cases },
  mappings: { needs: 'showWorkbench', show: Mappings },
  targets: { needs: 'listDeliveries', show: Targets },
  certificates: { needs: 'getCertificateSummary', show: Certificates },
  audit: { needs: 'listAudit', show: Audit },
};
/** Those that something else leads to. */
export const more: Record<string, Page> = {
  jobs: { needs: 'listJobs', show: JobPage },
};
