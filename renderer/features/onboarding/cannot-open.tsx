import type { WorkspaceStatus } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { Backups } from '../health/backups.tsx';
import { FirstRun } from './first-run.tsx';

/** A workspace that no key would open: what happened, what to do, and for a damaged file the copies that can be put back. */
export function CannotOpen({ status, code }: { readonly status: WorkspaceStatus; readonly code: string }) {
  const { t, say } = useText();
  return (
    <FirstRun title={t('onboarding.shut.title')} lead={say(`errors.${code}.what`)}>
      <p className="measure">{say(`errors.${code}.fix`)}</p>
      {code === 'workspace.damaged' && <Backups />}
      <p className="small faint">{t('onboarding.directory', { directory: status.directory })}</p>
    </FirstRun>
  );
}
