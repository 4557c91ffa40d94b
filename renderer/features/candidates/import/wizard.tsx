import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { CandidateImport } from '../../../../core/contract/index.ts';
import { useText, type MessageKey } from '../../../i18n/index.ts';
import { useClient, useUrlState } from '../../../navigation/index.ts';
import { RpcError, useBackend, useRead, useTask, useWrite, type OutputOf } from '../../../rpc/index.ts';
import { Await, Button, Progress, Screen, useNotify, WizardSteps } from '../../../ui/index.ts';
import { Report } from '../report.tsx';
import { CandidatesView } from '../view.ts';
import { DeclarationForm } from './declaration.tsx';
import { DifferenceStep } from './difference.tsx';
import { FileStep } from './file-step.tsx';
import { MappingStep, type MappingChange } from './mapping-step.tsx';

const STEPS = ['file', 'mapping', 'report', 'difference', 'result'] as const;
type Step = (typeof STEPS)[number];
const LABELS: Readonly<Record<Step, MessageKey>> = {
  file: 'candidatesScreen.import.step.file',
  mapping: 'candidatesScreen.import.step.mapping',
  report: 'candidatesScreen.import.step.report',
  difference: 'candidatesScreen.import.step.difference',
  result: 'candidatesScreen.import.step.result',
};

/** File, columns and consent, preparation report, difference, done. Nobody is stored before the last button. */
export function CandidateWizard() {
  const { t } = useText();
  const { clientId } = useClient();
  const { call } = useBackend();
  const [view, change] = useUrlState(CandidatesView);
  const importId = view.import === 'new' ? null : view.import;
  const [step, setStep] = useState<Step>('file');
  const [result, setResult] = useState<OutputOf<'candidates.commitImport'> | null>(null);
  const shown: Step = result !== null ? 'result' : importId === null ? 'file' : step === 'file' || step === 'result' ? 'mapping' : step;

  function leave(): void {
    // What was read but not stored is thrown away; a failure leaves it to the backend's own clearing.
    if (importId !== null && result === null) void call('candidates.discardImport', { importId }).catch(() => undefined);
    change({ import: null });
  }

  return (
    <Screen
      flush
      title={t('candidatesScreen.import')}
      actions={
        result === null && (
          <Button variant="plain" onPress={leave}>
            {t('candidatesScreen.import.leave')}
          </Button>
        )
      }
    >
      <WizardSteps label={t('candidatesScreen.import.steps')} steps={STEPS} current={shown} labelOf={(each) => t(LABELS[each])} />
      {shown === 'file' && (
        <div className="screen-body">
          <FileStep
            clientId={clientId}
            onOpened={(id) => {
              setStep('mapping');
              change({ import: id });
            }}
          />
        </div>
      )}
      {importId !== null && result === null && <Opened importId={importId} step={shown} toStep={setStep} onCommitted={setResult} />}
      {result !== null && (
        <Result
          result={result}
          onDone={() => change({ import: null })}
          onAgain={() => {
            setResult(null);
            setStep('file');
            change({ import: 'new' });
          }}
        />
      )}
    </Screen>
  );
}

interface OpenedProps {
  readonly importId: string;
  readonly step: Step;
  readonly toStep: (step: Step) => void;
  readonly onCommitted: (result: OutputOf<'candidates.commitImport'>) => void;
}

function Opened({ importId, ...rest }: OpenedProps) {
  const reading = useRead('candidates.getImport', { importId });
  return <Await reading={reading}>{(preview) => <WithPreview first={preview} {...rest} />}</Await>;
}

