import { createContext, useContext, type ReactNode } from 'react';
import { Button as AriaButton, Tooltip as AriaTooltip, TooltipTrigger, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Kbd } from './kbd.tsx';

/** What a button does to the workspace: changes it, or sends something out of it. */
export type Needs = 'writing' | 'sending';

/** Why that is off now, in the person's words; whoever knows the workspace provides it once for every screen. */
export const OffReasons = createContext<Readonly<Record<Needs, string | null>>>({ writing: null, sending: null });

/** A reason of the workspace is told before any other: nothing on the screen could be done about it. */
function useOffReason(needs: Needs | undefined, offReason: string | undefined): string | undefined {
  const reasons = useContext(OffReasons);
  return (needs === undefined ? null : reasons[needs]) ?? offReason;
}

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  /** `primary`: the one thing to do here. `plain`: no border, for toolbars. */
  readonly variant?: 'primary' | 'normal' | 'plain' | 'danger';
  readonly icon?: ReactNode;
  /** Why it is off: it stays reachable, does nothing, and says so. */
  readonly offReason?: string | undefined;
  /** Off, with its reason, while the workspace allows no such thing. Not for a button that opens a menu or a file. */
  readonly needs?: Needs;
  readonly children: ReactNode;
}

export function Button({ variant = 'normal', icon, offReason: given, needs, children, ...rest }: ButtonProps) {
  const offReason = useOffReason(needs, given);
  if (offReason !== undefined) {
    // As a plain button it does not send the form that it stands in, either.
    const { onPress: _press, isDisabled: _disabled, type: _type, ...others } = rest;
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
  /** As for `Button`. */
  readonly needs?: Needs;
}

export function IconButton({ label, icon, shortcut, offReason: given, needs, isDisabled: disabled = false, ...rest }: IconButtonProps) {
  const offReason = useOffReason(needs, given);
  const isDisabled = disabled || (needs !== undefined && offReason !== undefined && offReason !== given);
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
