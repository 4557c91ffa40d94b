import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import {
  Briefcase,
  CalendarClock,
  CalendarDays,
  ChartLine,
  ContactRound,
  FileText,
  GitCompareArrows,
  House,
  Inbox,
  Megaphone,
  Plug,
  Scale,
  ScrollText,
  Settings2,
  ShieldUser,
  Shapes,
  Users,
  type LucideIcon,
} from 'lucide-react';

export type ScreenId =
  | 'home'
  | 'vacancies'
  | 'plans'
  | 'changes'
  | 'schedules'
  | 'calendar'
  | 'candidates'
  | 'segments'
  | 'audiences'
  | 'applicants'
  | 'privacy'
  | 'results'
  | 'rules'
  | 'templates'
  | 'connections'
  | 'audit'
  | 'settings';
export type ScreenGroup = 'work' | 'people' | 'results' | 'system';

export interface ScreenEntry {
  readonly id: ScreenId;
  readonly group: ScreenGroup;
  readonly icon: LucideIcon;
  /** Of Ctrl+1…9: given for good, so that a new screen moves nobody's fingers. */
  readonly digit: number | null;
  readonly Component: LazyExoticComponent<ComponentType>;
  /** Reads the code ahead of the first visit. */
  readonly preload: () => Promise<unknown>;
}

const ORDER: readonly (readonly [ScreenId, ScreenGroup, LucideIcon, number | null])[] = [
  ['home', 'work', House, 1],
  ['vacancies', 'work', Briefcase, 2],
  ['plans', 'work', Megaphone, 3],
  ['changes', 'work', GitCompareArrows, 4],
  ['schedules', 'work', CalendarClock, null],
  ['calendar', 'work', CalendarDays, null],
  ['candidates', 'people', Users, null],
  ['segments', 'people', Shapes, null],
  ['audiences', 'people', ContactRound, null],
  ['applicants', 'people', Inbox, null],
  ['privacy', 'people', ShieldUser, null],
  ['results', 'results', ChartLine, 5],
  ['rules', 'results', Scale, null],
  ['templates', 'system', FileText, 6],
  ['connections', 'system', Plug, 7],
  ['audit', 'system', ScrollText, 8],
  ['settings', 'system', Settings2, 9],
];

/** A screen is a folder of features with a `screen.tsx` that exports `Screen`; what has none is not in the program. */
const modules = import.meta.glob<{ readonly Screen: ComponentType }>('../features/*/screen.tsx');

export const screens: readonly ScreenEntry[] = ORDER.flatMap(([id, group, icon, digit]) => {
  const load = modules[`../features/${id}/screen.tsx`];
  if (load === undefined) return [];
  return [{ id, group, icon, digit, preload: load, Component: lazy(async () => ({ default: (await load()).Screen })) }];
});
