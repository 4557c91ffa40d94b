import { readdirSync, readFileSync } from 'node:fs';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'react-intl';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CommitText } from '../../renderer/ui/grid/commit-fields.tsx';
import { createKeeper, type KeptText } from '../../renderer/ui/open-text/keeper.ts';
import { draftFrom, draftText } from '../../renderer/ui/open-text/draft-text.ts';
import { begun, committed, givenUp, moved, shown, takenUp, toKeep, typed } from '../../renderer/ui/open-text/state.ts';

const kept = (text: string | null, from: string, aside: string | null = null): KeptText => ({ from, text, aside });

describe('a field between two commits', () => {
  test('what is typed waits with the value that it was typed over, until it is handed over', () => {
    const open = typed(begun('uno', null), 'uno y');
    expect(toKeep(open)).toEqual(kept('uno y', 'uno'));
    const sent = committed(open, 'uno y');
    expect([shown(sent), toKeep(sent)]).toEqual(['uno y', null]);
    expect(shown(moved(sent, 'UNO Y'))).toBe('UNO Y');
  });
  test('Escape and typing back to the value leave nothing waiting', () => {
    const open = typed(begun('uno', null), 'dos');
    expect([shown(givenUp(open)), toKeep(givenUp(open))]).toEqual(['uno', null]);
    expect(toKeep(typed(open, 'uno'))).toBeNull();
  });
  test('a text left by an earlier page is open and marked over the same value, and gone when it is the value', () => {
    const back = begun('uno', kept('dos', 'uno'));
    expect([shown(back), back.open?.recovered]).toEqual(['dos', true]);
    expect(typed(back, 'dos más').open).toEqual({ text: 'dos más', recovered: true });
    expect(toKeep(begun('dos', kept('dos', 'uno')))).toBeNull();
  });
  test('over another value it stands aside, and only the person puts it in the field', () => {
    const back = begun('tres', kept('dos', 'uno'));
    expect([shown(back), back.open, back.aside]).toEqual(['tres', null, 'dos']);
    expect(begun('tres', toKeep(back))).toEqual(back);
    expect([shown(takenUp(back)), takenUp(back).aside]).toEqual(['dos', null]);
    // Typing something else first does not throw it away.
    expect(toKeep(typed(back, 'cuatro'))).toEqual(kept('cuatro', 'tres', 'dos'));
  });
  test('a value from elsewhere does not erase what is being typed; the own one coming back late does not either', () => {
    const open = typed(begun('uno', null), 'dos');
    expect(moved(open, 'tres')).toMatchObject({ value: 'tres', open: null, aside: 'dos' });
    const onward = typed(committed(open, 'dos'), 'dos más');
    expect([shown(moved(onward, 'dos')), moved(onward, 'dos').aside]).toEqual(['dos más', null]);
  });
});

describe('what keeps it', () => {
  let writes: string[];
  let held: Map<string, string>;
  const store = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => (writes.push(value), void held.set(key, value)),
    removeItem: (key: string) => void held.delete(key),
  };
  beforeEach(() => {
    vi.useFakeTimers();
    writes = [];
    held = new Map();
  });
  afterEach(() => void vi.useRealTimers());

  test('writes at once, then at most every 300 ms, and always the newest', () => {
    const keeper = createKeeper(() => store);
    for (let letter = 1; letter <= 10; letter += 1) {
      keeper.keep('plan/1/name', kept('x'.repeat(letter), ''));
      vi.advanceTimersByTime(50);
    }
    vi.advanceTimersByTime(1000);
    expect(writes.map((json) => (JSON.parse(json) as KeptText).text?.length)).toEqual([1, 6, 10]);
    expect(createKeeper(() => store).read('plan/1/name')).toEqual(kept('xxxxxxxxxx', ''));
  });
  test('what was forgotten is not written by a write that was still waiting', () => {
    const keeper = createKeeper(() => store);
    keeper.keep('plan/1/name', kept('a', ''));
    keeper.keep('plan/1/name', kept('ab', ''));
    keeper.forget('plan/1/name');
    vi.advanceTimersByTime(1000);
    expect([...held]).toEqual([]);
    expect(keeper.read('plan/1/name')).toBeNull();
  });
  test('a store that is full, off or damaged costs the net and nothing else', () => {
    const broken = createKeeper(() => {
      throw new Error('off');
    });
    broken.keep('plan/1/name', kept('a', ''));
    broken.forget('plan/1/name');
    expect(broken.read('plan/1/name')).toBeNull();
    for (const json of ['{', 'null', '3', '{"text":"a"}', '{"from":"","text":4}']) {
      held.set('altavoz.open.plan/1/name', json);
      expect(createKeeper(() => store).read('plan/1/name')).toBeNull();
    }
  });
});

