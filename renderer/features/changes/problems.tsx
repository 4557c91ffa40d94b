import { CircleX, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Problem } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Button, TextField, useNotify } from '../../ui/index.ts';

const MOST = 100;
const SHORTEST_REASON = 3;

/** What stands in the way of one object. An error is fixed; a warning is fixed or accepted with a reason. */
export function Problems({ objectId }: { readonly objectId: string }) {
  const { t } = useText();
  const { data } = useRead('checks.list', { clientId: null, objectId, severity: null, offset: 0, limit: MOST });
  // An accepted warning no longer counts and still shows why it was accepted.
  if (data === undefined || data.problems.length === 0) return null;
  return (
    <ul className="problems" aria-label={t('changesScreen.column.problems')}>
      {data.problems.map((problem) => (
        <ProblemRow key={`${problem.code}-${problem.field ?? ''}`} problem={problem} />
      ))}
    </ul>
  );
}

function ProblemRow({ problem }: { readonly problem: Problem }) {
  const { t, say } = useText();
  const notify = useNotify();
  const [reason, setReason] = useState<string | null>(null);
  const waive = useWrite('checks.waive');
  const isError = problem.severity === 'error';
  const Icon = isError ? CircleX : TriangleAlert;
  const code = problem.code.replace(/^checks\./, '');
  return (
    <li className={`problem problem-${problem.severity}`}>
      <Icon size={16} aria-hidden />
      <div className="grow stack-tight">
        <span>
          {problem.field !== null && <strong>{say(`changesScreen.field.${problem.field}`, {}, problem.field)}: </strong>}
          {say(`checks.${code}`, problem.details)}
        </span>
        {problem.source !== null && <span className="small quiet">{t('changesScreen.source', { source: problem.source })}</span>}
        {problem.waivedReason !== null && (
          <span className="small quiet">{t('changesScreen.waived', { reason: problem.waivedReason })}</span>
        )}
        {reason !== null && (
          <div className="problem-reason">
            <TextField label={t('changesScreen.reason')} value={reason} onChange={setReason} maxLength={500} autoFocus />
            <div className="row">
              <Button
                needs="writing"
                isDisabled={reason.trim().length < SHORTEST_REASON || waive.isPending}
                onPress={() =>
                  waive.mutate(
                    { objectIds: [problem.objectId], code: problem.code, reason },
                    { onError: notify.failed, onSuccess: () => setReason(null) },
                  )
                }
              >
                {t('changesScreen.waive.save')}
              </Button>
              <Button variant="plain" onPress={() => setReason(null)}>
                {t('common.cancel')}
              </Button>
            </div>
          </div>
        )}
      </div>
      {!isError && problem.waivedReason === null && reason === null && (
        <Button needs="writing" variant="plain" onPress={() => setReason('')}>
          {t('changesScreen.waive')}
        </Button>
      )}
    </li>
  );
}
