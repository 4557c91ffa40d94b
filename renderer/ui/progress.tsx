import { ProgressBar } from 'react-aria-components';
import { useText } from '../i18n/index.ts';
import type { TaskProgress } from '../rpc/index.ts';
import { Button } from './button.tsx';

/** What, how many of how many, rate, time left, and a cancel that works. */
export function Progress({
  label,
  progress,
  onCancel,
}: {
  readonly label: string;
  readonly progress: Pick<TaskProgress, 'done' | 'total' | 'rate' | 'msLeft'> | null;
  readonly onCancel?: () => void;
}) {
  const { t, number, duration } = useText();
  const total = progress?.total ?? null;
  const words = [
    progress === null
      ? null
      : total === null
        ? number(progress.done)
        : t('common.progress.of', { done: number(progress.done), total: number(total) }),
    progress?.rate === null || progress === null ? null : t('common.progress.rate', { rate: number(progress.rate) }),
    progress?.msLeft === null || progress === null ? null : t('common.progress.left', { time: duration(progress.msLeft) }),
  ].filter((word) => word !== null);
  return (
    <div className="progress">
      <ProgressBar
        aria-label={label}
        isIndeterminate={total === null}
        {...(total === null ? {} : { value: progress?.done ?? 0, maxValue: Math.max(1, total) })}
        valueLabel={words.join(' · ')}
        className="grow"
      >
        {({ percentage }) => (
          <>
            <div className="row">
              <span className="truncate">{label}</span>
              <span className="push small quiet num">{words.join(' · ')}</span>
            </div>
            <div className="progress-track">
              <div className="progress-fill" style={{ width: `${percentage ?? 30}%` }} />
            </div>
          </>
        )}
      </ProgressBar>
      {onCancel !== undefined && <Button onPress={onCancel}>{t('common.cancel')}</Button>}
    </div>
  );
}
