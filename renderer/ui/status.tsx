import type { ReactNode } from 'react';
import {
  Archive,
  Ban,
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CirclePlay,
  CircleX,
  Clock3,
  Hourglass,
  Loader,
  Minus,
  Pencil,
  Plus,
  Radio,
  TriangleAlert,
  ArrowDownLeft,
  Split,
} from 'lucide-react';

export type Tone = 'good' | 'warn' | 'bad' | 'mine' | 'quiet' | 'info';

const ICONS = {
  play: CirclePlay,
  pause: CirclePause,
  check: CircleCheck,
  alert: CircleAlert,
  warning: TriangleAlert,
  cross: CircleX,
  clock: Clock3,
  waiting: Hourglass,
  unknown: CircleHelp,
  draft: CircleDashed,
  archive: Archive,
  ban: Ban,
  dot: Circle,
  working: Loader,
  live: Radio,
  new: Plus,
  edited: Pencil,
  removed: Minus,
  incoming: ArrowDownLeft,
  conflict: Split,
} as const;
export type StatusIcon = keyof typeof ICONS;

/** A word and a shape, tinted: meaning never rides on colour alone. `boxed` where it stands outside a grid, `wraps` where a sentence is read whole. */
export function StatusBadge({
  tone,
  icon,
  children,
  boxed = false,
  wraps = false,
}: {
  readonly tone: Tone;
  readonly icon: StatusIcon;
  readonly children: ReactNode;
  readonly boxed?: boolean;
  readonly wraps?: boolean;
}) {
  const Icon = ICONS[icon];
  return (
    <span className={`status status-${tone}${boxed ? ' status-boxed' : ''}${wraps ? ' status-wraps' : ''}`}>
      <Icon size={14} strokeWidth={2} aria-hidden />
      <span className={wraps ? undefined : 'truncate'}>{children}</span>
    </span>
  );
}
