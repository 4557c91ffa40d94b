import type { StatusIcon, Tone } from '../index.ts';

const RING = 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18Z';

/** The shapes of `StatusBadge`, each one path of a 24-unit square; an edit is the delta that Editor users read. */
const PATHS: Readonly<Record<StatusIcon, string>> = {
  play: `${RING}M10 8.5l5.5 3.5l-5.5 3.5Z`,
  pause: `${RING}M10 9v6M14 9v6`,
  check: `${RING}M8.5 12.2l2.4 2.4l4.6-5`,
  alert: `${RING}M12 7.5v5M12 16h.01`,
  warning: 'M12 3.5L22 20.5H2ZM12 10v4.5M12 17.5h.01',
  cross: `${RING}M9 9l6 6M15 9l-6 6`,
  clock: `${RING}M12 7v5l3.2 2`,
  waiting: 'M6 3h12M6 21h12M7 3v4l5 5l5-5V3M7 21v-4l5-5l5 5v4',
  unknown: `${RING}M9.4 9.4a2.7 2.7 0 1 1 3.8 2.5c-.8.4-1.2.9-1.2 1.8M12 16.8h.01`,
  draft:
    'M10 3.2a9 9 0 0 1 4 0M17.6 5a9 9 0 0 1 2.4 3M21 12a9 9 0 0 1-1 4M17.6 19a9 9 0 0 1-3.6 1.8M10 20.8a9 9 0 0 1-3.6-1.8M4 16a9 9 0 0 1 0-8',
  archive: 'M3 4h18v4H3ZM5 8v12h14V8M10 12h4',
  ban: `${RING}M5.7 5.7l12.6 12.6`,
  dot: RING,
  working: 'M12 3v4M12 17v4M3 12h4M17 12h4M5.6 5.6l2.9 2.9M15.5 15.5l2.9 2.9',
  live: 'M12 12h.01M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8',
  new: 'M12 5v14M5 12h14',
  edited: 'M12 4.5L21 19.5H3Z',
  removed: 'M5 12h14',
  incoming: 'M17 7L7 17M16 17H7V8',
  conflict: 'M12 21v-8L5 5M12 13l7-8M5 10V5h5M14 5h5v5',
};

interface Props {
  readonly tone: Tone;
  readonly icon: StatusIcon;
  readonly children: string;
}

/**
 * `StatusBadge` for cells. One path for every shape: when a row's place is taken by another row the browser changes
 * an attribute and a text, where an icon component of its own would tear down a drawing and build the next.
 */
export function GridBadge({ tone, icon, children }: Props) {
  return (
    <span className={`status status-${tone}`}>
      <svg width={14} height={14} viewBox="0 0 24 24" aria-hidden className="grid-badge">
        <path d={PATHS[icon]} />
      </svg>
      <span className="truncate">{children}</span>
    </span>
  );
}
