import { Eye, Plane, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/index.ts';
import { Logo } from '../frame/logo.tsx';
import './onboarding.css';

/** The paper of every screen before the program: what to do on the left, what to expect on the right. */
export function FirstRun({ title, lead, children }: { readonly title: string; readonly lead: string; readonly children: ReactNode }) {
  const { t } = useText();
  return (
    <main className="first-run">
      <div className="first-run-main">
        <div className="first-run-brand">
          <Logo size={26} />
          Altavoz
        </div>
        <div className="stack">
          <h1>{title}</h1>
          <p className="first-run-lead">{lead}</p>
        </div>
        {children}
      </div>
      <aside className="first-run-side" aria-label={t('onboarding.promises')}>
        <div className="promises">
          <section className="promise">
            <Eye size={18} strokeWidth={1.75} aria-hidden />
            <h2>{t('onboarding.seen.title')}</h2>
            <p>{t('onboarding.seen')}</p>
          </section>
          <section className="promise">
            <ShieldCheck size={18} strokeWidth={1.75} aria-hidden />
            <h2>{t('onboarding.once.title')}</h2>
            <p>{t('onboarding.once')}</p>
          </section>
          <section className="promise">
            <Plane size={18} strokeWidth={1.75} aria-hidden />
            <h2>{t('onboarding.offline.title')}</h2>
            <p>{t('onboarding.offline')}</p>
          </section>
        </div>
      </aside>
    </main>
  );
}
