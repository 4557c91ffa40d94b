import { useState } from 'react';
import type { PlanObject } from '../../../../core/contract/index.ts';
import { useText } from '../../../i18n/index.ts';
import { useRead, useWrite } from '../../../rpc/index.ts';
import { ObjectHistory } from '../../../ui/grid/index.ts';
import { Await, NetworkMark, Panel, useNotify } from '../../../ui/index.ts';
import type { PlanPatch } from '../columns.tsx';
import { ChangeBadge, DeliveryBadge, fieldLabel, LEVEL_LABELS } from '../words.tsx';
import { AdForm } from './ad-form.tsx';
import { AdGroupForm } from './ad-group-form.tsx';
import { CampaignForm } from './campaign-form.tsx';
import { Differences } from './differences.tsx';
import { Previews, type AdTexts } from './previews.tsx';
import { Problems } from './problems.tsx';

/** All of one campaign, ad group or ad: fields, how it looks, what is wrong, what differs from the network, what happened. */
export function ObjectPanel({ objectId, onClose }: { readonly objectId: string; readonly onClose: () => void }) {
  const text = useText();
  const { t } = text;
  const reading = useRead('plans.get', { objectId });
  const object = reading.data;
  return (
    <Panel
      id="plan-object"
      width={440}
      title={object?.fields.name ?? t('plansScreen.title')}
      subtitle={
        object === undefined ? undefined : (
          <span className="row-wrap">
            <NetworkMark id={object.network} />
            <span>{t(LEVEL_LABELS[object.level])}</span>
            <DeliveryBadge delivery={object.delivery} text={text} />
            <ChangeBadge mark={object.mark} text={text} />
          </span>
        )
      }
      onClose={onClose}
    >
      <Await reading={reading}>{(data) => <ObjectBody object={data} />}</Await>
    </Panel>
  );
}

function ObjectBody({ object }: { readonly object: PlanObject }) {
  const text = useText();
  const notify = useNotify();
  const edit = useWrite('plans.edit');
  const [draft, setDraft] = useState<AdTexts | null>(null);
  const save = (patch: PlanPatch): void => edit.mutate({ objectIds: [object.id], fields: patch }, { onError: notify.failed }); // each form makes patches of its own level only; the backend checks it again
  return (
    <div className="stack">
      {object.level === 'campaign' && <CampaignForm objectId={object.id} fields={object.fields} save={save} />}
      {object.level === 'ad_group' && <AdGroupForm objectId={object.id} fields={object.fields} network={object.network} save={save} />}
      {object.level === 'ad' && (
        <AdForm key={object.id} objectId={object.id} fields={object.fields} network={object.network} save={save} onDraft={setDraft} />
      )}
      <Problems objectId={object.id} />
      {object.level === 'ad' && <Previews adId={object.id} saved={object.fields} draft={draft} />}
      {object.mark !== 'none' && object.mark !== 'new' && <Differences objectId={object.id} />}
      <ObjectHistory objectType="plan_object" objectId={object.id} fieldLabel={(field) => fieldLabel(field, text)} />
      <dl className="facts panel-group">
        <dt>{text.t('plansScreen.remoteId')}</dt>
        <dd className="mono">{object.remoteId ?? text.t('plansScreen.notPublished')}</dd>
        <dt>{text.t('plansScreen.marker')}</dt>
        <dd className="mono">{object.marker}</dd>
      </dl>
    </div>
  );
}
