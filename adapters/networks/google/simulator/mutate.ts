import type { SimReply } from '../../../simulators/types.ts';
import type { SimulatedCustomer } from './accounts.ts';
import { failed, malformed, partialFailureStatus, type Fault, type PathElement } from './answers.ts';
import { fieldAt, parseMessage, stripOutputOnly, type Violation } from './parse.ts';
import { reviewPlan } from './review.ts';
import { needsEuDeclaration } from './rules-campaign.ts';
import { COMPOSITE, ignorable, REFERENCES, REQUEST_MESSAGE, RULES } from './rules.ts';
import { Errors, isRemoved, text, UNRESOLVED, type Operation, type Session } from './session.ts';
import { messageShape, snakeCase } from './shapes.ts';
import { Draft, nameOf, type Collection, type Row, type Store } from './store.ts';
import { isFields, listAt, setAt, textAt, textsAt, valueAt, type Fields, type Value } from './values.ts';

const MAX_OPERATIONS = 10_000;

export interface MutateInput {
  readonly store: Store;
  readonly customer: SimulatedCustomer;
  readonly version: string;
  readonly requestId: string;
  readonly nowMs: number;
  readonly today: string;
  /** null: the request that mixes every kind. */
  readonly collection: Collection | null;
  readonly body: unknown;
  readonly rejectAll: boolean;
  readonly visibleFromMs: number;
  /** Known before anything is carried out: how many operations the quota is charged. */
  charge(operations: number): SimReply | null;
}

function readOperation(collection: Collection, input: Fields, index: number, path: readonly PathElement[]): Operation | null {
  const kind = (['create', 'update', 'remove'] as const).find((member) => input[member] !== undefined);
  if (kind === undefined) return null;
  const resource = kind === 'remove' ? { resourceName: input['remove']! } : (input[kind] as Fields); // parsed as the resource's message
  const rawMask = text(input, 'updateMask');
  const message = RULES[collection].message;
  const mask = rawMask
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => fieldAt(message, part)?.camel ?? `?${part}`);
  return {
    index,
    path,
    collection,
    kind,
    resource,
    mask,
    hasMask: rawMask !== '',
    ignorableTopics: textsAt(input, 'policyValidationParameter.ignorablePolicyTopics'),
  };
}

/** `googleAds:mutate` and the ten `…:mutate` of single kinds: everything or nothing, unless `partialFailure` (google-ads.md section 3). */
export function mutate(input: MutateInput): SimReply {
  const violations: Violation[] = [];
  const body = parseMessage(
    input.collection === null ? 'MutateGoogleAdsRequest' : REQUEST_MESSAGE[input.collection],
    input.body,
    violations,
  );
  if (violations.length > 0) return malformed(violations, input.requestId);
  const fail = (faults: readonly Fault[]): SimReply => failed(faults, input.version, input.requestId);
  const listName = input.collection === null ? 'mutateOperations' : 'operations';
  const items = listAt(body, listName);
  if (items.length === 0)
    return fail([
      {
        code: 'requestError.REQUIRED_FIELD_MISSING',
        message: 'The required field was missing.',
        path: [{ fieldName: snakeCase(listName) }],
      },
    ]);
  if (items.length > MAX_OPERATIONS)
    return fail([
      { code: 'requestError.TOO_MANY_MUTATE_OPERATIONS', message: 'Too many operations.', path: [{ fieldName: snakeCase(listName) }] },
    ]);
  const refused = input.charge(items.length);
  if (refused !== null) return refused;
  const partial = body['partialFailure'] === true;
  const validateOnly = body['validateOnly'] === true;

  const operations: (Operation | null)[] = [];
  const faults: Fault[] = [];
  for (const [index, item] of items.entries()) {
    const at: PathElement[] = [{ fieldName: snakeCase(listName), index }];
    const member = input.collection === null ? Object.keys(item)[0] : null;
    const collection = input.collection ?? (Object.keys(RULES) as Collection[]).find((name) => RULES[name].operation === member) ?? null;
    const inner = member === null ? item : item[member ?? ''];
    if (member !== null && member !== undefined) at.push({ fieldName: snakeCase(member) });
    if (collection === null || !isFields(inner)) {
      operations.push(null);
      faults.push({
        code: member === undefined ? 'requestError.OPERATION_REQUIRED' : 'operatorError.OPERATOR_NOT_SUPPORTED',
        message: member === undefined ? 'An operation is needed.' : 'This simulated network does not know the operation.',
        path: at,
      });
      continue;
    }
    const operation = readOperation(collection, inner, index, at);
    if (operation === null) faults.push({ code: 'requestError.OPERATION_REQUIRED', message: 'An operation is needed.', path: at });
    operations.push(operation);
  }
  const draft = new Draft(input.store);
  const run = new Run(input, draft);
  const blocked = run.blockedByDeclaration(operations.filter((operation) => operation !== null));
  if (blocked !== null) return fail([blocked]);
  const results: (Row | null)[] = operations.map((operation) => {
    if (operation === null) return null;
    const outcome = run.apply(operation);
    if (Array.isArray(outcome)) {
      faults.push(...outcome);
      return null;
    }
    return outcome as Row;
  });
  faults.sort((a, b) => (a.path?.[0]?.index ?? 0) - (b.path?.[0]?.index ?? 0));
  if (faults.length > 0 && !partial) return fail(faults);
  if (!validateOnly) draft.commit();
  const full = body['responseContentType'] === 'MUTABLE_RESOURCE';
  const answer: Fields = {};
  const slots: Value[] = validateOnly
    ? []
    : results.map((row, index) => slot(row, operations[index] ?? null, input.collection === null, full));
  if (slots.length > 0) answer[input.collection === null ? 'mutateOperationResponses' : 'results'] = slots;
  if (faults.length > 0) answer['partialFailureError'] = partialFailureStatus(faults, input.version, input.requestId);
  return { status: 200, headers: { 'request-id': input.requestId }, body: answer };
}

