import { Combine, CopyCheck } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { Vacancy } from '../../../core/contract/index.ts';
import { useCommands, type Command } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useBackend, useRead, type OutputOf } from '../../rpc/index.ts';
import { Await, Button, EmptyState, Kbd, Panel, Segmented, StatusBadge, useNotify } from '../../ui/index.ts';
import { salaryText } from './words.tsx';

type Group = OutputOf<'vacancies.duplicates'>['groups'][number];
/** How alike two vacancies must be, as three words; the middle one is where false pairs begin to be rare. */
const LEVELS = { loose: 0.7, usual: 0.8, strict: 0.95 } as const;
type Level = keyof typeof LEVELS;
const SHOWN = 100;

interface Props {
  readonly clientId: string | null;
  readonly onOpen: (vacancyId: string) => void;
  readonly onClose: () => void;
}

/** What looks like one vacancy written twice. One key merges the group under the eye; undo brings both back. */
export function DuplicatesPanel({ clientId, onOpen, onClose }: Props) {
  const { t, number } = useText();
  const [level, setLevel] = useState<Level>('usual');
  const reading = useRead('vacancies.duplicates', { clientId, similarity: LEVELS[level], limit: SHOWN });
  return (
    <Panel
      id="duplicates"
      title={t('vacanciesScreen.duplicates.title')}
      subtitle={reading.data === undefined ? undefined : t('vacanciesScreen.duplicates.count', { count: reading.data.total })}
      onClose={onClose}
      width={460}
    >
      <div className="stack">
        <Segmented
          label={t('vacanciesScreen.duplicates.level')}
          value={level}
          options={[
            { value: 'loose', label: t('vacanciesScreen.duplicates.loose') },
            { value: 'usual', label: t('vacanciesScreen.duplicates.usual') },
            { value: 'strict', label: t('vacanciesScreen.duplicates.strict') },
          ]}
          onChange={setLevel}
        />
        <Await reading={reading}>
          {({ groups, total }) =>
            groups.length === 0 ? (
              <EmptyState icon={<CopyCheck size={20} aria-hidden />} title={t('vacanciesScreen.duplicates.none')}>
                {t('vacanciesScreen.duplicates.noneHelp')}
              </EmptyState>
            ) : (
              <>
                <Groups groups={groups} onOpen={onOpen} />
                {total > groups.length && (
                  <p className="small quiet">
                    {t('vacanciesScreen.duplicates.more', { shown: number(groups.length), total: number(total) })}
                  </p>
                )}
              </>
            )
          }
        </Await>
      </div>
    </Panel>
  );
}

function Groups({ groups, onOpen }: { readonly groups: readonly Group[]; readonly onOpen: (vacancyId: string) => void }) {
  const text = useText();
  const { t, percent } = text;
  const { call } = useBackend();
  const notify = useNotify();
  const [current, setCurrent] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const latest = useRef({ groups, current });
  latest.current = { groups, current: Math.min(current, groups.length - 1) };

  async function merge(group: Group): Promise<void> {
    try {
      const mergeIds = group.vacancies.filter(({ id }) => id !== group.keepId).map(({ id }) => id);
      await call('vacancies.merge', { keepId: group.keepId, mergeIds });
      notify.done(t('vacanciesScreen.duplicates.merged', { count: mergeIds.length }), {
        label: t('vacanciesScreen.undo'),
        run: () => void call('history.undo', {}).catch((cause: unknown) => notify.failed(cause)),
      });
    } catch (cause) {
      notify.failed(cause);
    }
  }
  const mergeNow = useRef(merge);
  mergeNow.current = merge;

  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'vacancies.mergeGroup',
          label: 'vacanciesScreen.duplicates.merge',
          group: 'edit',
          shortcut: 'M',
          icon: Combine,
          isEnabled: (state) => (state.isReadOnly ? 'vacanciesScreen.readOnly' : true),
          run: () => {
            const group = latest.current.groups[latest.current.current];
            if (group !== undefined) void mergeNow.current(group);
          },
        },
      ],
      [],
    ),
  );

  function move(by: number): void {
    const next = Math.max(0, Math.min(groups.length - 1, latest.current.current + by));
    setCurrent(next);
    list.current?.querySelectorAll<HTMLElement>('.duplicate-group')[next]?.focus();
  }

  return (
    <ul
      ref={list}
      className="duplicate-groups"
      aria-label={t('vacanciesScreen.duplicates.title')}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      {groups.map((group, index) => (
        <li
          key={group.vacancies.map(({ id }) => id).join()}
          className={index === latest.current.current ? 'duplicate-group is-current' : 'duplicate-group'}
          // A group is moved to with the arrows and merged with a key: it takes the focus itself (WAI-ARIA, roving tabindex).
          tabIndex={index === latest.current.current ? 0 : -1}
          onFocus={() => setCurrent(index)}
        >
          <div className="row">
            <StatusBadge tone="info" icon="dot">
              {t('vacanciesScreen.duplicates.alike', { share: percent(group.similarity, 0) })}
            </StatusBadge>
            <span className="push" />
            <Button onPress={() => void merge(group)} icon={<Combine size={15} aria-hidden />}>
              {t('vacanciesScreen.duplicates.merge')}
              {index === latest.current.current && <Kbd keys="M" />}
            </Button>
          </div>
          {group.vacancies.map((vacancy) => (
            <Member key={vacancy.id} vacancy={vacancy} kept={vacancy.id === group.keepId} onOpen={onOpen} />
          ))}
        </li>
      ))}
    </ul>
  );
}

function Member({ vacancy, kept, onOpen }: { readonly vacancy: Vacancy; readonly kept: boolean; readonly onOpen: (id: string) => void }) {
  const text = useText();
  const { t } = text;
  const facts = [vacancy.company, vacancy.place?.name ?? vacancy.placeText, salaryText(vacancy, text), vacancy.externalId];
  return (
    <div className={kept ? 'duplicate is-kept' : 'duplicate'}>
      <div className="grow stack-tight">
        <button type="button" className="link truncate" onClick={() => onOpen(vacancy.id)}>
          {vacancy.title}
        </button>
        <span className="small quiet truncate">{facts.filter((fact) => fact !== null && fact !== '').join(' · ')}</span>
      </div>
      <span className="small quiet">
        {kept ? t('vacanciesScreen.duplicates.keeps', { ads: vacancy.ads }) : t('vacanciesScreen.duplicates.closes', { ads: vacancy.ads })}
      </span>
    </div>
  );
}
