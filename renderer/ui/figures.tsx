import type { Money as MoneyValue } from '../../core/kernel/index.ts';
import { formatAge, useNow, useText } from '../i18n/index.ts';

/** `$480.000 COP`; the code is quiet, the digits are not. */
export function Money({
  value,
  signed = false,
  compact = false,
  code = true,
}: {
  readonly value: MoneyValue | null;
  readonly signed?: boolean;
  readonly compact?: boolean;
  readonly code?: boolean;
}) {
  const { money } = useText();
  if (value === null) return <span className="faint">–</span>;
  return (
    <span className="money">
      {money(value, { sign: signed ? 'always' : 'auto', compact })}
      {code && <span className="money-code">{'\u00a0' + value.currency}</span>}
    </span>
  );
}

export function Percent({ ratio, decimals = 1 }: { readonly ratio: number | null; readonly decimals?: number }) {
  const { percent } = useText();
  return <span className={ratio === null ? 'faint' : 'money'}>{percent(ratio, decimals)}</span>;
}

/** `hace 4 min`; the exact moment is in the title. `null` says that it never happened. */
export function Age({ at, never }: { readonly at: string | null; readonly never?: string }) {
  const { t, tag, instant } = useText();
  const now = useNow();
  if (at === null) return <span className="faint">{never ?? t('common.never')}</span>;
  return (
    <time dateTime={at} title={instant(at)} className="age">
      {formatAge(at, now, tag) ?? t('common.justNow')}
    </time>
  );
}
