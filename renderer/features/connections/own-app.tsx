import { useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { useWrite, type OutputOf } from '../../rpc/index.ts';
import { Button, TextField, useNetworkNames, useNotify } from '../../ui/index.ts';
import { useFeatureNames } from './scopes.tsx';

export type Way = OutputOf<'connections.ways'>['ways'][number];
export type OwnAppMethod = 'own_app_loopback' | 'own_app_copy_code';

/** The agency's own app, what is asked for with it, and the button that opens the person's browser. */
export function OwnApp({ way, method }: { readonly way: Way; readonly method: OwnAppMethod }) {
  const { t, error } = useText();
  const notify = useNotify();
  const [other, setOther] = useState(false);
  const [app, setApp] = useState({ id: '', secret: '' });
  const begin = useWrite('connections.begin');
  const forget = useWrite('connections.forgetApp');
  const useKept = way.keptAppId !== null && !other;
  const { practiceApp } = way;
  const failure = begin.error === null ? null : error(begin.error);
  function start(): void {
    begin.mutate(
      { network: way.network, method, app: useKept ? null : app },
      {
        onSuccess: (attempt) => {
          setApp({ id: app.id, secret: '' });
          openBrowser(attempt.url);
        },
      },
    );
  }
  return (
    <>
      {useKept ? (
        <div className="stack-tight">
          <p>{t('connections.signIn.keptApp', { id: way.keptAppId ?? '' })}</p>
          <div className="row row-wrap">
            <Button onPress={() => setOther(true)}>{t('connections.signIn.otherApp')}</Button>
            <Button
              needs="writing"
              isDisabled={forget.isPending}
              onPress={() =>
                forget.mutate(
                  { network: way.network },
                  { onError: notify.failed, onSuccess: () => notify.done(t('connections.signIn.appForgotten')) },
                )
              }
            >
              {t('connections.signIn.forgetApp')}
            </Button>
          </div>
        </div>
      ) : (
        <>
          <TextField
            label={t('connections.signIn.appId')}
            mono
            isRequired
            value={app.id}
            onChange={(id) => setApp({ ...app, id })}
            maxLength={300}
          />
          <TextField
            label={t('connections.signIn.appSecret')}
            type="password"
            hint={t('connections.signIn.appHint')}
            value={app.secret}
            onChange={(secret) => setApp({ ...app, secret })}
            maxLength={1_000}
          />
          <div className="row row-wrap">
            {practiceApp !== null && <Button onPress={() => setApp(practiceApp)}>{t('connections.signIn.practiceApp')}</Button>}
            {way.keptAppId !== null && <Button onPress={() => setOther(false)}>{t('connections.signIn.useKept')}</Button>}
          </div>
        </>
      )}
      <Asked way={way} />
      {failure !== null && (
        <p role="alert" className="field-error">
          {failure.what} {failure.fix} <NetworkReason code={begin.error?.details['networkCode']} />
        </p>
      )}
      <div>
        <Button needs="writing" variant="primary" isDisabled={(!useKept && app.id.trim() === '') || begin.isPending} onPress={start}>
          {t(begin.isPending ? 'connections.signIn.beginning' : 'connections.signIn.begin')}
        </Button>
      </div>
    </>
  );
}

/** In a tab of its own; the desktop hands the address to the system's browser instead. */
export function openBrowser(url: string | null): void {
  if (url !== null) window.open(url, '_blank', 'noopener,noreferrer');
}

/** What the network itself meant, where its code is known. */
export function NetworkReason({ code }: { readonly code: unknown }) {
  const { say } = useText();
  if (typeof code !== 'string') return null;
  return (
    <>
      {say(`networkErrors.${code}.cause`, {}, '')} {say(`networkErrors.${code}.fix`, {}, '')}
    </>
  );
}

function Asked({ way }: { readonly way: Way }) {
  const { t } = useText();
  const { nameOf } = useNetworkNames();
  const named = useFeatureNames();
  return (
    <div className="stack-tight small quiet sign-in-asked">
      {way.redirectUris.length > 0 && (
        <>
          <p>{t('connections.signIn.redirectUris')}</p>
          {way.redirectUris.map((uri) => (
            <code key={uri}>{uri}</code>
          ))}
        </>
      )}
      {way.scopes.length === 0 ? (
        <p>{t('connections.signIn.asksNone', { network: nameOf(way.network) })}</p>
      ) : (
        <>
          <p id="sign-in-asks">{t('connections.signIn.asks')}</p>
          <ul aria-labelledby="sign-in-asks">
            {way.scopes.map(({ name, disables }) => (
              <li key={name}>{t('connections.signIn.asksLine', { scope: name, features: named(disables) })}</li>
            ))}
          </ul>
        </>
      )}
      {way.tokenLifeDays !== null && <p>{t('connections.signIn.life', { days: way.tokenLifeDays })}</p>}
      {way.pkce && <p>{t('connections.signIn.pkce')}</p>}
    </div>
  );
}
