import type { PlanRow } from '../../../core/contract/index.ts';
import type { MessageKey, Text } from '../../i18n/index.ts';
import { GridBadge } from '../../ui/grid/index.ts';
import type { StatusIcon, Tone } from '../../ui/index.ts';

type Look = readonly [Tone, StatusIcon];

const DELIVERY: Readonly<Record<PlanRow['delivery'], Look>> = {
  none: ['quiet', 'draft'],
  active: ['good', 'live'],
  paused: ['quiet', 'pause'],
  in_review: ['info', 'waiting'],
  rejected: ['bad', 'ban'],
  limited: ['warn', 'warning'],
  ended: ['quiet', 'check'],
  archived: ['quiet', 'archive'],
  unknown: ['warn', 'unknown'],
};
const STATUS: Readonly<Record<PlanRow['status'], Look>> = {
  active: ['good', 'play'],
  paused: ['quiet', 'pause'],
  archived: ['quiet', 'archive'],
};
const MARK: Readonly<Record<Exclude<PlanRow['mark'], 'none'>, Look>> = {
  new: ['mine', 'new'],
  edited: ['mine', 'edited'],
  removed: ['mine', 'removed'],
  conflict: ['bad', 'conflict'],
  incoming: ['good', 'incoming'],
};

export function DeliveryBadge({ delivery, text }: { readonly delivery: PlanRow['delivery']; readonly text: Text }) {
  const [tone, icon] = DELIVERY[delivery];
  return (
    <GridBadge tone={tone} icon={icon}>
      {text.t(`plansScreen.delivery.${delivery}`)}
    </GridBadge>
  );
}

export function DesiredBadge({ status, text }: { readonly status: PlanRow['status']; readonly text: Text }) {
  const [tone, icon] = STATUS[status];
  return (
    <GridBadge tone={tone} icon={icon}>
      {text.t(`plansScreen.status.${status}`)}
    </GridBadge>
  );
}

/** Plus, delta, minus, conflict, incoming; nothing where the network has what we want. */
export function ChangeBadge({ mark, text }: { readonly mark: PlanRow['mark']; readonly text: Text }) {
  if (mark === 'none') return null;
  const [tone, icon] = MARK[mark];
  return (
    <GridBadge tone={tone} icon={icon}>
      {text.t(`plansScreen.mark.${mark}`)}
    </GridBadge>
  );
}

export function ProblemsBadge({ errors, warnings, text }: { readonly errors: number; readonly warnings: number; readonly text: Text }) {
  if (errors > 0) {
    return (
      <GridBadge tone="bad" icon="alert">
        {text.t('plansScreen.errors', { count: errors })}
      </GridBadge>
    );
  }
  return warnings === 0 ? null : (
    <GridBadge tone="warn" icon="warning">
      {text.t('plansScreen.warnings', { count: warnings })}
    </GridBadge>
  );
}

/** Name of a field of a campaign, ad group or ad; the field's own name where the catalogue has none. */
export function fieldLabel(field: string, text: Text): string {
  return text.say(`plansScreen.field.${field}` satisfies string, {}, field);
}

export const LEVEL_LABELS = {
  campaign: 'plansScreen.level.campaign',
  ad_group: 'plansScreen.level.ad_group',
  ad: 'plansScreen.level.ad',
} as const satisfies Record<PlanRow['level'], MessageKey>;
