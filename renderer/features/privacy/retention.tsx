import { useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, EmptyState, NumberField, useNotify } from '../../ui/index.ts';

/** How long each client's people may stay; two years whatever anybody sets. */
export function RetentionList({ clientId }: { readonly clientId: string | null }) {
  const { t } = useText();
  const reading = useRead('clients.list', {});
  return (
    <Await reading={reading}>
      {({ clients }) => {
        const shown = clients.filter(({ id }) => clientId === null || id === clientId);
        return shown.length === 0 ? (
          <EmptyState title={t('privacyScreen.retention.none')} />
        ) : (
          <>
            <p className="quiet measure retention-lead">{t('privacyScreen.retention.lead')}</p>
            {shown.map(({ id, name }) => (
              <ClientRetention key={id} clientId={id} name={name} />
            ))}
          </>
        );
      }}
    </Await>
  );
}

function ClientRetention({ clientId, name }: { readonly clientId: string; readonly name: string }) {
  const { t } = useText();
  const notify = useNotify();
  const reading = useRead('candidates.getRetention', { clientId });
  const save = useWrite('candidates.setRetention');
  const [draft, setDraft] = useState<{ daysAfterAudience: number | null; maxMonths: number | null } | null>(null);
  return (
    <Await reading={reading}>
      {(kept) => {
        const shown = draft ?? kept;
        const { daysAfterAudience, maxMonths } = shown;
        const ready = draft !== null && daysAfterAudience !== null && maxMonths !== null;
        return (
          <fieldset className="retention">
            <legend>{name}</legend>
            <NumberField
              label={t('privacyScreen.retention.days')}
              value={daysAfterAudience}
              min={1}
              max={730}
              onChange={(value) => setDraft({ ...shown, daysAfterAudience: value })}
              unit={t('privacyScreen.retention.daysUnit')}
            />
            <NumberField
              label={t('privacyScreen.retention.months')}
              value={maxMonths}
              min={1}
              max={24}
              onChange={(value) => setDraft({ ...shown, maxMonths: value })}
              unit={t('privacyScreen.retention.monthsUnit')}
            />
            <Button
              needs="writing"
              isDisabled={!ready || save.isPending}
              onPress={() => {
                if (daysAfterAudience === null || maxMonths === null) return;
                save.mutate(
                  { clientId, retention: { daysAfterAudience, maxMonths } },
                  {
                    onSuccess: () => {
                      setDraft(null);
                      notify.done(t('privacyScreen.retention.saved'));
                    },
                    onError: notify.failed,
                  },
                );
              }}
            >
              {t('privacyScreen.retention.save')}
            </Button>
          </fieldset>
        );
      }}
    </Await>
  );
}
