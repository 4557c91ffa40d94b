import { ChevronRight, CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useText } from '../../i18n/index.ts';
import { screens, useGo } from '../../navigation/index.ts';
import type { OutputOf } from '../../rpc/index.ts';

type Item = OutputOf<'home.overview'>['attention'][number];

/** What waits for a person, most urgent first; each line leads to the place where it is settled. */
export function Attention({ items }: { readonly items: readonly Item[] }) {
  const { t } = useText();
  if (items.length === 0) {
    return (
      <p className="home-calm">
        <CircleCheck size={16} aria-hidden /> {t('home.attention.none')}
      </p>
    );
  }
  return (
    <ul className="attention">
      {items.map((item, index) => (
        <AttentionRow key={`${item.code}-${index}`} item={item} urgent={index < 2} />
      ))}
    </ul>
  );
}

function AttentionRow({ item, urgent }: { readonly item: Item; readonly urgent: boolean }) {
  const { say, number } = useText();
  const go = useGo();
  const [name = '', query = ''] = item.screen.replace(/^#?\//, '').split('?');
  const screen = screens.find(({ id }) => id === name)?.id ?? 'home';
  const Icon = urgent ? CircleAlert : TriangleAlert;
  const values = { ...item.details, count: item.count, shown: number(item.count) };
  return (
    <li>
      <button type="button" className="attention-row" onClick={() => go(screen, Object.fromEntries(new URLSearchParams(query)))}>
        <Icon size={16} strokeWidth={2} aria-hidden className={urgent ? 'tone-bad' : 'tone-warn'} />
        <span className="grow">{say(`home.attention.${item.code}`, values, say(item.code, values))}</span>
        <ChevronRight size={16} aria-hidden className="faint" />
      </button>
    </li>
  );
}
