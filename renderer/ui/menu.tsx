import type { ReactNode } from 'react';
import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Check } from 'lucide-react';
import { Kbd } from './kbd.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  readonly hint?: string | undefined;
  readonly isSelected?: boolean;
  readonly isDisabled?: boolean;
  readonly isDanger?: boolean;
  readonly onAction: () => void;
}
export interface MenuGroup {
  readonly id: string;
  readonly title?: string;
  readonly entries: readonly MenuEntry[];
}

/** `children` is the button that opens it. */
export function Menu({
  children,
  groups,
  label,
}: {
  readonly children: ReactNode;
  readonly groups: readonly MenuGroup[];
  readonly label: string;
}) {
  const entries = new Map(groups.flatMap((group) => group.entries).map((entry) => [entry.id, entry]));
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover" offset={4}>
        <AriaMenu
          className="menu"
          aria-label={label}
          disabledKeys={[...entries.values()].filter((entry) => entry.isDisabled).map((entry) => entry.id)}
          onAction={(key) => entries.get(String(key))?.onAction()}
        >
          {groups.map((group, index) => (
            <MenuSection key={group.id} id={group.id} {...(group.title === undefined ? { 'aria-label': label } : {})}>
              {index > 0 && <Separator className="menu-line" />}
              {group.title !== undefined && <Header className="menu-title">{group.title}</Header>}
              {group.entries.map((entry) => (
                <MenuItem
                  key={entry.id}
                  id={entry.id}
                  textValue={entry.label}
                  className={`menu-item${entry.isDanger === true ? ' menu-danger' : ''}`}
                >
                  <span className="menu-icon">{entry.isSelected === true ? <Check size={15} aria-hidden /> : entry.icon}</span>
                  <span className="grow truncate">{entry.label}</span>
                  {entry.hint !== undefined && <span className="menu-hint">{entry.hint}</span>}
                  {entry.shortcut !== undefined && <Kbd keys={entry.shortcut} />}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
