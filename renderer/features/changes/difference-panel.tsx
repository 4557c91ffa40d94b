import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { FieldDifference } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite, type OutputOf } from '../../rpc/index.ts';
import { Age, Await, Button, Money, NetworkMark, Panel, StatusBadge, useNotify } from '../../ui/index.ts';
import { MARKS } from './change-rows.tsx';
import { FieldValue } from './field-value.tsx';
import { IncomingBox } from './incoming.tsx';
import { Problems } from './problems.tsx';

type Difference = OutputOf<'changes.difference'>;
const RANK: Readonly<Record<FieldDifference['kind'], number>> = { conflict: 0, mine: 1, theirs: 2, both_same: 3, unchanged: 4 };

/** One object: what the network last confirmed, what we want, what the network says now. Money first; what did not change is folded. */
export function DifferencePanel({ objectId, onClose }: { readonly objectId: string; readonly onClose: () => void }) {
  const { t } = useText();
  const difference = useRead('changes.difference', { objectId });
  const row = difference.data?.row;
  return (
    <Panel
      id="difference"
      title={row?.name ?? t('common.reading')}
      subtitle={row === undefined ? undefined : <Subtitle row={row} />}
      onClose={onClose}
      width={520}
      maxWidth={860}
    >
      <Await reading={difference}>
        {(data) => (
          <div className="stack difference">
            <IncomingBox difference={data} />
            <Problems objectId={objectId} />
            <Fields difference={data} />
          </div>
        )}
      </Await>
    </Panel>
  );
}

function Subtitle({ row }: { readonly row: Difference['row'] }) {
  const { t } = useText();
  const [tone, icon] = MARKS[row.mark];
  return (
    <div className="row-wrap">
      <StatusBadge tone={tone} icon={icon} boxed>
        {t(`changesScreen.mark.${row.mark}`)}
      </StatusBadge>
      <NetworkMark id={row.network} />
      <span>{row.clientName}</span>
      {row.dailyDelta !== null && (
        <span>
          <Money value={row.dailyDelta} signed />
          {t('home.perDay')}
        </span>
      )}
    </div>
  );
}

function isMoney({ field }: FieldDifference): boolean {
  return /budget|bid|amount/i.test(field);
}

function Fields({ difference }: { readonly difference: Difference }) {
  const { t, number } = useText();
  const [unfolded, setUnfolded] = useState(false);
  const sorted = difference.fields.toSorted((a, b) => Number(isMoney(b)) - Number(isMoney(a)) || RANK[a.kind] - RANK[b.kind]);
  const moved = sorted.filter(({ kind }) => kind !== 'unchanged');
  const still = sorted.filter(({ kind }) => kind === 'unchanged');
  const isNew = difference.row.mark === 'new';
  return (
    <div>
      <div className={`fields-head${isNew ? ' fields-new' : ''}`} aria-hidden>
        <span />
        {!isNew && <span>{t('changesScreen.base')}</span>}
        <span>{t('changesScreen.mine')}</span>
        {!isNew && <span>{t('changesScreen.theirs')}</span>}
      </div>
      <ul>
        {moved.map((field) => (
          <FieldRow key={field.field} field={field} objectId={difference.row.objectId} isNew={isNew} />
        ))}
      </ul>
      {still.length > 0 && (
        <>
          <button type="button" className="fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {unfolded ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
            {t('changesScreen.unchanged', { count: still.length, shown: number(still.length) })}
          </button>
          {unfolded && (
            <ul>
              {still.map((field) => (
                <FieldRow key={field.field} field={field} objectId={difference.row.objectId} isNew={isNew} />
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}

function FieldRow({ field, objectId, isNew }: { readonly field: FieldDifference; readonly objectId: string; readonly isNew: boolean }) {
  const { t, say } = useText();
  const notify = useNotify();
  const revert = useWrite('changes.revert');
  const resolve = useWrite('changes.resolve');
  const name = say(`changesScreen.field.${field.field}`, {}, field.field);
  const failed = { onError: notify.failed };
  return (
    <li className={`field-row field-${field.kind}${isNew ? ' fields-new' : ''}`}>
      <div className="field-name">
        <span>{name}</span>
        {field.author !== null && (
          <span className="small faint">
            {field.author} · <Age at={field.at} />
          </span>
        )}
      </div>
      {!isNew && (
        <div className="field-cell field-base">
          <span className="visually-hidden">{t('changesScreen.base')}: </span>
          <FieldValue field={field.field} value={field.base} />
        </div>
      )}
      <div className={`field-cell${field.kind === 'mine' || field.kind === 'conflict' ? ' field-mine-value' : ''}`}>
        <span className="visually-hidden">{t('changesScreen.mine')}: </span>
        <FieldValue field={field.field} value={field.mine} />
      </div>
      {!isNew && (
        <div className={`field-cell${field.kind === 'theirs' || field.kind === 'conflict' ? ' field-theirs-value' : ''}`}>
          <span className="visually-hidden">{t('changesScreen.theirs')}: </span>
          <FieldValue field={field.field} value={field.theirs} />
        </div>
      )}
      {(field.kind === 'conflict' || field.kind === 'theirs') && (
        <div className="field-actions">
          <Button needs="writing" onPress={() => resolve.mutate({ objectId, field: field.field, keep: 'mine' }, failed)}>
            {t('changesScreen.keepMine')}
          </Button>
          <Button needs="writing" onPress={() => resolve.mutate({ objectId, field: field.field, keep: 'theirs' }, failed)}>
            {t('changesScreen.takeTheirs')}
          </Button>
        </div>
      )}
      {field.kind === 'mine' && !isNew && (
        <div className="field-actions">
          <Button
            needs="writing"
            variant="plain"
            onPress={() => revert.mutate({ selection: { objectIds: [objectId] }, field: field.field }, failed)}
          >
            {t('changesScreen.revertField', { field: name })}
          </Button>
        </div>
      )}
    </li>
  );
}
