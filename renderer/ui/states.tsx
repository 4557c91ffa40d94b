import { useEffect, useState, type ReactNode } from 'react';
import { CircleAlert, RotateCw } from 'lucide-react';
import { useText } from '../i18n/index.ts';
import type { RpcError } from '../rpc/rpc-error.ts';
import { Button } from './button.tsx';

/** Teaches the next step, with one button. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty">
      {icon !== undefined && <div className="empty-icon">{icon}</div>}
      <h2>{title}</h2>
      {children !== undefined && <div className="quiet measure">{children}</div>}
      {action !== undefined && <div className="empty-action">{action}</div>}
    </div>
  );
}

/** What happened, what to do, the reference under which the log keeps the rest. */
export function ErrorState({ error, onRetry }: { readonly error: RpcError; readonly onRetry?: () => void }) {
  const text = useText();
  const { what, fix } = text.error(error);
  return (
    <div className="empty" role="alert">
      <div className="empty-icon empty-bad">
        <CircleAlert size={20} aria-hidden />
      </div>
      <h2>{what}</h2>
      <p className="quiet measure">{fix}</p>
      {error.reference !== null && (
        <p className="small faint">
          {text.t('common.reference')} <code>{error.reference}</code>
        </p>
      )}
      {onRetry !== undefined && (
        <div className="empty-action">
          <Button icon={<RotateCw size={15} aria-hidden />} onPress={onRetry}>
            {text.t('common.readAgain')}
          </Button>
        </div>
      )}
    </div>
  );
}

const PATIENCE_MS = 600;

/** Local data comes at once: nothing is drawn, and only a reading that takes unusually long says so in words. */
export function QuietShell() {
  const { t } = useText();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="quiet-shell" aria-busy="true">
      {slow && <p className="faint">{t('common.reading')}</p>}
    </div>
  );
}

interface Reading<T> {
  readonly data: T | undefined;
  readonly error: RpcError | null;
  readonly refetch: () => unknown;
}

/** The five states of a view: quiet while loading, the error when there is nothing to show, a strip above old data, else the content (which draws its own empty state). */
export function Await<T>({ reading, children }: { readonly reading: Reading<T>; readonly children: (data: T) => ReactNode }) {
  const text = useText();
  if (reading.data === undefined)
    return reading.error === null ? <QuietShell /> : <ErrorState error={reading.error} onRetry={() => void reading.refetch()} />;
  return (
    <>
      {reading.error !== null && (
        <p className="stale-strip" role="status">
          {text.t('common.stale')} {text.error(reading.error).what}
        </p>
      )}
      {children(reading.data)}
    </>
  );
}
