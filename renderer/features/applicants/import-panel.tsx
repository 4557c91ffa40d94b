import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { OutcomeKind, type OutcomeImport, type OutcomeTarget } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { RpcError, useRead, useTask } from '../../rpc/index.ts';
import { Button, Checkbox, Panel, Progress, Segmented, Select, TextField, useNetworkNames, useNotify } from '../../ui/index.ts';
import { base64Of, LARGEST_BYTES } from '../vacancies/import/read-file.ts';

interface Chosen {
  readonly name: string;
  readonly base64: string;
}
type Columns = readonly { readonly column: number; readonly target: OutcomeTarget | null }[];
const SHOWN = 50;

/** A file of outcomes: what it would keep comes first, and only then the button that keeps it. */
export function ImportPanel({ clientId, onClose }: { readonly clientId: string | null; readonly onClose: () => void }) {
  const { t, say, bytes } = useText();
  const { nameOf } = useNetworkNames();
  const notify = useNotify();
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const [chosen, setChosen] = useState(clientId);
  const [file, setFile] = useState<Chosen | null>(null);
  const [source, setSource] = useState('');
  const [kind, setKind] = useState<OutcomeKind | null>(null);
  const [consented, setConsented] = useState(false);
  const [order, setOrder] = useState<'dmy' | 'mdy' | null>(null);
  const [look, setLook] = useState<OutcomeImport | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const task = useTask('conversions.importFile');
  const client = clients.find(({ id }) => id === chosen) ?? (clients.length === 1 ? clients[0] : undefined);

  async function read(
    of: Chosen,
    more: { kind?: OutcomeKind | null; consented?: boolean; order?: 'dmy' | 'mdy'; columns?: Columns; commit?: boolean },
  ) {
    if (client === undefined) return setRefusal(t('applicantsScreen.take.chooseClient'));
    setRefusal(null);
    const answer = await task.run({
      clientId: client.id,
      source: of,
      declaration: {
        kind: more.kind === undefined ? kind : more.kind,
        consent: (more.consented ?? consented) ? 'granted' : 'unknown',
        source: source.trim() === '' ? of.name.slice(0, 80) : source.trim(),
      },
      columns:
        (more.columns ?? look?.columns.map(({ column, target }) => ({ column, target })) ?? null)?.map((one) => ({ ...one })) ?? null,
      dateOrder: more.order ?? order,
      commit: more.commit ?? false,
    });
    if (answer instanceof RpcError) {
      if (answer.code !== 'conversions.cancelled' && answer.code !== 'call.cancelled') notify.failed(answer);
      return;
    }
    if (!answer.committed) return setLook(answer);
    notify.done(t('applicantsScreen.file.done', { count: answer.new }));
    onClose();
  }
  async function open(picked: File): Promise<void> {
    if (picked.size > LARGEST_BYTES)
      return setRefusal(t('applicantsScreen.file.tooLarge', { size: bytes(picked.size), most: bytes(LARGEST_BYTES) }));
    const next = { name: picked.name, base64: await base64Of(picked) };
    setFile(next);
    setLook(null);
    await read(next, {});
  }
  const again = (more: Parameters<typeof read>[1]): void => void (file === null ? undefined : read(file, more));
  const targetName = (target: OutcomeTarget): string =>
    target.startsWith('click:')
      ? t('applicantsScreen.file.clickOf', { network: nameOf(target.slice('click:'.length)) })
      : say(`conversions.target.${target}`);

  return (
    <Panel
      id="import-outcomes"
      title={t('applicantsScreen.import')}
      onClose={onClose}
      width={520}
      footer={
        <>
          <span className="push" />
          <Button
            needs="writing"
            variant="primary"
            isDisabled={look === null || look.new === 0 || task.running}
            onPress={() => again({ commit: true })}
          >
            {t('applicantsScreen.file.commit', { count: look?.new ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Select
          label={t('applicantsScreen.form.client')}
          value={client?.id ?? null}
          placeholder={t('applicantsScreen.take.chooseClient')}
          options={clients.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => {
            setChosen(id);
            setLook(null);
          }}
        />
        <TextField
          label={t('applicantsScreen.form.source')}
          placeholder={t('applicantsScreen.form.sourceExample')}
          value={source}
          onChange={setSource}
          maxLength={80}
        />
        <Select
          label={t('applicantsScreen.file.same')}
          value={kind ?? ''}
          options={[
            { value: '', label: t('applicantsScreen.file.perRow') },
            ...OutcomeKind.options.map((value) => ({ value, label: say(`conversions.kind.${value}`) })),
          ]}
          onChange={(value) => {
            const next = OutcomeKind.safeParse(value).data ?? null;
            setKind(next);
            again({ kind: next });
          }}
        />
        <Checkbox
          value={consented}
          onChange={(value) => {
            setConsented(value);
            again({ consented: value });
          }}
        >
          {t('applicantsScreen.form.consented')}
        </Checkbox>
        <p className="small quiet">{t('applicantsScreen.file.kinds', { most: bytes(LARGEST_BYTES) })}</p>
        <FileTrigger
          acceptedFileTypes={['.csv', '.tsv', '.txt', '.xlsx']}
          onSelect={(files) => {
            const picked = files?.[0];
            if (picked !== undefined) void open(picked);
          }}
        >
          <Button isDisabled={client === undefined || task.running}>{t('applicantsScreen.file.choose')}</Button>
        </FileTrigger>
        {refusal !== null && (
          <p role="alert" className="field-error">
            {refusal}
          </p>
        )}
        {task.running && (
          <Progress
            label={t('applicantsScreen.file.reading', { file: file?.name ?? '' })}
            progress={task.progress}
            onCancel={task.cancel}
          />
        )}
        {look !== null && (
          <>
            <p role="status">
              {t('applicantsScreen.file.look', {
                fresh: look.new,
                duplicate: look.duplicate,
                rejected: look.rejected,
                withoutConsent: look.withoutConsent,
              })}
            </p>
            {(look.ambiguousDates.length > 0 || order !== null) && (
              <Segmented
                label={t('applicantsScreen.file.order', { example: look.ambiguousDates[0] ?? '' })}
                value={order ?? ''}
                options={[
                  { value: 'dmy', label: t('applicantsScreen.file.dmy') },
                  { value: 'mdy', label: t('applicantsScreen.file.mdy') },
                ]}
                onChange={(value) => {
                  const next = value === 'mdy' ? 'mdy' : 'dmy';
                  setOrder(next);
                  again({ order: next });
                }}
              />
            )}
            <table className="table" aria-label={t('applicantsScreen.file.column')}>
              <thead>
                <tr>
                  <th scope="col">{t('applicantsScreen.file.column')}</th>
                  <th scope="col">{t('applicantsScreen.file.becomes')}</th>
                </tr>
              </thead>
              <tbody>
                {look.columns.map(({ column, header, target }) => (
                  <tr key={column}>
                    <td className="truncate">{header}</td>
                    <td>
                      <Select
                        label={`${t('applicantsScreen.file.becomes')}: ${header}`}
                        hideLabel
                        value={target ?? ''}
                        options={[
                          { value: '', label: t('applicantsScreen.file.dropped') },
                          ...look.targets.map((value) => ({ value, label: targetName(value) })),
                        ]}
                        onChange={(value) =>
                          again({
                            columns: look.columns.map((one) => ({
                              column: one.column,
                              // One field is fed by one column: choosing it here frees it elsewhere.
                              target: one.column === column ? (value === '' ? null : value) : one.target === value ? null : one.target,
                            })),
                          })
                        }
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <ul className="small applicant-rejects">
              {look.rejects.slice(0, SHOWN).map(({ line, reason, details }) => (
                <li key={line}>{t('applicantsScreen.file.line', { line, reason: say(reason, details, reason) })}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}
