import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Problem } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead, useWrite } from '../../../rpc/index.ts';
import { Button, TextField, useNotify } from '../../../ui/index.ts';
import { fieldLabel } from '../words.tsx';

/** What stands in the way of publishing this object: the field, what to do, and for a warning the way to accept it with a reason. */
export function Problems({ objectId }: { readonly objectId: string }) {
  const { t } = useText();
  const { data } = useRead('checks.list', { clientId: null, objectId, severity: null, offset: 0, limit: 50 });
  const problems = data?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <section className="panel-group">
      <h3>{t('plansScreen.problems', { count: problems.length })}</h3>
      <ul>
        {problems.map((problem) => (
          <ProblemLine key={`${problem.code} ${problem.field}`} problem={problem} />
        ))}
      </ul>
    </section>
  );
}

function ProblemLine({ problem }: { readonly problem: Problem }) {
  const text = useText();
  const { t, say } = text;
  const notify = useNotify();
  const waive = useWrite('checks.waive');
  const [reason, setReason] = useState<string | null>(null);
  const key = problem.code.startsWith('checks.') ? problem.code : `checks.${problem.code}`;
  const fix = say(`${key}.fix`, problem.details, '');
  const Icon = problem.severity === 'error' ? CircleAlert : TriangleAlert;
  return (
    <li className={`problem is-${problem.severity}`}>
      <Icon size={15} aria-label={t(problem.severity === 'error' ? 'plansScreen.error' : 'plansScreen.warning')} />
      <div>
        <p>
          {problem.field !== null && <strong>{fieldLabel(problem.field, text)}: </strong>}
          {say(key, problem.details, problem.code)}
        </p>
        {fix !== '' && <p className="quiet">{fix}</p>}
        {problem.source !== null && <p className="small faint">{problem.source}</p>}
        {problem.waivedReason !== null && <p className="small quiet">{t('plansScreen.waived', { reason: problem.waivedReason })}</p>}
        {problem.severity === 'warning' && problem.waivedReason === null && reason === null && (
          <Button needs="writing" variant="plain" onPress={() => setReason('')}>
            {t('plansScreen.waive')}
          </Button>
        )}
        {reason !== null && (
          <div className="row">
            <div className="grow">
              <TextField label={t('plansScreen.waiveReason')} value={reason} onChange={setReason} autoFocus />
            </div>
            <Button
              needs="writing"
              isDisabled={reason.trim().length < 3}
              onPress={() =>
                waive.mutate(
                  { objectIds: [problem.objectId], code: problem.code, reason: reason.trim() },
                  { onSuccess: () => setReason(null), onError: notify.failed },
                )
              }
            >
              {t('plansScreen.waiveNow')}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
