import { useState } from 'react';
import { OutcomeKind } from '../../../core/contract/index.ts';
import { isDay } from '../../../core/kernel/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Button, Checkbox, Panel, Select, TextField, useNotify } from '../../ui/index.ts';

/** One outcome by hand; what tells who it was is hashed on arrival and kept nowhere, here neither. */
export function RecordPanel({
  clientId,
  today,
  onClose,
}: {
  readonly clientId: string | null;
  readonly today: string;
  readonly onClose: () => void;
}) {
  const { t, say } = useText();
  const notify = useNotify();
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const networks = useRead('networks.list', {}).data?.networks ?? [];
  const [chosen, setChosen] = useState(clientId);
  const [kind, setKind] = useState<OutcomeKind>('application');
  const [occurredOn, setDay] = useState(today);
  const [vacancy, setVacancy] = useState('');
  const [email, setEmail] = useState('');
  const [phone, setPhone] = useState('');
  const [network, setNetwork] = useState('');
  const [click, setClick] = useState('');
  const [source, setSource] = useState('');
  const [consented, setConsented] = useState(false);
  const record = useWrite('conversions.record');
  const client = clients.find(({ id }) => id === chosen) ?? (clients.length === 1 ? clients[0] : undefined);
  const hasClick = network !== '' && click.trim() !== '';
  const hasSomebody = email.trim() !== '' || phone.trim() !== '' || hasClick;
  const ready = client !== undefined && isDay(occurredOn) && occurredOn <= today && hasSomebody && source.trim() !== '';
  function save(): void {
    if (client === undefined) return;
    const person = [
      ...(email.trim() === '' ? [] : [{ kind: 'email' as const, value: email, country: client.country }]),
      ...(phone.trim() === '' ? [] : [{ kind: 'phone' as const, value: phone, country: client.country }]),
    ];
    record.mutate(
      {
        clientId: client.id,
        vacancy: vacancy.trim() === '' ? null : vacancy.trim(),
        kind,
        occurredOn,
        click: hasClick ? { network, id: click.trim() } : null,
        person,
        consent: consented ? 'granted' : 'unknown',
        source: source.trim(),
      },
      {
        onSuccess: ({ isNew }) => {
          notify.done(t(isNew ? 'applicantsScreen.form.saved' : 'applicantsScreen.form.known'));
          onClose();
        },
        onError: notify.failed,
      },
    );
  }
  return (
    <Panel
      id="record-outcome"
      title={t('applicantsScreen.record')}
      onClose={onClose}
      width={440}
      footer={
        <>
          <span className="push" />
          <Button needs="writing" variant="primary" isDisabled={!ready || record.isPending} onPress={save}>
            {t('applicantsScreen.form.save')}
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
          onChange={setChosen}
        />
        <Select
          label={t('applicantsScreen.form.kind')}
          value={kind}
          options={OutcomeKind.options.map((value) => ({ value, label: say(`conversions.kind.${value}`) }))}
          onChange={setKind}
        />
        <TextField
          label={t('applicantsScreen.form.day')}
          value={occurredOn}
          onChange={setDay}
          error={isDay(occurredOn) && occurredOn <= today ? null : say('errors.conversions.day_invalid.what')}
        />
        <TextField
          label={t('applicantsScreen.form.vacancy')}
          hint={t('applicantsScreen.form.vacancyHint')}
          value={vacancy}
          onChange={setVacancy}
        />
        <p className="small quiet">{t('applicantsScreen.form.private')}</p>
        <TextField label={t('applicantsScreen.form.email')} value={email} onChange={setEmail} />
        <TextField label={t('applicantsScreen.form.phone')} value={phone} onChange={setPhone} />
        <Select
          label={t('applicantsScreen.form.clickNetwork')}
          value={network}
          options={[
            { value: '', label: t('applicantsScreen.form.noClick') },
            ...networks.map(({ id, displayName }) => ({ value: id, label: displayName })),
          ]}
          onChange={setNetwork}
        />
        {network !== '' && <TextField label={t('applicantsScreen.form.click')} value={click} onChange={setClick} />}
        <TextField
          label={t('applicantsScreen.form.source')}
          placeholder={t('applicantsScreen.form.sourceExample')}
          value={source}
          onChange={setSource}
          maxLength={80}
          isRequired
        />
        <Checkbox value={consented} onChange={setConsented}>
          {t('applicantsScreen.form.consented')}
        </Checkbox>
      </div>
    </Panel>
  );
}
