import { useText } from '../../i18n/index.ts';
import type { Rules } from './tuning.ts';

/** What may never sort people, with the law that says so and where it holds. */
export function RefusedTraits({ refused }: { readonly refused: Rules['refused'] }) {
  const { say, tag } = useText();
  const places = new Intl.DisplayNames(tag, { type: 'region' });
  return (
    <ul className="segments-refused">
      {refused.map(({ trait, laws }) => (
        <li key={trait}>
          <strong>{say(`segmentsScreen.trait.${trait}`, {}, trait)}</strong>{' '}
          <span className="quiet">
            {laws.map((law) => `${places.of(law.country) ?? law.country}: ${law.name}, art. ${law.article}`).join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
