import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import {
  Briefcase,
  CalendarDays,
  ChartLine,
  FileText,
  GitCompareArrows,
  House,
  Inbox,
  Megaphone,
  Plug,
  Scale,
  ScrollText,
  Settings2,
  Shapes,
  Users,
  type LucideIcon,
} from 'lucide-react';

export type ScreenId =
  | 'home'
  | 'vacancies'
  | 'plans'
  | 'changes'
  | 'calendar'
  | 'candidates'
  | 'segments'
  | 'applicants'
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
  readonly Component: LazyExoticComponent<ComponentType>;
  /** Reads the code ahead of the first visit. */
  readonly preload: () => Promise<unknown>;
}

const ORDER: readonly (readonly [ScreenId, ScreenGroup, LucideIcon])[] = [
  ['home', 'work', House],
  ['vacancies', 'work', Briefcase],
  ['plans', 'work', Megaphone],
  ['changes', 'work', GitCompareArrows],
  ['calendar', 'work', CalendarDays],
  ['candidates', 'people', Users],
  ['segments', 'people', Shapes],
  ['applicants', 'people', Inbox],
  ['results', 'results', ChartLine],
  ['rules', 'results', Scale],
  ['templates', 'system', FileText],
  ['connections', 'system', Plug],
  ['audit', 'system', ScrollText],
  ['settings', 'system', Settings2],
];

/** A screen is a folder of features with a `screen.tsx` that exports `Screen`; what has none is not in the program. */
const modules = import.meta.glob<{ readonly Screen: ComponentType }>('../features/*/screen.tsx');

export const screens: readonly ScreenEntry[] = ORDER.flatMap(([id, group, icon]) => {
  const load = modules[`../features/${id}/screen.tsx`];
  if (load === undefined) return [];
  return [{ id, group, icon, preload: load, Component: lazy(async () => ({ default: (await load()).Screen })) }];
});
