// Shapes of states, and the few icons. Each is drawn, so no font and no image is loaded.
import type { Shape, Tone } from '../states';

const drawn: Record<Shape, preact.JSX.Element> = {
  ring: <circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" stroke-width="2" />,
  bars: <path d="M5.5 3.5v9M10.5 3.5v9" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />,
  half: (
    <>
      <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
  tick: (
    <>
      <circle cx="8" cy="8" r="6.4" fill="currentColor" />
      <path class="shape-cut" d="m5.2 8.2 2 2 3.7-4.1" fill="none" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
    </>
  ),
  triangle: (
    <>
      <path d="M8 1.8 15 14H1z" fill="currentColor" stroke="currentColor" stroke-width="1" stroke-linejoin="round" />
      <path class="shape-cut" d="M8 6v4M8 12v.2" fill="none" stroke-width="1.6" stroke-linecap="round" />
    </>
  ),
  octagon: (
    <>
      <path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z" fill="currentColor" />
      <path class="shape-cut" d="M8 4.4v4.2M8 11.3v.2" fill="none" stroke-width="1.9" stroke-linecap="round" />
    </>
  ),
  question: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M6.2 6.3a1.9 1.9 0 1 1 2.5 1.9c-.5.2-.7.5-.7 1M8 11.3v.2" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
    </>
  ),
};

export const Mark = ({ shape, tone }: { shape: Shape; tone?: Tone }) => (
  <svg class={`mark ${tone ? `tone-${tone}` : ''}`} viewBox="0 0 16 16" aria-hidden="true">
    {drawn[shape]}
  </svg>
);

const paths = {
  overview: 'M2.5 13.5v-5M6.2 13.5v-9M9.8 13.5v-6M13.5 13.5v-11',
  deliveries: 'M2 8h11M9.5 4.5 13 8l-3.5 3.5M2 3.5h4M2 12.5h4',
  cases: 'M3 2.5h10v11H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3',
  mappings: 'M3.5 3.5h3v3h-3zM9.5 9.5h3v3h-3zM6.5 5h3.5a1.5 1.5 0 0 1 1.5 1.5v3',
  targets: 'M8 2v2M8 12v2M2 8h2M12 8h2M8 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  certificates: 'M8 9.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM5.8 9 5 14l3-1.6L11 14l-.8-5',
  audit: 'M3.5 2.5h9v11h-9zM6 5.5h4M6 8h4M6 10.5h2.2',
  close: 'm4 4 8 8M12 4l-8 8',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  down: 'm4 6.2 4 4 4-4',
  right: 'm6.2 4 4 4-4 4',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.4 6.4a1.7 1.7 0 1 1 2.3 1.7c-.5.2-.7.5-.7 1M8 11.2v.1',
  person: 'M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.8 13.8c.6-2.3 2.7-3.6 5.2-3.6s4.6 1.3 5.2 3.6',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.5 8z',
  check: 'm3.2 8.4 3.2 3.2 6.4-7',
  plus: 'M8 3v10M3 8h10',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.1 3.1',
} as const;
export type IconName = keyof typeof paths;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
);

export const BrandMark = () => (
  <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" class="brand-tile" />
    <g fill="none" class="brand-line" stroke-width="2.4" stroke-linecap="round">
      <path d="M7 16h6M19 16h6M20.2 12.2l3-3M20.2 19.8l3 3" />
      <circle cx="16" cy="16" r="3.4" />
    </g>
  </svg>
);
