import { TriangleAlert } from 'lucide-react';
import type { ScheduleWarning } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';

/** What the checks say about something scheduled, in their own sentences. */
export function WarningList({ warnings }: { readonly warnings: readonly ScheduleWarning[] }) {
  const { say } = useText();
  return (
    <ul className="small schedule-warnings">
      {warnings.map(({ objectId, objectName, code, details }, index) => (
        <li key={`${objectId}-${code}-${index}`} className="row">
          <TriangleAlert size={15} aria-hidden className="tone-warn" />
          <span>
            <strong>{objectName}</strong>: {say(`checks.${code.replace(/^checks\./, '')}`, details)}
          </span>
        </li>
      ))}
    </ul>
  );
}
