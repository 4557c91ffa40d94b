import { useText } from '../../../i18n/index.ts';

interface Limit {
  readonly length: number | null;
  readonly recommended: number | null;
}

/** `24 / 30`: characters as people count them, amber beyond what the network recommends, red beyond what it takes. */
export function Counter({ text, limit }: { readonly text: string; readonly limit: Limit | null }) {
  const { t } = useText();
  const used = Array.from(text).length;
  const most = limit?.length ?? null;
  const advised = limit?.recommended ?? null;
  const isOver = most !== null && used > most;
  const isNear = !isOver && advised !== null && used > advised;
  const shown = most ?? advised;
  return (
    <span
      className={`counter${isOver ? ' is-over' : isNear ? ' is-near' : ''}`}
      title={
        isOver
          ? t('plansScreen.counter.over', { count: used - (most ?? 0) })
          : isNear
            ? t('plansScreen.counter.long', { count: advised ?? 0 })
            : undefined
      }
    >
      {shown === null ? used : `${used} / ${shown}`}
      {isOver && <span className="visually-hidden"> {t('plansScreen.counter.over', { count: used - (most ?? 0) })}</span>}
    </span>
  );
}
