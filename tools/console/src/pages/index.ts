// The pages, and which operation of the API each one cannot do without.
import type { ComponentType } from 'preact';
import type { t } from '../words';
import { Deliveries } from './deliveries/index';
import { JobPage } from './deliveries/jobs';
import { Overview } from './overview/index';

interface Page {
  needs: string;
  show: ComponentType;
}
/** Those of the rail. */
export const pages: Partial<Record<keyof typeof t.pages, Page>> = {
  overview: { needs: 'watchLive', show: Overview },
  deliveries: { needs: 'groupDeliveries', show: Deliveries },
};
/** Those that something else leads to. */
export const more: Record<string, Page> = {
  jobs: { needs: 'listJobs', show: JobPage },
};
