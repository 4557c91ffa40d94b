import { useState } from 'react';
import { Person } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Button, Dialog, Panel, Select, TextField, useNotify } from '../../ui/index.ts';

type Kind = (typeof Person.shape.kind.options)[number];
const COUNTRIES = ['CO', 'AR', 'CL', 'EC', 'ES', 'MX', 'PE', 'US'] as const;

/** By e-mail, telephone, document or id: what is typed is hashed on arrival and kept nowhere, here neither. */
export function ForgetPanel({ clientId, onClose }: { readonly clientId: string | null; readonly onClose: () => void }) {
  const { t, tag } = useText();
  const notify = useNotify();
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const home = clients.find(({ id }) => id === clientId)?.country ?? clients[0]?.country ?? 'CO';
  const [kind, setKind] = useState<Kind>('email');
  const [value, setValue] = useState('');
  const [country, setCountry] = useState<string | null>(null);
  const [found, setFound] = useState<OutputOf<'privacy.find'> | null>(null);
  const [asking, setAsking] = useState(false);
  const find = useWrite('privacy.find');
  const forget = useWrite('privacy.forget');
  const person = { kind, value, country: country ?? home };
  const names = new Intl.DisplayNames([tag], { type: 'region' });
  const countries = [...new Set([home, ...COUNTRIES])];

  function change(next: () => void): void {
    next();
    setFound(null);
  }
  function forgetNow(): void {
    setAsking(false);
    forget.mutate(
      { person },
      {
        onSuccess: (done) => {
          notify.done(t('privacyScreen.forget.done', { count: done.candidates + done.traces, removals: done.removals }));
          onClose();
        },
        onError: notify.failed,
      },
    );
  }

  return (
    <Panel
      id="forget"
      title={t('privacyScreen.forget.title')}
      subtitle={t('privacyScreen.forget.lead')}
      onClose={onClose}
      width={440}
      footer={
        <>
          <Button
            isDisabled={value.trim() === '' || find.isPending}
            onPress={() => find.mutate({ person }, { onSuccess: setFound, onError: notify.failed })}
          >
            {t('privacyScreen.forget.find')}
          </Button>
          <span className="push" />
          <Button needs="writing" variant="danger" isDisabled={value.trim() === '' || forget.isPending} onPress={() => setAsking(true)}>
            {t('privacyScreen.forget.forget')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Select
          label={t('privacyScreen.forget.kind')}
          value={kind}
          options={Person.shape.kind.options.map((one) => ({ value: one, label: t(`privacyScreen.kind.${one}`) }))}
          onChange={(next) => change(() => setKind(next))}
        />
        <TextField label={t(`privacyScreen.kind.${kind}`)} value={value} onChange={(next) => change(() => setValue(next))} autoFocus />
        {(kind === 'phone' || kind === 'document') && (
          <Select
            label={t('privacyScreen.forget.country')}
            value={country ?? home}
            options={countries.map((code) => ({ value: code, label: names.of(code) ?? code }))}
            onChange={(next) => change(() => setCountry(next))}
          />
        )}
        {found !== null && <Found found={found} />}
      </div>
      <Dialog
        tone="danger"
        title={t('privacyScreen.forget.sure')}
        isOpen={asking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onPress={() => setAsking(false)}>{t('privacyScreen.forget.keep')}</Button>
            <Button variant="danger" onPress={forgetNow}>
              {t('privacyScreen.forget.forget')}
            </Button>
          </>
        }
      >
        <p>{t('privacyScreen.forget.warning')}</p>
      </Dialog>
    </Panel>
  );
}

/** Everything that is kept about the person: the answer to a request of access. */
function Found({ found }: { readonly found: OutputOf<'privacy.find'> }) {
  const { t, say, day, number } = useText();
  return (
    <section role="status" aria-label={t('privacyScreen.found.title')}>
      <h3>{t('privacyScreen.found.title')}</h3>
      {found.forgotten && <p>{t('privacyScreen.found.forgotten')}</p>}
      {found.people.length + found.traces.length === 0 && <p className="quiet">{t('privacyScreen.found.none')}</p>}
      {found.people.map((one, index) => (
        <dl key={index} className="found">
          <dt>{t('privacyScreen.found.client')}</dt>
          <dd>{one.clientName}</dd>
          <dt>{t('privacyScreen.found.consent')}</dt>
          <dd>
            {say(`candidates.consent.${one.consent}`)} · {say(`candidates.purpose.${one.purpose}`)} · {one.source}
          </dd>
          <dt>{t('privacyScreen.found.features')}</dt>
          <dd>
            {[
              one.roleFamily === null ? null : say(`roleFamily.${one.roleFamily}`),
              one.education === null ? null : say(`candidates.education.${one.education}`),
              one.experienceYears === null ? null : `${say('candidates.field.experienceYears')}: ${number(one.experienceYears)}`,
              one.place?.name ?? one.cityText,
              one.sector,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </dd>
          <dt>{t('privacyScreen.found.lists')}</dt>
          <dd>{one.audiences.length === 0 ? t('privacyScreen.found.noLists') : one.audiences.join(', ')}</dd>
          <dt>{t('privacyScreen.found.until')}</dt>
          <dd>{day(one.deleteOn)}</dd>
        </dl>
      ))}
      {found.traces.length > 0 && <h3>{t('privacyScreen.found.traces')}</h3>}
      {found.traces.map((one, index) => (
        <dl key={index} className="found">
          <dt>{t(`privacyScreen.found.trace.${one.kind}`)}</dt>
          <dd>
            {day(one.at.slice(0, 10))} · {one.clientName}
          </dd>
          <dt>{t('privacyScreen.found.consent')}</dt>
          <dd>{[say(`candidates.consent.${one.consent}`), one.source].filter((part) => part !== '').join(' · ')}</dd>
          <dt>{t('privacyScreen.found.until')}</dt>
          <dd>{day(one.deleteOn)}</dd>
        </dl>
      ))}
    </section>
  );
}
