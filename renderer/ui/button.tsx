import type { ReactNode } from 'react';
import { Button as AriaButton, Tooltip as AriaTooltip, TooltipTrigger, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Kbd } from './kbd.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  /** `primary`: the one thing to do here. `plain`: no border, for toolbars. */
  readonly variant?: 'primary' | 'normal' | 'plain' | 'danger';
  readonly icon?: ReactNode;
  /** Why it is off: it stays reachable, does nothing, and says so. */
  readonly offReason?: string | undefined;
  readonly children: ReactNode;
}

export function Button({ variant = 'normal', icon, offReason, children, ...rest }: ButtonProps) {
  if (offReason !== undefined) {
    const { onPress: _press, isDisabled: _disabled, ...others } = rest;
    return (
      <Tip text={offReason}>
        <AriaButton {...others} className={`button button-${variant}`} aria-disabled="true" data-off>
          {icon}
          <span className="button-label">{children}</span>
          <span className="visually-hidden">{offReason}</span>
        </AriaButton>
      </Tip>
    );
  }
  return (
    <AriaButton {...rest} className={`button button-${variant}`}>
      {icon}
      <span className="button-label">{children}</span>
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly shortcut?: string | undefined;
  /** Why it is off, shown in the tooltip. */
  readonly offReason?: string | undefined;
}

export function IconButton({ label, icon, shortcut, offReason, isDisabled = false, ...rest }: IconButtonProps) {
  // A disabled button takes no focus and could not say why it is off: it stays reachable and does nothing.
  const { onPress, ...others } = rest;
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      <AriaButton
        {...others}
        {...(isDisabled || onPress === undefined ? {} : { onPress })}
        aria-label={offReason === undefined ? label : `${label}. ${offReason}`}
        {...(isDisabled ? { 'data-off': true } : {})}
        className="icon-button"
      >
        {icon}
      </AriaButton>
      <AriaTooltip className="tooltip" offset={6}>
        <span>{offReason ?? label}</span>
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}

/** Explains something that can take focus (a button, a link, a `Focusable`). */
export function Tip({ text, children }: { readonly text: ReactNode; readonly children: ReactNode }) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip className="tooltip" offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
