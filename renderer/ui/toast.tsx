import { useEffect, useMemo } from 'react';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { create } from 'zustand';
import { useText } from '../i18n/index.ts';
import { asRpcError } from '../rpc/rpc-error.ts';
import { Button, IconButton } from './button.tsx';

interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly what: string;
  readonly fix?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}
interface Toasts {
  readonly toasts: readonly Toast[];
  readonly add: (toast: Omit<Toast, 'id'>) => void;
  readonly remove: (id: number) => void;
}

const MOST = 3;
const GOOD_MS = 6_000;
let lastId = 0;

const useToasts = create<Toasts>((set) => ({
  toasts: [],
  add: (toast) => set(({ toasts }) => ({ toasts: [...toasts, { ...toast, id: (lastId += 1) }].slice(-MOST) })),
  remove: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
}));

export interface Notify {
  /** What was done, in the past tense, with an undo where there is one. */
  readonly done: (what: string, action?: Toast['action']) => void;
  /** Anything that was thrown: what happened and what to do. Stays until it is closed. */
  readonly failed: (cause: unknown) => void;
}

export function useNotify(): Notify {
  const add = useToasts((state) => state.add);
  const { error } = useText();
  return useMemo(
    () => ({
      done: (what, action) => add({ tone: 'good', what, action }),
      failed: (cause) => add({ tone: 'bad', ...error(asRpcError(cause)) }),
    }),
    [add, error],
  );
}

/** One live region for the whole program; slow work that ends reports here. */
export function ToastRegion() {
  const { t } = useText();
  const { toasts } = useToasts();
  return (
    <section className="toasts" aria-label={t('common.notices')} aria-live="polite" aria-relevant="additions">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const { t } = useText();
  const remove = useToasts((state) => state.remove);
  useEffect(() => {
    if (toast.tone === 'bad') return undefined;
    const timer = setTimeout(() => remove(toast.id), GOOD_MS);
    return () => clearTimeout(timer);
  }, [toast, remove]);
  return (
    <div className={`toast toast-${toast.tone}`}>
      {toast.tone === 'good' ? <CircleCheck size={17} aria-hidden /> : <CircleAlert size={17} aria-hidden />}
      <div className="grow">
        <p className="toast-what">{toast.what}</p>
        {toast.fix !== undefined && <p className="small quiet">{toast.fix}</p>}
      </div>
      {toast.action !== undefined && (
        <Button variant="plain" onPress={() => (toast.action?.run(), remove(toast.id))}>
          {toast.action.label}
        </Button>
      )}
      <IconButton label={t('common.close')} icon={<X size={15} aria-hidden />} onPress={() => remove(toast.id)} />
    </div>
  );
}
