import { Fragment } from 'react';
import type { FieldDifference } from '../../../../core/contract/index.ts';
import { readableDetails, useText } from '../../../i18n/index.ts';
import { useRead, useWrite } from '../../../rpc/index.ts';
import { Button, useNotify } from '../../../ui/index.ts';
import { fieldLabel } from '../words.tsx';

/** Three ways: what the network last confirmed, what we want, what the network says now. Unchanged fields are left out. */
export function Differences({ objectId }: { readonly objectId: string }) {
  const text = useText();
  const { t, tag } = text;
  const notify = useNotify();
  const resolve = useWrite('changes.resolve');
  const { data } = useRead('changes.difference', { objectId });
  const fields = (data?.fields ?? []).filter(({ kind }) => kind !== 'unchanged');
  if (fields.length === 0) return null;
  const shown = (value: unknown): string => String(readableDetails({ value }, tag)['value']);
  const keep = (field: string, side: 'mine' | 'theirs'): void =>
    resolve.mutate({ objectId, field, keep: side }, { onError: notify.failed });
  return (
    <section className="panel-group">
      <h3>{t('plansScreen.threeWay')}</h3>
      <table className="three-way">
        <thead>
          <tr>
            <th scope="col">{t('plansScreen.threeWay.base')}</th>
            <th scope="col">{t('plansScreen.threeWay.mine')}</th>
            <th scope="col">{t('plansScreen.threeWay.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <Fragment key={field.field}>{rows(field)}</Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );

  function rows(field: FieldDifference) {
    const needsPerson = field.kind === 'conflict' || field.kind === 'theirs';
    return (
      <>
        <tr className={field.kind === 'conflict' ? 'is-conflict' : undefined}>
          <th scope="rowgroup" colSpan={3}>
            {fieldLabel(field.field, text)}
            {needsPerson && (
              <span className="row push">
                <Button needs="writing" variant="plain" onPress={() => keep(field.field, 'mine')}>
                  {t('plansScreen.threeWay.keepMine')}
                </Button>
                <Button needs="writing" variant="plain" onPress={() => keep(field.field, 'theirs')}>
                  {t('plansScreen.threeWay.takeTheirs')}
                </Button>
              </span>
            )}
          </th>
        </tr>
        <tr>
          <td>{shown(field.base)}</td>
          <td className="is-mine">{shown(field.mine)}</td>
          <td className={field.kind === 'theirs' || field.kind === 'conflict' ? 'is-theirs' : undefined}>{shown(field.theirs)}</td>
        </tr>
      </>
    );
  }
}