function slot(row: Row | null, operation: Operation | null, mixed: boolean, full: boolean): Fields {
  if (row === null || operation === null) return {};
  const message = RULES[operation.collection].message;
  const result: Fields = { resourceName: nameOf(row) };
  if (full && operation.kind !== 'remove') result[message[0]!.toLowerCase() + message.slice(1)] = row.resource;
  return mixed ? { [RULES[operation.collection].operation.replace('Operation', 'Result')]: result } : result;
}

/** One request under way: temporary ids, names in use, rows laid over the books. */
class Run {
  readonly #input: MutateInput;
  readonly #draft: Draft;
  readonly #temporary = new Map<string, string | null>();
  readonly #names = new Map<string, Map<string, string>>();
  readonly #session: Session;

  constructor(input: MutateInput, draft: Draft) {
    this.#input = input;
    this.#draft = draft;
    this.#session = {
      customer: input.customer,
      draft,
      version: input.version,
      nowMs: input.nowMs,
      today: input.today,
      seed: input.store.context.seed,
      rejectAll: input.rejectAll,
      switchOn: (name) => input.store.context.switchOn(name),
      hasUserList: (id) => input.store.context.books.get<{ customerId: string }>('userLists', id)?.customerId === input.customer.id,
      keywordIndex: new Map(),
      names: (scope, rows, field = 'name') => {
        let names = this.#names.get(scope);
        if (names === undefined) {
          names = new Map(rows().map((row) => [text(row.resource, field), nameOf(row)]));
          this.#names.set(scope, names);
        }
        return names;
      },
    };
  }

  /** One undeclared campaign stops every change in the account but its own declaration (google-ads.md section 5.2; switch `google.eu_block_off`). */
  blockedByDeclaration(operations: readonly Operation[]): Fault | null {
    if (this.#session.switchOn('google.eu_block_off')) return null;
    const missing = this.#input.store
      .rows(this.#input.customer.id, 'campaigns')
      .filter((row) => needsEuDeclaration(row, this.#input.store.children(nameOf(row), 'campaignCriteria'), this.#input.version));
    if (missing.length === 0) return null;
    const heals = operations.every(
      (operation) =>
        operation.collection === 'campaigns' && (operation.kind === 'remove' || operation.mask.includes('containsEuPoliticalAdvertising')),
    );
    if (heals) return null;
    return {
      code: 'mutateError.EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED',
      message: 'A campaign of this account lacks its declaration on political advertising in the EU.',
      trigger: nameOf(missing[0]!),
      path: operations[0]?.path ?? [],
    };
  }

  apply(operation: Operation): Row | readonly Fault[] {
    const errors = new Errors(operation);
    const row =
      operation.kind === 'create'
        ? this.#create(operation, errors)
        : operation.kind === 'update'
          ? this.#update(operation, errors)
          : this.#remove(operation, errors);
    if (errors.list.length === 0 && row !== null) return row;
    return errors.list;
  }

  /** Temporary names are negative, unique in the request and made before they are used (google-ads.md section 3). */
  #resolve(name: string, field: string, errors: Errors): string {
    if (!name.includes('/-')) return name;
    const known = this.#temporary.get(name);
    if (known === undefined) {
      errors.add('mutateError.RESOURCE_NOT_FOUND', field, 'The temporary name was not made before its use.', { trigger: name });
      return '';
    }
    if (known === null) {
      errors.add('newResourceCreationError.TEMP_ID_RESOURCE_HAD_ERRORS', field, 'The resource behind the temporary name had errors.', {
        trigger: name,
      });
      return '';
    }
    return known;
  }

  #create(operation: Operation, errors: Errors): Row | null {
    const { collection } = operation;
    const rules = RULES[collection];
    const fields = operation.resource;
    ignorable.set(fields, operation.ignorableTopics);
    const given = text(fields, 'resourceName');
    const temporary = given === '' ? null : given;
    if (temporary !== null) {
      const id = temporary.slice(temporary.lastIndexOf('/') + 1);
      if (!temporary.startsWith(`customers/${this.#input.customer.id}/${collection}/`))
        errors.add('requestError.RESOURCE_NAME_MALFORMED', 'resource_name', 'The resource name is malformed.', { trigger: temporary });
      else if (!id.includes('-'))
        errors.add('newResourceCreationError.CANNOT_SET_ID_FOR_CREATE', 'resource_name', 'New resources take no id of the caller.', {
          trigger: temporary,
        });
      else if (this.#temporary.has(temporary))
        errors.add('newResourceCreationError.DUPLICATE_TEMP_IDS', 'resource_name', 'The temporary name was used before.', {
          trigger: temporary,
        });
      if (errors.list.length === 0) this.#temporary.set(temporary, null);
    }
    const silent: string[] = [];
    stripOutputOnly(rules.message, fields, silent);
    if (silent.length > 0 && this.#session.switchOn('google.output_only_refused'))
      for (const field of silent) errors.add('fieldError.VALUE_MUST_BE_UNSET', field, 'The field is output only.');
    for (const field of REFERENCES) {
      const value = fields[field];
      if (typeof value === 'string' && messageShape(rules.message).fields.has(field)) {
        // Errors pile up: a resource whose parent failed is still looked over for its own (section 17.3).
        fields[field] = this.#resolve(value, snakeCase(field), errors) || UNRESOLVED;
      }
    }
    // Numbered before the rules look at it, because uniqueness is kept under the final name; composite names are the rules' own.
    const number = COMPOSITE.has(collection) ? '' : this.#draft.store.nextId();
    fields['resourceName'] = `customers/${this.#input.customer.id}/${collection}/${number}`;
    const id = rules.create(this.#session, fields, errors) ?? number;
    if (errors.list.length > 0 || id === '') return null;
    if (id === number) fields['id'] = id;
    const name = `customers/${this.#input.customer.id}/${collection}/${id}`;
    fields['resourceName'] = name;
    const kept = this.#draft.get(name);
    if (temporary !== null) this.#temporary.set(temporary, name);
    if (kept !== null && !isRemoved(kept)) return kept;
    let row: Row = {
      resource: fields,
      customerId: this.#input.customer.id,
      createdMs: this.#input.nowMs,
      visibleFromMs: this.#input.visibleFromMs,
      history: [[this.#input.nowMs, text(fields, 'status')]],
    };
    if (collection === 'campaignBudgets') row = { ...row, amounts: [[this.#input.nowMs, text(fields, 'amountMicros')]] };
    if (collection === 'adGroupAds') row = { ...row, ...reviewPlan(this.#session, textAt(fields, 'ad.id')) };
    this.#put(collection, row, 'CREATE', Object.keys(fields));
    return row;
  }

  #update(operation: Operation, errors: Errors): Row | null {
    const rules = RULES[operation.collection];
    if (!operation.hasMask) errors.add('fieldMaskError.FIELD_MASK_MISSING', null, 'An update needs its mask.');
    const before = this.#existing(operation, errors);
    if (before === null) return null;
    if (isRemoved(before))
      errors.add('operationAccessDeniedError.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE', null, 'The resource is removed.', {
        trigger: nameOf(before),
      });
    const merged = structuredClone(before.resource);
    for (const path of operation.mask) {
      // google-ads-api 25.1.0 names it in every mask, and works.
      if (path === 'resourceName') continue;
      const found = path.startsWith('?') ? null : fieldAt(rules.message, path);
      if (found === null) {
        errors.add('fieldMaskError.FIELD_NOT_FOUND', null, 'The field mask names a field that does not exist.', {
          trigger: path.replace(/^\?/, ''),
        });
        continue;
      }
      const { field } = found;
      const top = fieldAt(rules.message, path.split('.')[0]!)!.field;
      const snake = path.split('.').map(snakeCase).join('.');
      if (field.outputOnly) errors.add('fieldMaskError.FIELD_NOT_FOUND', null, 'The field is output only.', { trigger: snake });
      else if (field.immutable || top.immutable) errors.add('fieldError.IMMUTABLE_FIELD', snake, 'The field cannot be changed.');
      else if (
        field.type.startsWith('M.') &&
        !field.repeated &&
        messageShape(field.type.slice(2)).fields.size > 0 &&
        isFields(valueAt(operation.resource, path)) &&
        Object.keys(valueAt(operation.resource, path) as Fields).length > 0
      )
        errors.add('fieldMaskError.FIELD_HAS_SUBFIELDS', null, 'The mask must name the fields inside.', { trigger: snake });
      else setAt(merged, path, valueAt(operation.resource, path));
    }
    if (errors.list.length > 0) return null;
    for (const field of REFERENCES) {
      const value = merged[field];
      if (typeof value === 'string') merged[field] = this.#resolve(value, snakeCase(field), errors);
    }
    if (errors.list.length > 0) return null;
    rules.update(this.#session, merged, before, operation, errors);
    if (errors.list.length > 0) return null;
    const status = text(merged, 'status');
    const history = status === text(before.resource, 'status') ? before.history : [...before.history, [this.#input.nowMs, status] as const];
    const amount = text(merged, 'amountMicros');
    const moved = operation.collection === 'campaignBudgets' && amount !== text(before.resource, 'amountMicros');
    const row: Row = {
      ...before,
      resource: merged,
      history,
      ...(moved ? { amounts: [...(before.amounts ?? []), [this.#input.nowMs, amount] as const] } : {}),
    };
    this.#put(operation.collection, row, 'UPDATE', operation.mask);
    return row;
  }

  #existing(operation: Operation, errors: Errors): Row | null {
    const name = text(operation.resource, 'resourceName');
    if (name === '') errors.add('requestError.RESOURCE_NAME_MISSING', 'resource_name', 'The resource name is missing.');
    else if (!name.startsWith(`customers/${this.#input.customer.id}/${operation.collection}/`))
      errors.add('requestError.RESOURCE_NAME_MALFORMED', 'resource_name', 'The resource name is malformed.', { trigger: name });
    else {
      const row = this.#draft.get(name.includes('/-') ? (this.#temporary.get(name) ?? name) : name);
      if (row !== null) return row;
      errors.add('mutateError.RESOURCE_NOT_FOUND', null, 'Resource was not found.', { trigger: name });
    }
    return null;
  }

  #remove(operation: Operation, errors: Errors): Row | null {
    const before = this.#existing(operation, errors);
    if (before === null) return null;
    if (isRemoved(before))
      errors.add('operationAccessDeniedError.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE', null, 'The resource is removed.', {
        trigger: nameOf(before),
      });
    else RULES[operation.collection].remove(this.#session, before, errors);
    if (errors.list.length > 0) return null;
    const row: Row = {
      ...before,
      resource: { ...before.resource, status: 'REMOVED' },
      history: [...before.history, [this.#input.nowMs, 'REMOVED']],
    };
    this.#put(operation.collection, row, 'REMOVE', ['status']);
    return row;
  }

  #put(collection: Collection, row: Row, operation: 'CREATE' | 'UPDATE' | 'REMOVE', fields: readonly string[]): void {
    this.#draft.put(collection, row);
    this.#draft.changes.push({
      customerId: this.#input.customer.id,
      atMs: this.#input.nowMs,
      resourceName: nameOf(row),
      resourceType: snakeCase(RULES[collection].message).replace(/^_/, '').toUpperCase(),
      clientType: 'GOOGLE_ADS_API',
      operation,
      changedFields: fields
        .filter((field) => field !== 'resourceName')
        .map(snakeCase)
        .join(','),
    });
  }
}
