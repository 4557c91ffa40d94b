import { describe, expect, it } from 'vitest';
import { belongsToText, matches, type Stroke } from '../../renderer/commands/shortcut.ts';
import { groupRows, totals } from '../../renderer/features/changes/group-rows.ts';
import { answers } from '../support/fake-data.ts';

function stroke(key: string, held: Partial<Stroke> = {}): Stroke {
  return {
    key,
    code: key.length === 1 && /\d/.test(key) ? `Digit${key}` : key === ' ' ? 'Space' : `Key${key.toUpperCase()}`,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  };
}

describe('a shortcut', () => {
  it('wants exactly its modifiers', () => {
    expect(matches('Mod+Shift+P', stroke('P', { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(matches('Mod+Shift+P', stroke('p', { ctrlKey: true }))).toBe(false);
    expect(matches('Mod+Z', stroke('z', { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(matches('Mod+Z', stroke('z', { ctrlKey: true, altKey: true }))).toBe(false);
  });

  it('takes a sign however the keyboard makes it', () => {
    expect(matches('?', stroke('?', { shiftKey: true }))).toBe(true);
    expect(matches('?', stroke('?'))).toBe(true);
  });

  it('knows the space bar, digits and the command key', () => {
    expect(matches('Space', stroke(' '))).toBe(true);
    expect(matches('Mod+3', stroke('3', { ctrlKey: true }))).toBe(true);
    expect(matches('Mod+K', stroke('k', { metaKey: true }))).toBe(true);
  });

  it('leaves plain keys and the edit keys to text fields', () => {
    expect(['?', 'Space', 'Mod+Z', 'Mod+C'].every(belongsToText)).toBe(true);
    expect(['Mod+K', 'Mod+Shift+P', 'F2', 'Alt+ArrowUp'].some(belongsToText)).toBe(false);
  });
});

describe('the list of changes', () => {
  const rows = answers()['changes.list']?.rows ?? [];

  it('is grouped by client, then network and campaign, and loses no row', () => {
    const lines = groupRows(rows);
    expect(lines.filter(({ kind }) => kind === 'row')).toHaveLength(rows.length);
    expect(lines[0]).toMatchObject({
      kind: 'client',
      name: 'Almacenes del Río',
      rows: 6,
      daily: [{ amountMicros: 300_000_000_000n, currency: 'COP' }],
    });
    expect(lines[1]).toMatchObject({ kind: 'campaign', network: 'meta', name: 'Bodega Bogotá · noviembre' });
  });

  it('never adds two currencies', () => {
    const delta = (amountMicros: bigint, currency: string) => ({ dailyDelta: { amountMicros, currency } });
    expect(totals([delta(5n, 'COP'), delta(7n, 'USD'), delta(-2n, 'COP'), { dailyDelta: null }])).toEqual([
      { amountMicros: 3n, currency: 'COP' },
      { amountMicros: 7n, currency: 'USD' },
    ]);
  });
});
