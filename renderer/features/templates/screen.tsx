import { FileText, Plus } from 'lucide-react';
import { z } from 'zod';
import { useText } from '../../i18n/index.ts';
import { useUrlState } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Age, Await, Button, EmptyState, Screen } from '../../ui/index.ts';
import './templates.css';
import { TemplateEditor } from './template-editor.tsx';

const TemplatesView = z.object({ open: z.string().nullable().default(null) });

/** Texts with variables that a flow fills in for each vacancy. */
export function TemplatesScreen() {
  const { t } = useText();
  const [view, change] = useUrlState(TemplatesView);
  const reading = useRead('templates.list', {});
  const create = (
    <Button variant="primary" icon={<Plus size={16} aria-hidden />} onPress={() => change({ open: 'new' })}>
      {t('templatesScreen.create')}
    </Button>
  );
  const open = reading.data?.templates.find(({ id }) => id === view.open);
  if (view.open === 'new' || open !== undefined) {
    return (
      <Screen
        flush
        title={open?.name ?? t('templatesScreen.create')}
        actions={
          <Button variant="plain" onPress={() => change({ open: null })}>
            {t('templatesScreen.back')}
          </Button>
        }
      >
        <TemplateEditor
          key={view.open}
          template={open ?? null}
          onSaved={(id) => change({ open: id })}
          onRemoved={() => change({ open: null })}
        />
      </Screen>
    );
  }
  return (
    <Screen title={t('templatesScreen.title')} actions={(reading.data?.templates.length ?? 0) > 0 && create}>
      <Await reading={reading}>
        {({ templates }) =>
          templates.length === 0 ? (
            <EmptyState icon={<FileText size={20} aria-hidden />} title={t('templatesScreen.empty')} action={create}>
              {t('templatesScreen.emptyHelp')}
            </EmptyState>
          ) : (
            <ul className="templates">
              {templates.map((template) => (
                <li key={template.id}>
                  <button type="button" className="table-open" onClick={() => change({ open: template.id })}>
                    {template.name}
                  </button>
                  <span className="quiet truncate">{template.headlines[0]}</span>
                  <span className="small quiet num">
                    <Age at={template.updatedAt} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Screen>
  );
}
export { TemplatesScreen as Screen };
