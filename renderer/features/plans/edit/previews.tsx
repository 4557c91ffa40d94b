import { useText } from '../../../i18n/index.ts';
import { useRead, type OutputOf } from '../../../rpc/index.ts';
import { StatusBadge } from '../../../ui/index.ts';

export interface AdTexts {
  readonly headlines: readonly string[];
  readonly descriptions: readonly string[];
  readonly primaryText: string;
}
type Preview = OutputOf<'plans.preview'>['previews'][number];

/** How the ad would look on each placement. The placements come from the backend; what is being typed replaces the kept text at once. */
export function Previews({ adId, saved, draft }: { readonly adId: string; readonly saved: AdTexts; readonly draft: AdTexts | null }) {
  const { t, say } = useText();
  const { data } = useRead('plans.preview', { adId });
  const previews = (data?.previews ?? []).map((preview) => (draft === null ? preview : withDraft(preview, saved, draft)));
  return (
    <section className="panel-group" aria-label={t('plansScreen.preview')}>
      <div className="preview-head">
        <h3>{t('plansScreen.preview')}</h3>
        <StatusBadge tone="quiet" icon="unknown">
          {t('plansScreen.preview.approximate')}
        </StatusBadge>
      </div>
      <div className="stack">
        {previews.map((preview) => (
          <figure key={preview.placement}>
            <figcaption className="small quiet">{say(`plans.placement.${preview.placement}`, {}, preview.placement)}</figcaption>
            <div className="ad-preview">
              <header>
                <span className="avatar" aria-hidden>
                  {preview.advertiser.slice(0, 1)}
                </span>
                <span className="truncate">{preview.advertiser}</span>
                <span className="small faint">{t('plansScreen.preview.sponsored')}</span>
              </header>
              {preview.text !== '' && <p>{preview.text}</p>}
              <footer>
                <span className="small quiet truncate">{preview.displayUrl}</span>
                <strong>{preview.headline}</strong>
                {preview.description !== '' && <span className="quiet">{preview.description}</span>}
                <span className="cta">{say(`plansScreen.cta.${preview.callToAction}`, {}, preview.callToAction)}</span>
              </footer>
            </div>
          </figure>
        ))}
      </div>
    </section>
  );
}

/** The kept text found in a placement gives way to the text in its field; a placement that cuts texts keeps its own cut until the field is left. */
export function withDraft(preview: Preview, saved: AdTexts, draft: AdTexts): Preview {
  const swap = (shown: string): string => {
    const headline = saved.headlines.indexOf(shown);
    if (headline >= 0) return draft.headlines[headline] ?? shown;
    const description = saved.descriptions.indexOf(shown);
    if (description >= 0) return draft.descriptions[description] ?? shown;
    return shown !== '' && shown === saved.primaryText ? draft.primaryText : shown;
  };
  return { ...preview, headline: swap(preview.headline), description: swap(preview.description), text: swap(preview.text) };
}
