import { FileSpreadsheet } from 'lucide-react';
import { useState } from 'react';
import { DropZone, FileTrigger, type FileDropItem } from 'react-aria-components';
import { useText } from '../../../i18n/index.ts';
import { RpcError, useRead, useTask } from '../../../rpc/index.ts';
import { Button, Checkbox, Progress, Select, useNotify } from '../../../ui/index.ts';
import { base64Of, LARGEST_BYTES } from './read-file.ts';

const ACCEPTED = ['.csv', '.tsv', '.txt', '.xlsx', '.json', '.jsonl', '.ndjson', '.xml', '.html', '.htm'];

interface Props {
  readonly clientId: string | null;
  readonly onOpened: (importId: string, wholeFeed: boolean) => void;
}

/** Whose vacancies and which file. Choosing the file is the last move: reading starts at once. */
export function FileStep({ clientId, onOpened }: Props) {
  const { t, bytes } = useText();
  const notify = useNotify();
  const { data } = useRead('clients.list', {});
  const clients = data?.clients ?? [];
  const [chosen, setChosen] = useState(clientId);
  const client = clients.find(({ id }) => id === chosen) ?? (clients.length === 1 ? clients[0] : undefined);
  const [closeMissing, setCloseMissing] = useState(false);
  const [name, setName] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const open = useTask('vacancies.openImport');

  async function read(file: File): Promise<void> {
    if (client === undefined) return setRefusal(t('vacanciesScreen.invalid.client'));
    if (file.size > LARGEST_BYTES)
      return setRefusal(t('vacanciesScreen.import.tooLarge', { size: bytes(file.size), most: bytes(LARGEST_BYTES) }));
    setRefusal(null);
    setName(file.name);
    const answer = await open.run({ clientId: client.id, source: { name: file.name, base64: await base64Of(file) }, closeMissing });
    if (!(answer instanceof RpcError)) return onOpened(answer.importId, closeMissing);
    if (answer.code !== 'vacancies.cancelled' && answer.code !== 'call.cancelled') notify.failed(answer);
  }

  return (
    <div className="wizard stack wizard-file">
      <div className="wizard-client">
        <Select
          label={t('vacanciesScreen.import.whose')}
          value={client?.id ?? null}
          placeholder={t('vacanciesScreen.chooseClient')}
          options={clients.map(({ id, name: label }) => ({ value: id, label }))}
          onChange={setChosen}
        />
      </div>
      <DropZone
        className="drop"
        aria-label={t('vacanciesScreen.import.drop')}
        getDropOperation={() => 'copy'}
        onDrop={(event) => {
          const item = event.items.find((candidate): candidate is FileDropItem => candidate.kind === 'file');
          if (item !== undefined) void item.getFile().then(read);
        }}
      >
        <FileSpreadsheet size={28} strokeWidth={1.5} aria-hidden />
        <p className="drop-title">{t('vacanciesScreen.import.drop')}</p>
        <p className="quiet small">{t('vacanciesScreen.import.kinds')}</p>
        <FileTrigger
          acceptedFileTypes={ACCEPTED}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void read(file);
          }}
        >
          <Button variant="primary" isDisabled={open.running || client === undefined}>
            {t('vacanciesScreen.import.choose')}
          </Button>
        </FileTrigger>
        {client === undefined && <p className="small quiet">{t('vacanciesScreen.import.clientFirst')}</p>}
      </DropZone>
      {refusal !== null && (
        <p role="alert" className="field-error">
          {refusal}
        </p>
      )}
      <Checkbox value={closeMissing} onChange={setCloseMissing}>
        {t('vacanciesScreen.import.closeMissing')}
      </Checkbox>
      <p className="small quiet measure">{t('vacanciesScreen.import.nothingYet')}</p>
      {open.running && (
        <Progress label={t('vacanciesScreen.import.reading', { file: name })} progress={open.progress} onCancel={open.cancel} />
      )}
    </div>
  );
}
