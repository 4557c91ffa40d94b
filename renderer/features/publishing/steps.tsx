import { useState } from 'react';
import { z } from 'zod';
import { StepState, type Step } from '../../../core/contract/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useUrlState } from '../../navigation/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Age, Await, Button, NetworkMark, Segmented, StatusBadge, useNotify, type StatusIcon, type Tone } from '../../ui/index.ts';

const PAGE = 200;
const FILTERS = {
  all: [],
  open: ['planned', 'leased', 'sending'],
  attention: ['unknown', 'needs_person', 'rejected'],
  done: ['confirmed', 'cancelled'],
} as const satisfies Record<string, readonly z.infer<typeof StepState>[]>;
type Filter = keyof typeof FILTERS;
const NAMES = ['all', 'attention', 'open', 'done'] as const satisfies readonly Filter[];
const State = z.object({ steps: z.enum(NAMES).default('all') });

const STATES: Readonly<Record<Step['state'], readonly [Tone, StatusIcon]>> = {
  planned: ['quiet', 'draft'],
  leased: ['info', 'working'],
  sending: ['info', 'working'],
  confirmed: ['good', 'check'],
  rejected: ['bad', 'cross'],
  unknown: ['warn', 'unknown'],
  needs_person: ['bad', 'alert'],
  cancelled: ['quiet', 'ban'],
};

/** One line a remote mutation. An unknown outcome is looked up by the program itself: there is nothing to repeat, so there is no such button. */
export function Steps({ runId }: { readonly runId: string }) {
  const { t, number } = useText();
  const [{ steps: filter }, set] = useUrlState(State);
  const steps = useRead('publishing.steps', { runId, states: [...FILTERS[filter]], network: null, offset: 0, limit: PAGE });
  return (
    <div className="stack">
      <Segmented
        label={t('publishing.steps')}
        value={filter}
        onChange={(value) => set({ steps: value })}
        options={NAMES.map((value) => ({ value, label: t(`publishing.steps.${value}`) }))}
      />
      <Await reading={steps}>
        {(data) => (
          <>
            {data.steps.length === 0 && <p className="quiet">{t('publishing.steps.none')}</p>}
            <ul className="steps">
              {data.steps.map((step) => (
                <StepRow key={step.id} step={step} />
              ))}
            </ul>
            {data.total > data.steps.length && (
              <p className="small quiet">{t('publishing.steps.more', { shown: number(data.steps.length), total: number(data.total) })}</p>
            )}
          </>
        )}
      </Await>
    </div>
  );
}

function StepRow({ step }: { readonly step: Step }) {
  const { t, say, has } = useText();
  const notify = useNotify();
  const settle = useWrite('publishing.settle');
  const off = useSendingOff();
  const offReason = off === null ? undefined : t(off);
  const [raw, setRaw] = useState(false);
  const [tone, icon] = STATES[step.state];
  return (
    <li className="step">
      <span className="step-number num faint">{step.sequence + 1}</span>
      <NetworkMark id={step.network} showName={false} />
      <div className="grow stack-tight">
        <span className="truncate">
          {say(`publishing.kind.${step.kind}`, {}, step.kind)} <strong>{step.objectName}</strong>
        </span>
        {step.state === 'unknown' && <span className="small">{t('publishing.unknown.lead')}</span>}
        {step.state === 'needs_person' && <span className="small">{t('publishing.needsPerson.lead')}</span>}
        {step.waitsReason !== null && has(`publishing.waitsFor.${step.waitsReason}`) && (
          <span className="small quiet">{say(`publishing.waitsFor.${step.waitsReason}`)}</span>
        )}
        {step.failure !== null && <span className="small quiet">{step.failure.message}</span>}
        {raw && step.failure?.raw !== null && <pre className="step-raw">{step.failure?.raw}</pre>}
        <span className="small faint">
          <code>{step.marker}</code>
          {step.remoteId !== null && (
            <>
              {' → '}
              <code>{step.remoteId}</code>
            </>
          )}
        </span>
      </div>
      <div className="step-end">
        <StatusBadge tone={tone} icon={icon}>
          {t(`publishing.step.${step.state}`)}
        </StatusBadge>
        <span className="small quiet">
          {step.waitsUntil === null ? <Age at={step.answeredAt ?? step.sentAt} never="" /> : <Age at={step.waitsUntil} />}
        </span>
        {step.failure?.raw != null && (
          <Button variant="plain" aria-expanded={raw} onPress={() => setRaw(!raw)}>
            {t(raw ? 'publishing.raw.hide' : 'publishing.raw')}
          </Button>
        )}
        {step.state === 'needs_person' && (
          <>
            <Button
              offReason={offReason}
              onPress={() => settle.mutate({ stepId: step.id, decision: 'look_again' }, { onError: notify.failed })}
            >
              {t('publishing.settle.look')}
            </Button>
            <Button
              variant="plain"
              offReason={offReason}
              onPress={() => settle.mutate({ stepId: step.id, decision: 'cancel' }, { onError: notify.failed })}
            >
              {t('publishing.settle.cancel')}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
