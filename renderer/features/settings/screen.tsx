import type { ReactNode } from 'react';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Age, Await, Screen, Section, Segmented, Switch } from '../../ui/index.ts';
import { usePreferences } from '../frame/preferences.tsx';
import { ClientSettings } from './client-settings.tsx';
import { ExchangeRates } from './exchange-rates.tsx';
import './settings.css';

const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
const DENSITIES = ['compact', 'normal', 'comfortable'] as const;
const LANGUAGES = [
  { value: 'es', label: 'Español' },
  { value: 'en', label: 'English' },
] as const;

function SettingsScreen() {
  const { t } = useText();
  const { preferences, set } = usePreferences();
  const shell = useRead('shell.capabilities', {});
  return (
    <Screen title={t('frame.screen.settings')}>
      <div className="settings">
        <Section title={t('settings.appearance')}>
          <Setting label={t('settings.language')}>
            <Segmented
              label={t('settings.language')}
              value={preferences.locale}
              onChange={(locale) => set({ locale })}
              options={LANGUAGES}
            />
          </Setting>
          <Setting label={t('settings.theme')} hint={t('settings.theme.hint')}>
            <Segmented
              label={t('settings.theme')}
              value={preferences.theme}
              onChange={(theme) => set({ theme })}
              options={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
            />
          </Setting>
          <Setting label={t('settings.density')} hint={t('settings.density.hint')}>
            <Segmented
              label={t('settings.density')}
              value={preferences.density}
              onChange={(density) => set({ density })}
              options={DENSITIES.map((value) => ({ value, label: t(`settings.density.${value}`) }))}
            />
          </Setting>
        </Section>
        {shell.data?.tray === true && (
          <Section title={t('settings.window')}>
            <Switch value={preferences.closeToTray} onChange={(closeToTray) => set({ closeToTray })}>
              {t('settings.closeToTray')}
            </Switch>
          </Section>
        )}
        <ClientSettings />
        <ExchangeRates />
        <WorkspaceInfo />
      </div>
    </Screen>
  );
}
export { SettingsScreen as Screen };

function Setting({ label, hint, children }: { readonly label: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <div className="setting">
      <div className="stack-tight">
        <span>{label}</span>
        {hint !== undefined && <span className="small quiet">{hint}</span>}
      </div>
      {children}
    </div>
  );
}

function WorkspaceInfo() {
  const { t, number, bytes } = useText();
  const info = useRead('workspace.info', {});
  return (
    <Section title={t('settings.workspace')}>
      <Await reading={info}>
        {(data) => (
          <dl className="workspace-facts">
            <Fact label={t('settings.workspace.kind')}>
              {t(data.status.kind === 'live' ? 'settings.workspace.live' : 'settings.workspace.simulated')}
            </Fact>
            <Fact label={t('settings.workspace.directory')}>
              <code>{data.status.directory}</code>
            </Fact>
            {data.status.keyProtection !== null && (
              <Fact label={t('settings.workspace.key')}>{t(`settings.workspace.key.${data.status.keyProtection}`)}</Fact>
            )}
            {data.status.actor !== null && (
              <Fact label={t('settings.workspace.person')}>
                {t('settings.workspace.personRole', { name: data.status.actor.name, role: t(`settings.role.${data.status.actor.role}`) })}
              </Fact>
            )}
            <Fact label={t('settings.workspace.contents')}>
              {t('settings.workspace.counts', {
                clients: number(data.clients),
                accounts: number(data.accounts),
                vacancies: number(data.vacancies),
                campaigns: number(data.campaigns),
                ads: number(data.ads),
              })}
            </Fact>
            <Fact label={t('settings.workspace.size')}>{bytes(data.databaseBytes)}</Fact>
            <Fact label={t('settings.workspace.created')}>
              <Age at={data.createdAt} />
            </Fact>
            <Fact label={t('settings.workspace.version')}>
              {t('settings.workspace.versions', { program: data.status.programVersion, schema: data.schemaVersion })}
            </Fact>
            <Fact label={t('settings.workspace.installation')}>
              <code>{data.installationId}</code>
            </Fact>
          </dl>
        )}
      </Await>
    </Section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
