import { useEffect, useRef, useState, type ReactNode } from 'react';
import { X } from 'lucide-react';
import { useText } from '../i18n/index.ts';
import { IconButton } from './button.tsx';

const STORED = 'altavoz.panel.';
const STEP = 24;

interface PanelProps {
  readonly id: string;
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  readonly onClose?: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: number;
  readonly minWidth?: number;
  readonly maxWidth?: number;
}

/** Docks at the right of a screen. The width is remembered per panel; the edge moves with the mouse and with the arrow keys. */
export function Panel({ id, title, subtitle, onClose, children, footer, width = 400, minWidth = 320, maxWidth = 720 }: PanelProps) {
  const { t } = useText();
  const [size, setSize] = useState(() => Number(localStorage.getItem(STORED + id) ?? width));
  const drag = useRef<{ readonly x: number; readonly size: number } | null>(null);
  const clamp = (value: number): number => Math.round(Math.min(maxWidth, Math.max(minWidth, value)));
  useEffect(() => localStorage.setItem(STORED + id, String(size)), [id, size]);
  return (
    <aside
      className="panel"
      aria-labelledby={`panel-${id}`}
      style={{ width: size }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose?.();
      }}
    >
      {/* A splitter is an interactive separator: WAI-ARIA 1.2, role separator, focusable. */}
      <div
        className="panel-edge"
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t('common.panel.resize')}
        aria-valuenow={size}
        aria-valuemin={minWidth}
        aria-valuemax={maxWidth}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, size };
        }}
        onPointerMove={(event) => {
          if (drag.current !== null) setSize(clamp(drag.current.size + drag.current.x - event.clientX));
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') setSize(clamp(size + STEP));
          if (event.key === 'ArrowRight') setSize(clamp(size - STEP));
        }}
      />
      <header className="panel-head">
        <div className="grow stack-tight">
          <h2 id={`panel-${id}`} className="panel-title">
            {title}
          </h2>
          {subtitle !== undefined && <div className="small quiet">{subtitle}</div>}
        </div>
        {onClose !== undefined && (
          <IconButton label={t('common.close')} shortcut="Escape" icon={<X size={16} aria-hidden />} onPress={onClose} />
        )}
      </header>
      <div className="panel-body">{children}</div>
      {footer !== undefined && <footer className="panel-foot">{footer}</footer>}
    </aside>
  );
}