test('a form with amounts goes through text and back, and takes what it lacks from its start', () => {
  const start = { name: '', budget: null as { amountMicros: bigint; currency: string } | null, days: ['lun'] };
  const draft = { ...start, budget: { amountMicros: 9_007_199_254_740_993n, currency: 'COP' } };
  expect(draftFrom(draftText(draft), start)).toEqual(draft);
  expect(draftFrom('{"name":"a"}', start)).toEqual({ ...start, name: 'a' });
});

describe('what a person sees', () => {
  const words = JSON.parse(readFileSync(new URL('../../resources/locales/es/common.json', import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
  const session = new Map<string, string>();
  const field = (props: Partial<Parameters<typeof CommitText>[0]> = {}): string =>
    renderToStaticMarkup(
      createElement(
        IntlProvider,
        { locale: 'es-CO', messages: words },
        createElement(CommitText, { keepAs: 'plan/1/name', label: 'Nombre', value: 'uno', onCommit: () => undefined, ...props }),
      ),
    );
  beforeEach(() => {
    session.clear();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => session.get(key) ?? null,
      setItem: (key: string, value: string) => void session.set(key, value),
      removeItem: (key: string) => void session.delete(key),
    });
    session.set('altavoz.open.plan/1/name', JSON.stringify(kept('dos', 'uno')));
  });
  afterEach(() => void vi.unstubAllGlobals());

  test('a recovered text stands in its field with its mark and both ways out, and does not take the focus', () => {
    const html = field();
    expect(html).toContain('value="dos"');
    expect(html).toContain(words['common.open.recovered']);
    expect(html).toContain(words['common.open.save']);
    expect(html).toContain(words['common.open.giveUp']);
    expect(html).toContain('aria-label="Sin guardar en Nombre"');
    expect(html).not.toContain('autofocus');
  });
  test('one that cannot be saved says why and offers no saving', () => {
    const html = field({ check: () => 'Así no' });
    expect(html).toContain(words['common.open.recovered']);
    expect(html).not.toContain(`>${words['common.open.save']}<`);
  });
  test('over another value the new one is shown and the own one quoted, with both choices', () => {
    const html = field({ value: 'tres' });
    expect(html).toContain('value="tres"');
    expect(html).toContain('>dos</blockquote>');
    expect(html).toContain(words['common.open.useMine']);
    expect(html).toContain(words['common.open.takeNew']);
    expect(html).not.toContain(words['common.open.recovered']);
  });
  test('another field, another object and a field that keeps nothing show none of it', () => {
    for (const keepAs of ['plan/1/countries', 'plan/2/name', null]) expect(field({ keepAs })).toContain('value="uno"');
  });
});

test('secrets and what is about people are never kept: their screens have no keeper at all', () => {
  const features = new URL('../../renderer/features/', import.meta.url);
  const forbidden = ['applicants', 'audiences', 'candidates', 'connections', 'onboarding', 'privacy', 'segments', 'settings'];
  const using = readdirSync(features, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx') || name.endsWith('.ts'))
    .filter((name) => /keepAs|useKeptDraft|useOpenText/.test(readFileSync(new URL(name, features), 'utf8')));
  expect(using).not.toEqual([]);
  expect(using.filter((name) => forbidden.some((folder) => name.startsWith(`${folder}/`)))).toEqual([]);
  for (const name of using) expect(readFileSync(new URL(name, features), 'utf8')).not.toContain('type="password"');
});
