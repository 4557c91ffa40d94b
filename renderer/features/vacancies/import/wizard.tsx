import { useState } from 'react';
import type { ImportPreview } from '../../../../core/contract/index.ts';
import { useText, type MessageKey } from '../../../i18n/index.ts';
import { useClient, useUrlState } from '../../../navigation/index.ts';
import { RpcError, useBackend, useRead, useTask, useWrite, type OutputOf } from '../../../rpc/index.ts';
import { Await, Button, Checkbox, Progress, Screen, useNotify, WizardSteps } from '../../../ui/index.ts';
import { VacanciesView } from '../view.ts';
import { DifferenceStep } from './difference-step.tsx';
import { FileStep } from './file-step.tsx';
import { MappingStep, type MappingChange } from './mapping-step.tsx';
import { ResultStep } from './result-step.tsx';

type Step = 'file' | 'mapping' | 'difference' | 'result';
const STEPS: readonly Step[] = ['file', 'mapping', 'difference', 'result'];
const LABELS: Readonly<Record<Step, MessageKey>> = {
  file: 'vacanciesScreen.import.step.file',
  mapping: 'vacanciesScreen.import.step.mapping',
  difference: 'vacanciesScreen.import.step.difference',
  result: 'vacanciesScreen.import.step.result',
};

/** File, columns, difference, done. Nothing is written before the last button, which names what it will do. */
export function ImportWizard() {
  const { t } = useText();
  const { clientId } = useClient();
  const { call } = useBackend();
  const [view, change] = useUrlState(VacanciesView);
  const importId = view.import === 'new' ? null : view.import;
  const [step, setStep] = useState<Step>('file');
  const [result, setResult] = useState<OutputOf<'vacancies.commitImport'> | null>(null);
  const [importedFor, setImportedFor] = useState<string | null>(null);
  const shown: Step = result !== null ? 'result' : importId === null ? 'file' : step === 'difference' ? 'difference' : 'mapping';

  function committed(done: OutputOf<'vacancies.commitImport'>, clientOfFile: string): void {
    setImportedFor(clientOfFile);
    setResult(done);
  }
  function leave(): void {
    // What was read but not imported is thrown away; a failure leaves it to the backend's own clearing.
    if (importId !== null && result === null) void call('vacancies.discardImport', { importId }).catch(() => undefined);
    change({ import: null });
  }

  return (
    <Screen
      flush
      title={t('vacanciesScreen.import')}
      actions={
        result === null && (
          <Button variant="plain" onPress={leave}>
            {t('vacanciesScreen.import.leave')}
          </Button>
        )
      }
    >
      <WizardSteps label={t('vacanciesScreen.import.steps')} steps={STEPS} current={shown} labelOf={(each) => t(LABELS[each])} />
      {shown === 'file' && (
        <div className="screen-body">
          <FileStep
            clientId={clientId}
            onOpened={(id, wholeFeed) => {
              setStep('mapping');
              change({ import: id, wholeFeed });
            }}
          />
        </div>
      )}
      {importId !== null && result === null && <Opened importId={importId} step={shown} toStep={setStep} onCommitted={committed} />}
      {result !== null && (
        <ResultStep
          result={result}
          clientId={importedFor}
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
  readonly onCommitted: (result: OutputOf<'vacancies.commitImport'>, clientId: string) => void;
}

function Opened({ importId, step, toStep, onCommitted }: OpenedProps) {
  const reading = useRead('vacancies.getImport', { importId });
  return (
    <Await reading={reading}>{(preview) => <WithPreview first={preview} step={step} toStep={toStep} onCommitted={onCommitted} />}</Await>
  );
}

function WithPreview({ first, step, toStep, onCommitted }: Omit<OpenedProps, 'importId'> & { readonly first: ImportPreview }) {
  const { t, number } = useText();
  const notify = useNotify();
  const [{ wholeFeed }] = useUrlState(VacanciesView);
  const remap = useWrite('vacancies.setImportMapping');
  const commit = useTask('vacancies.commitImport');
  const [acceptShrink, setAcceptShrink] = useState(false);
  const preview = remap.data ?? first;
  const { counts } = preview;
  const writes = counts.new + counts.changed + counts.closed;
  const open = preview.questions.filter(({ answer }) => answer === null).length;
  const hasTitle = preview.columns.some(({ target }) => target === 'title');
  const revision = JSON.stringify([
    preview.columns.map(({ target, overwrite }) => [target, overwrite]),
    preview.questions.map(({ answer }) => answer),
  ]);

  function map({ columns, answers }: MappingChange): void {
    remap.mutate(
      { importId: preview.importId, columns: [...columns], answers: [...answers], closeMissing: wholeFeed },
      { onError: notify.failed },
    );
  }
  async function importNow(): Promise<void> {
    const answer = await commit.run({ importId: preview.importId, acceptShrink });
    if (!(answer instanceof RpcError)) return onCommitted(answer, preview.clientId);
    if (answer.code !== 'vacancies.cancelled' && answer.code !== 'call.cancelled') notify.failed(answer);
  }

  const blocked =
    open > 0 ? t('vacanciesScreen.import.answerFirst', { count: open }) : hasTitle ? null : t('vacanciesScreen.import.titleFirst');
  return (
    <>
      {step === 'mapping' ? (
        <div className="screen-body">
          <p className="quiet wizard-about">
            {preview.format === 'csv'
              ? t('vacanciesScreen.import.about', {
                  file: preview.fileName,
                  rows: number(preview.rows),
                  columns: preview.columns.length,
                  encoding: preview.encoding,
                  separator: separatorName(preview.separator),
                })
              : t('vacanciesScreen.import.aboutWhole', {
                  file: preview.fileName,
                  rows: number(preview.rows),
                  columns: preview.columns.length,
                  format: t(`vacanciesScreen.import.format.${preview.format}`),
                  encoding: preview.encoding,
                })}{' '}
            {t('vacanciesScreen.import.emptyMeans')}
          </p>
          <MappingStep preview={preview} onChange={map} />
        </div>
      ) : (
        <DifferenceStep preview={preview} revision={revision} />
      )}
      <footer className="wizard-foot">
        {commit.running ? (
          <div className="grow">
            <Progress label={t('vacanciesScreen.import.writing')} progress={commit.progress} onCancel={commit.cancel} />
          </div>
        ) : step === 'mapping' ? (
          <>
            <span className="quiet">
              {blocked ?? t('vacanciesScreen.import.ready', { new: counts.new, changed: counts.changed, rejected: counts.rejected })}
            </span>
            <span className="push" />
            <Button variant="primary" isDisabled={blocked !== null} onPress={() => toStep('difference')}>
              {t('vacanciesScreen.import.seeDifference')}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={() => toStep('mapping')}>{t('vacanciesScreen.import.back')}</Button>
            {preview.shrinkHeld && (
              <Checkbox value={acceptShrink} onChange={setAcceptShrink}>
                {t('vacanciesScreen.import.shrink', { count: counts.closed })}
              </Checkbox>
            )}
            <span className="push quiet small">{t('vacanciesScreen.import.oneUndo')}</span>
            <Button
              needs="writing"
              variant="primary"
              isDisabled={writes === 0 || (preview.shrinkHeld && !acceptShrink)}
              onPress={() => void importNow()}
            >
              {t('vacanciesScreen.import.commit', { new: counts.new, changed: counts.changed, closed: counts.closed, writes })}
            </Button>
          </>
        )}
      </footer>
    </>
  );

  function separatorName(separator: string): string {
    return separator === '\t' ? t('vacanciesScreen.import.tab') : separator;
  }
}
