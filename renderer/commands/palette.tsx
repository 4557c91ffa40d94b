import { useMemo, useState } from 'react';
import { Autocomplete, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, SearchField } from 'react-aria-components';
import { Briefcase, Building2, CornerDownLeft, KeyRound, Layers, Megaphone, Search, SquareStack, type LucideIcon } from 'lucide-react';
import { fold } from '../../core/kernel/index.ts';
import { useText } from '../i18n/index.ts';
import { useGo, type ScreenId } from '../navigation/index.ts';
import { useRead, type OutputOf } from '../rpc/index.ts';
import { Kbd } from '../ui/index.ts';
import { offReason, type Command } from './command.ts';
import { openOverlay, useAllCommands, useRegistry } from './registry.ts';

type Hit = OutputOf<'home.search'>['hits'][number];

const HIT_ICONS: Readonly<Record<Hit['kind'], LucideIcon>> = {
  vacancy: Briefcase,
  campaign: Megaphone,
  ad_group: Layers,
  ad: SquareStack,
  client: Building2,
  account: KeyRound,
};
const HIT_SCREENS: Readonly<Record<Hit['kind'], ScreenId>> = {
  vacancy: 'vacancies',
  campaign: 'plans',
  ad_group: 'plans',
  ad: 'plans',
  client: 'home',
  account: 'connections',
};
const MOST_HITS = 12;

/** Ctrl+K: every command and everything in the workspace, by a few letters. */
export function Palette() {
  const isOpen = useRegistry((registry) => registry.overlay === 'palette');
  return (
    <ModalOverlay className="veil veil-top" isOpen={isOpen} onOpenChange={(open) => openOverlay(open ? 'palette' : null)} isDismissable>
      <Modal className="palette">
        <PaletteBody />
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBody() {
  const { t } = useText();
  const go = useGo();
  const [text, setText] = useState('');
  const state = useRegistry((registry) => registry.state);
  const commands = useMatchingCommands(text);
  const wanted = text.trim();
  const found = useRead(
    'home.search',
    { text: wanted === '' ? ' ' : wanted, limit: MOST_HITS },
    { enabled: wanted.length > 1 && state.isOpen },
  );
  const hits = wanted.length > 1 ? (found.data?.hits ?? []) : [];

  function open(hit: Hit): void {
    if (hit.kind === 'client') return go('home', { client: hit.id });
    go(HIT_SCREENS[hit.kind], { open: hit.id });
  }
  function choose(key: string): void {
    openOverlay(null);
    const command = commands.find(({ id }) => `command:${id}` === key);
    if (command !== undefined && offReason(command, state) === null) command.run(state);
    const hit = hits.find(({ id }) => `hit:${id}` === key);
    if (hit !== undefined) open(hit);
  }
  return (
    <Dialog className="palette-dialog" aria-label={t('frame.palette.title')}>
      <Autocomplete inputValue={text} onInputChange={setText}>
        <SearchField className="palette-field" aria-label={t('frame.palette.title')} autoFocus>
          <Search size={18} aria-hidden />
          <Input className="palette-input" placeholder={t('frame.palette.placeholder')} />
          <Kbd keys="Escape" />
        </SearchField>
        <Menu
          className="palette-list"
          aria-label={t('frame.palette.title')}
          onAction={(key) => choose(String(key))}
          renderEmptyState={() => <p className="palette-empty">{t('frame.palette.nothing', { text: wanted })}</p>}
        >
          {hits.length > 0 && (
            <MenuSection id="hits">
              <Header className="menu-title">{t('frame.palette.found')}</Header>
              {hits.map((hit) => (
                <HitRow key={hit.id} hit={hit} />
              ))}
            </MenuSection>
          )}
          {commands.length > 0 && (
            <MenuSection id="commands">
              <Header className="menu-title">{t('frame.palette.commands')}</Header>
              {commands.map((command) => (
                <CommandRow key={command.id} command={command} off={offReason(command, state)} />
              ))}
            </MenuSection>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}

function HitRow({ hit }: { readonly hit: Hit }) {
  const { t } = useText();
  const Icon = HIT_ICONS[hit.kind];
  return (
    <MenuItem id={`hit:${hit.id}`} textValue={hit.title} className="menu-item">
      <span className="menu-icon">
        <Icon size={15} aria-hidden />
      </span>
      <span className="truncate">{hit.title}</span>
      <span className="menu-hint truncate grow">{hit.context}</span>
      <span className="menu-hint">{t(`frame.kind.${hit.kind}`)}</span>
    </MenuItem>
  );
}

function CommandRow({ command, off }: { readonly command: Command; readonly off: ReturnType<typeof offReason> }) {
  const { t } = useText();
  const Icon = command.icon ?? CornerDownLeft;
  return (
    <MenuItem
      id={`command:${command.id}`}
      textValue={t(command.label, command.labelValues)}
      className="menu-item"
      isDisabled={off !== null}
    >
      <span className="menu-icon">
        <Icon size={15} aria-hidden />
      </span>
      <span className="grow truncate">{t(command.label, command.labelValues)}</span>
      {off !== null && <span className="menu-hint truncate">{t(off)}</span>}
      {command.shortcut !== undefined && <Kbd keys={command.shortcut} />}
    </MenuItem>
  );
}

function useMatchingCommands(text: string): readonly Command[] {
  const { t } = useText();
  const commands = useAllCommands();
  return useMemo(() => {
    const words = fold(text)
      .split(' ')
      .filter((word) => word !== '');
    return commands.filter((command) => {
      const label = fold(t(command.label, command.labelValues));
      return words.every((word) => label.includes(word));
    });
  }, [commands, text, t]);
}
