import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Button, IconButton, OffReasons, type ButtonProps } from '../../renderer/ui/button.tsx';

const FENCED = { writing: null, sending: 'Se restauró una copia' };
const READ_ONLY = { writing: 'Solo se puede leer', sending: 'Solo se puede leer' };
const press = (): void => undefined;
const button = (props: ButtonProps): ReactElement => createElement(Button, props);

function html(element: ReactElement, reasons?: typeof FENCED | typeof READ_ONLY): string {
  return renderToStaticMarkup(reasons === undefined ? element : createElement(OffReasons, { value: reasons }, element));
}

test('a button that writes or sends is off with its reason while the workspace allows no such thing, and stays reachable', () => {
  const publish = button({ needs: 'sending', onPress: press, children: 'Publicar' });
  const save = button({ needs: 'writing', type: 'submit', onPress: press, children: 'Guardar' });
  expect(html(publish)).not.toContain('aria-disabled');
  expect(html(save, FENCED)).not.toContain('aria-disabled');
  for (const [element, reasons, reason] of [
    [publish, FENCED, 'Se restauró una copia'],
    [publish, READ_ONLY, 'Solo se puede leer'],
    [save, READ_ONLY, 'Solo se puede leer'],
  ] as const) {
    const off = html(element, reasons);
    expect(off).toContain('aria-disabled="true"');
    expect(off).toContain(reason);
    // The attribute would take it out of the order of the keyboard, and the reason with it; a form is not sent by it, either.
    expect(off).not.toMatch(/ disabled(=|>|\s)/);
    expect(off).not.toContain('type="submit"');
  }
});

test('an icon that writes says its reason with its name; one that is off for another reason keeps that', () => {
  const remove = createElement(IconButton, { needs: 'writing', label: 'Quitar', icon: null, onPress: press });
  expect(html(remove)).toContain('aria-label="Quitar"');
  expect(html(remove, READ_ONLY)).toMatch(/data-off[^>]*aria-label="Quitar\. Solo se puede leer"/);
  const nothing = createElement(IconButton, {
    needs: 'writing',
    label: 'Deshacer',
    icon: null,
    offReason: 'Nada que deshacer',
    isDisabled: true,
  });
  expect(html(nothing, FENCED)).toContain('aria-label="Deshacer. Nada que deshacer"');
});
