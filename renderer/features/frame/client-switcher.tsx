import { Building2, ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import {
  Autocomplete,
  Button as AriaButton,
  Dialog,
  DialogTrigger,
  Input,
  Menu,
  MenuItem,
  Popover,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { Check } from 'lucide-react';
import { useText } from '../../i18n/index.ts';
import { useClient } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';

const ALL = 'all';

/** Whose work the program shows. Two hundred clients: typing narrows the list. */
export function ClientSwitcher() {
  const { t, number } = useText();
  const { contains } = useFilter({ sensitivity: 'base' });
  const { clientId, choose } = useClient();
  const { data } = useRead('clients.list', {});
  const [isOpen, setOpen] = useState(false);
  const clients = data?.clients ?? [];
  const chosen = clients.find((client) => client.id === clientId);
  const items = [
    { id: ALL, name: t('frame.clients.all'), open: clients.reduce((sum, client) => sum + client.openVacancies, 0) },
    ...clients.map((client) => ({ id: client.id, name: client.name, open: client.openVacancies })),
  ];
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className="client-button" aria-label={t('frame.clients.choose', { name: chosen?.name ?? t('frame.clients.all') })}>
        <Building2 size={15} strokeWidth={1.75} aria-hidden />
        <span className="truncate">{chosen?.name ?? t('frame.clients.all')}</span>
        <ChevronsUpDown size={14} aria-hidden />
      </AriaButton>
      <Popover className="popover client-popover" offset={4} placement="bottom start">
        <Dialog className="client-dialog" aria-label={t('frame.clients.title')}>
          <Autocomplete filter={contains}>
            <SearchField aria-label={t('frame.clients.search')} autoFocus className="client-search">
              <Input className="field-input" placeholder={t('frame.clients.search')} />
            </SearchField>
            <Menu
              className="menu"
              aria-label={t('frame.clients.title')}
              onAction={(key) => {
                choose(key === ALL ? null : String(key));
                setOpen(false);
              }}
            >
              {items.map((item) => (
                <MenuItem key={item.id} id={item.id} textValue={item.name} className="menu-item">
                  <span className="menu-icon">{item.id === (clientId ?? ALL) && <Check size={15} aria-hidden />}</span>
                  <span className="grow truncate">{item.name}</span>
                  <span className="menu-hint">{t('frame.clients.open', { count: item.open, shown: number(item.open) })}</span>
                </MenuItem>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
