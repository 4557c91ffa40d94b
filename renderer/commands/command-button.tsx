import { useText } from '../i18n/index.ts';
import { Button, IconButton } from '../ui/index.ts';
import { useCommand } from './registry.ts';

/** A toolbar button of a command: its words, its icon, its shortcut, and why it is off. */
export function CommandButton({
  id,
  variant = 'normal',
  iconOnly = false,
}: {
  readonly id: string;
  readonly variant?: 'primary' | 'normal' | 'plain' | 'danger';
  readonly iconOnly?: boolean;
}) {
  const { t } = useText();
  const found = useCommand(id);
  if (found === null) return null;
  const { command, off, run } = found;
  const Icon = command.icon;
  const label = t(command.label, command.labelValues);
  const icon = Icon === undefined ? null : <Icon size={16} strokeWidth={1.75} aria-hidden />;
  if (iconOnly)
    return (
      <IconButton
        label={label}
        icon={icon}
        shortcut={command.shortcut}
        isDisabled={off !== null}
        offReason={off === null ? undefined : t(off)}
        onPress={run}
      />
    );
  return (
    <Button variant={variant} icon={icon} offReason={off === null ? undefined : t(off)} onPress={run}>
      {label}
    </Button>
  );
}
