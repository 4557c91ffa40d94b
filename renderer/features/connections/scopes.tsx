import type { AdAccount } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';

type Scope = AdAccount['scopes'][number];

/** Each scope that is missing, and what is off without it. */
export function MissingScopes({ scopes }: { readonly scopes: readonly Scope[] }) {
  const { t } = useText();
  return scopes
    .filter(({ granted }) => !granted)
    .map((scope) => (
      <span key={scope.name} className="small tone-bad missing-scope">
        {t('connections.scopes.missing', { scope: scope.name })} <Disables features={scope.disables} />
      </span>
    ));
}

function Disables({ features }: { readonly features: readonly string[] }) {
  const { t } = useText();
  const names = useFeatureNames()(features);
  return features.length === 0 ? null : <>{t('connections.disables', { features: names })}</>;
}

/** `publicar y pausar` */
export function useFeatureNames(): (features: readonly string[]) => string {
  const { say, tag } = useText();
  return (features) => new Intl.ListFormat(tag).format(features.map((feature) => say(`connections.feature.${feature}`, {}, feature)));
}
