import { Link } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useText } from '../../i18n/index.ts';
import { screens, useClient, useScreenId, type ScreenEntry, type ScreenGroup } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { IconButton } from '../../ui/index.ts';
import { Logo } from './logo.tsx';

const GROUPS: readonly ScreenGroup[] = ['work', 'people', 'results', 'system'];

export function Rail({
  collapsed,
  onToggle,
  version,
}: {
  readonly collapsed: boolean;
  readonly onToggle: () => void;
  readonly version: string;
}) {
  const { t } = useText();
  return (
    <nav className="rail" aria-label={t('frame.rail')}>
      <div className="rail-brand">
        <Logo />
        {!collapsed && <span className="rail-name">Altavoz</span>}
      </div>
      <div className="rail-scroll">
        {GROUPS.map((group) => ({ group, own: screens.filter((screen) => screen.group === group) }))
          .filter(({ own }) => own.length > 0)
          .map(({ group, own }) => (
            <section key={group} className="rail-group" aria-labelledby={`rail-${group}`}>
              <h2 id={`rail-${group}`} className={collapsed ? 'visually-hidden' : 'rail-title'}>
                {t(`frame.section.${group}`)}
              </h2>
              <ul>
                {own.map((screen) => (
                  <RailLink key={screen.id} screen={screen} collapsed={collapsed} />
                ))}
              </ul>
            </section>
          ))}
      </div>
      <div className="rail-foot">
        <IconButton
          label={t(collapsed ? 'frame.rail.open' : 'frame.rail.close')}
          icon={
            collapsed ? (
              <PanelLeftOpen size={16} strokeWidth={1.75} aria-hidden />
            ) : (
              <PanelLeftClose size={16} strokeWidth={1.75} aria-hidden />
            )
          }
          onPress={onToggle}
        />
        {!collapsed && <span className="small faint push">{version}</span>}
      </div>
    </nav>
  );
}

function RailLink({ screen, collapsed }: { readonly screen: ScreenEntry; readonly collapsed: boolean }) {
  const { t, number } = useText();
  const { clientId } = useClient();
  const here = useScreenId() === screen.id;
  const summary = useRead('changes.summary', { clientId });
  const count = screen.id === 'changes' ? (summary.data?.changes ?? 0) : 0;
  const label = t(`frame.screen.${screen.id}`);
  const Icon = screen.icon;
  return (
    <li>
      <Link
        to={`/${screen.id}` as '/'} // routes come from a list, so their paths are not in the type
        search={clientId === null ? {} : { client: clientId }} // free-form: each screen parses its own
        className="rail-link"
        aria-current={here ? 'page' : undefined}
        {...(collapsed ? { 'aria-label': label, title: label } : {})}
      >
        <Icon size={17} strokeWidth={1.75} aria-hidden />
        {!collapsed && <span className="grow truncate">{label}</span>}
        {count > 0 && <span className="rail-count">{number(count)}</span>}
      </Link>
    </li>
  );
}