function WithPreview({ first, step, toStep, onCommitted }: Omit<OpenedProps, 'importId'> & { readonly first: CandidateImport }) {
  const { t, number } = useText();
  const notify = useNotify();
  const remap = useTask('candidates.setImportMapping');
  const commit = useTask('candidates.commitImport');
  const [changed, setChanged] = useState<CandidateImport | null>(null);
  const preview = changed ?? first;
  const { counts } = preview;
  const columns = preview.columns.map(({ column, target, overwrite }) => ({ column, target, overwrite }));
  const answers = preview.questions.flatMap(({ column, answer }) => (answer === null ? [] : [{ column, answer }]));
  const revision = JSON.stringify([columns, answers, preview.declaration]);

  async function map(change: Partial<MappingChange> & { readonly declaration?: CandidateImport['declaration'] }): Promise<void> {
    const answer = await remap.run({
      importId: preview.importId,
      columns: [...(change.columns ?? columns)],
      answers: [...(change.answers ?? answers)],
      declaration: change.declaration ?? preview.declaration,
    });
    if (answer instanceof RpcError) notify.failed(answer);
    else setChanged(answer);
  }
  async function importNow(): Promise<void> {
    const answer = await commit.run({ importId: preview.importId });
    if (answer instanceof RpcError) notify.failed(answer);
    else onCommitted(answer);
  }

  const blocked = blockedBy(preview);
  const next: Step = step === 'mapping' ? 'report' : 'difference';
  return (
    <>
      {step === 'difference' ? (
        <DifferenceStep preview={preview} revision={revision} />
      ) : (
        <div className="screen-body">
          {step === 'mapping' && (
            <>
              <p className="quiet wizard-about">
                {t('candidatesScreen.import.about', {
                  file: preview.fileName,
                  rows: number(preview.rows),
                  columns: preview.columns.length,
                  encoding: preview.encoding,
                })}
              </p>
              {preview.missingDeclarations.length > 0 && (
                <DeclarationForm preview={preview} onDeclare={(declaration) => void map({ declaration })} />
              )}
              <MappingStep preview={preview} onChange={(change) => void map(change)} />
            </>
          )}
          {step === 'report' && <Report report={preview.report} />}
        </div>
      )}
      <footer className="wizard-foot">
        {commit.running || remap.running ? (
          <div className="grow">
            <Progress
              label={t(commit.running ? 'candidatesScreen.import.writing' : 'candidatesScreen.import.readingAgain')}
              progress={commit.running ? commit.progress : remap.progress}
              onCancel={commit.running ? commit.cancel : remap.cancel}
            />
          </div>
        ) : (
          <>
            {step !== 'mapping' && (
              <Button onPress={() => toStep(step === 'difference' ? 'report' : 'mapping')}>{t('candidatesScreen.import.back')}</Button>
            )}
            <span className="quiet small">
              {blocked === null
                ? t('candidatesScreen.import.ready', { new: counts.new, changed: counts.changed, rejected: counts.rejected })
                : t(blocked)}
            </span>
            <span className="push" />
            {step === 'difference' ? (
              <Button
                needs="writing"
                variant="primary"
                isDisabled={blocked !== null || counts.new + counts.changed === 0}
                onPress={() => void importNow()}
              >
                {t('candidatesScreen.import.commit', { writes: counts.new + counts.changed })}
              </Button>
            ) : (
              <Button variant="primary" isDisabled={blocked !== null} onPress={() => toStep(next)}>
                {t(step === 'mapping' ? 'candidatesScreen.import.seeReport' : 'candidatesScreen.import.seeDifference')}
              </Button>
            )}
          </>
        )}
      </footer>
    </>
  );
}

const IDENTIFIERS: readonly (string | null)[] = ['externalId', 'email', 'phone', 'document'];

/** What must be done before the people can be stored; null when nothing. */
function blockedBy(preview: CandidateImport): MessageKey | null {
  if (preview.questions.some(({ answer }) => answer === null)) return 'candidatesScreen.import.answerFirst';
  if (!preview.columns.some(({ target }) => IDENTIFIERS.includes(target))) return 'candidatesScreen.import.identifierFirst';
  return preview.missingDeclarations.length > 0 && preview.declaration === null ? 'candidatesScreen.import.declareFirst' : null;
}

function Result({
  result,
  onDone,
  onAgain,
}: {
  readonly result: OutputOf<'candidates.commitImport'>;
  readonly onDone: () => void;
  readonly onAgain: () => void;
}) {
  const { t } = useText();
  const notify = useNotify();
  const undo = useWrite('history.undo');
  return (
    <div className="screen-body">
      <div className="empty" role="status">
        <div className="empty-icon">
          <CircleCheck size={20} aria-hidden />
        </div>
        <h2>{t('candidatesScreen.result.title', { new: result.new, changed: result.changed })}</h2>
        <p className="quiet measure">
          {t('candidatesScreen.result.rest', { unchanged: result.unchanged, duplicate: result.duplicate, rejected: result.rejected })}
        </p>
        <div className="empty-action">
          <Button variant="primary" onPress={onDone}>
            {t('candidatesScreen.result.see')}
          </Button>
          <Button onPress={onAgain}>{t('candidatesScreen.result.again')}</Button>
          <Button
            needs="writing"
            variant="plain"
            isDisabled={undo.isPending || result.new + result.changed === 0}
            onPress={() =>
              undo.mutate(
                {},
                {
                  onSuccess: () => {
                    notify.done(t('candidatesScreen.result.undone'));
                    onDone();
                  },
                  onError: notify.failed,
                },
              )
            }
          >
            {t('candidatesScreen.result.undo')}
          </Button>
        </div>
      </div>
    </div>
  );
}
