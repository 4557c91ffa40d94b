import type { ReactNode } from 'react';

interface ScreenProps {
  readonly title: string;
  /** Beside the title: counts, freshness. */
  readonly subtitle?: ReactNode;
  /** Right of the title: the actions of the screen. */
  readonly actions?: ReactNode;
  /** Below the title: filters. */
  readonly toolbar?: ReactNode;
  /** Docked right: a `Panel`. */
  readonly panel?: ReactNode;
  /** Content that scrolls by itself (a grid) takes the whole space without padding. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** The skeleton of every screen: title line, filters, content edge to edge, panel at the right. */
export function Screen({ title, subtitle, actions, toolbar, panel, flush = false, children }: ScreenProps) {
  return (
    <div className="screen">
      <div className="screen-main">
        <header className="screen-head">
          <h1 className="screen-title">{title}</h1>
          {subtitle !== undefined && <div className="screen-subtitle quiet">{subtitle}</div>}
          {actions !== undefined && <div className="screen-actions">{actions}</div>}
        </header>
        {toolbar !== undefined && <div className="screen-toolbar">{toolbar}</div>}
        <div className={flush ? 'screen-body screen-flush' : 'screen-body'}>{children}</div>
      </div>
      {panel}
    </div>
  );
}

/** A titled part of a screen. */
export function Section({
  title,
  aside,
  children,
  id,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly id?: string;
}) {
  return (
    <section className="section" aria-label={title} {...(id === undefined ? {} : { id })}>
      <header className="section-head">
        <h2>{title}</h2>
        {aside !== undefined && <div className="push quiet small">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** The hatched strip of a simulated workspace, and the plain one of a read-only one. */
export function Banner({
  tone,
  action,
  children,
}: {
  readonly tone: 'simulated' | 'warn';
  /** The way out of what it says. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={`banner banner-${tone}`} role="note">
      <span>{children}</span>
      {action}
    </div>
  );
}
