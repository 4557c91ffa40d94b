import { FileSpreadsheet } from 'lucide-react';
import { useState } from 'react';
import { DropZone, FileTrigger, type FileDropItem } from 'react-aria-components';
import { useText } from '../../../i18n/index.ts';
import { RpcError, useRead, useTask } from '../../../rpc/index.ts';
import { Button, Progress, Select, useNotify } from '../../../ui/index.ts';
import { base64Of, LARGEST_BYTES } from '../../vacancies/import/read-file.ts';

const ACCEPTED = ['.csv', '.tsv', '.txt', '.xlsx', '.json', '.jsonl'];

interface Props {
  readonly clientId: string | null;
  readonly onOpened: (importId: string) => void;
}

/** Whose people and which file. Choosing the file is the last move: reading starts at once, and hashing with it. */
export function FileStep({ clientId, onOpened }: Props) {
  const { t, bytes } = useText();
  const notify = useNotify();
  const { data } = useRead('clients.list', {});
  const clients = data?.clients ?? [];
  const [chosen, setChosen] = useState(clientId);
  const client = clients.find(({ id }) => id === chosen) ?? (clients.length === 1 ? clients[0] : undefined);
  const [name, setName] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const open = useTask('candidates.openImport');

  async function read(file: File): Promise<void> {
    if (client === undefined) return setRefusal(t('candidatesScreen.import.clientFirst'));
    if (file.size > LARGEST_BYTES)
      return setRefusal(t('candidatesScreen.import.tooLarge', { size: bytes(file.size), most: bytes(LARGEST_BYTES) }));
    setRefusal(null);
    setName(file.name);
    const answer = await open.run({ clientId: client.id, source: { name: file.name, base64: await base64Of(file) }, declaration: null });
    if (!(answer instanceof RpcError)) return onOpened(answer.importId);
    if (answer.code !== 'candidates.cancelled' && answer.code !== 'call.cancelled') notify.failed(answer);
  }

  return (
    <div className="wizard stack wizard-file">
      <div className="wizard-client">
        <Select
          label={t('candidatesScreen.import.whose')}
          value={client?.id ?? null}
          placeholder={t('candidatesScreen.import.chooseClient')}
          options={clients.map(({ id, name: label }) => ({ value: id, label }))}
          onChange={setChosen}
        />
      </div>
      <DropZone
        className="drop"
        aria-label={t('candidatesScreen.import.drop')}
        getDropOperation={() => 'copy'}
        onDrop={(event) => {
          const item = event.items.find((candidate): candidate is FileDropItem => candidate.kind === 'file');
          if (item !== undefined) void item.getFile().then(read);
        }}
      >
        <FileSpreadsheet size={28} strokeWidth={1.5} aria-hidden />
        <p className="drop-title">{t('candidatesScreen.import.drop')}</p>
        <p className="quiet small">{t('candidatesScreen.import.kinds')}</p>
        <FileTrigger
          acceptedFileTypes={ACCEPTED}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void read(file);
          }}
        >
          <Button variant="primary" isDisabled={open.running || client === undefined}>
            {t('candidatesScreen.import.choose')}
          </Button>
        </FileTrigger>
        {client === undefined && <p className="small quiet">{t('candidatesScreen.import.clientFirst')}</p>}
      </DropZone>
      {refusal !== null && (
        <p role="alert" className="field-error">
          {refusal}
        </p>
      )}
      <p className="small quiet measure">{t('candidatesScreen.import.private')}</p>
      {open.running && (
        <Progress label={t('candidatesScreen.import.reading', { file: name })} progress={open.progress} onCancel={open.cancel} />
      )}
    </div>
  );
}
