import { TemplateFields, type Template, type templates } from '../contract/flows.ts';
import { ok, refuse, type Json } from '../kernel/index.ts';
import type { AdNetwork, CallContext, ChangeLog, Clock, Handlers, Ids, Topics, Undoable, UnitOfWork } from '../ports/index.ts';
import type { ClientFacts, VacancySource } from '../plans/index.ts';
import { compileTemplate, composeTexts } from './compose.ts';
import { lintTemplate } from './lint.ts';
import type { PhraseBook } from './phrases.ts';
import type { TemplateStore } from './template-store.ts';
import { valuesOf } from './values.ts';

export interface TemplatesDeps {
  readonly store: TemplateStore;
  readonly phrases: PhraseBook;
  readonly networks: ReadonlyMap<string, AdNetwork>;
  readonly vacancies: VacancySource;
  readonly clients: ClientFacts;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly topics: Topics;
}
export interface Templates {
  readonly handlers: Handlers<typeof templates>;
  readonly undoable: Undoable;
  /** The template that every workspace starts with; the one that is there when there is one. */
  ensureDefault(context: CallContext): Template;
}

export function createTemplates(deps: TemplatesDeps): Templates {
  const { store, phrases, networks, vacancies, clients, clock, ids, unitOfWork, changeLog, topics } = deps;

  function save(templateId: string, fields: TemplateFields, context: CallContext): Template {
    const before = store.get(templateId);
    unitOfWork.transaction(() => {
      store.put(templateId, fields, clock.nowIso());
      const group = changeLog.begin(context, 'history.template_saved', { name: fields.name });
      changeLog.record(group, [{ objectType: 'template', objectId: templateId, field: '*', before: fieldsOf(before), after: fields }]);
    });
    topics.moved('templates');
    return store.get(templateId)!;
  }

  const handlers: Handlers<typeof templates> = {
    list: () => ok({ templates: [...store.list()] }),
    save(input, context) {
      if (input.templateId !== null && store.get(input.templateId) === null) return refuse('templates.not_found');
      const linted = lintTemplate(input.fields);
      return linted.ok ? ok(save(input.templateId ?? ids.next(), input.fields, context)) : linted;
    },
    remove(input, context) {
      const before = store.get(input.templateId);
      if (before === null) return refuse('templates.not_found');
      const flows = store.usedBy(input.templateId);
      if (flows.length > 0) return refuse('templates.in_use', { flows: flows.length, flow: flows[0] ?? '' });
      unitOfWork.transaction(() => {
        store.remove(input.templateId);
        const group = changeLog.begin(context, 'history.template_removed', { name: before.name });
        changeLog.record(group, [
          { objectType: 'template', objectId: input.templateId, field: '*', before: fieldsOf(before), after: null },
        ]);
      });
      topics.moved('templates');
      return ok({ done: true });
    },
    preview(input) {
      const linted = lintTemplate(input.fields);
      if (!linted.ok) return linted;
      const vacancy = vacancies.get(input.vacancyId);
      if (vacancy === null) return refuse('vacancies.not_found');
      const template = compileTemplate(input.fields);
      const values = valuesOf(vacancy, clients.get(vacancy.clientId)?.name ?? '', phrases);
      const previews = input.networks.flatMap((id) => {
        const network = networks.get(id);
        return network === undefined
          ? []
          : [{ network: id, ...composeTexts(template, values, vacancy.roleFamily, network.capabilities, phrases) }];
      });
      return ok({ previews });
    },
  };

  return {
    handlers,
    ensureDefault: (context) => store.list()[0] ?? save(ids.next(), phrases.defaultTemplate, context),
    undoable: {
      objectType: 'template',
      restore(changes) {
        for (const change of changes) {
          if (change.value === null) store.remove(change.objectId);
          else store.put(change.objectId, TemplateFields.parse(change.value), clock.nowIso());
        }
      },
    },
  };
}

function fieldsOf(template: Template | null): Json {
  if (template === null) return null;
  const { id: _id, updatedAt: _updatedAt, ...fields } = template;
  return fields;
}
