import { X } from 'lucide-react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useText } from '../i18n/index.ts';
import { IconButton, Kbd } from '../ui/index.ts';
import type { CommandGroup } from './command.ts';
import { openOverlay, useAllCommands, useRegistry } from './registry.ts';

const ORDER: readonly CommandGroup[] = ['edit', 'data', 'publish', 'go', 'view', 'help'];

/** `?`: the keys of the screen that is open, straight from the commands it offers. */
export function ShortcutSheet() {
  const { t } = useText();
  const isOpen = useRegistry((registry) => registry.overlay === 'shortcuts');
  const commands = useAllCommands().filter((command) => command.shortcut !== undefined);
  return (
    <ModalOverlay className="veil" isOpen={isOpen} onOpenChange={(open) => openOverlay(open ? 'shortcuts' : null)} isDismissable>
      <Modal className="modal sheet">
        <Dialog className="dialog">
          <div className="row">
            <Heading slot="title" className="dialog-title grow">
              {t('frame.shortcuts.title')}
            </Heading>
            <IconButton label={t('common.close')} icon={<X size={16} aria-hidden />} onPress={() => openOverlay(null)} />
          </div>
          <div className="sheet-columns">
            {ORDER.map((group) => ({ group, own: commands.filter((command) => command.group === group) }))
              .filter(({ own }) => own.length > 0)
              .map(({ group, own }) => (
                <section key={group} className="sheet-group">
                  <h3>{t(`frame.group.${group}`)}</h3>
                  <dl>
                    {own.map((command) => (
                      <div key={command.id} className="sheet-row">
                        <dt>{t(command.label, command.labelValues)}</dt>
                        <dd>
                          <Kbd keys={command.shortcut ?? ''} />
                        </dd>
                      </div>
                    ))}
                  </dl>
                </section>
              ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
