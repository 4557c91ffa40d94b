import { z } from 'zod';
import { Money as MoneySchema } from '../../../core/kernel/index.ts';
import { useText, type Text } from '../../i18n/index.ts';
import { Money } from '../../ui/index.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const Named = z.object({ name: z.string() });

/** A field's value in the neutral form, as a person reads it. */
export function FieldValue({ field, value }: { readonly field: string; readonly value: unknown }) {
  const text = useText();
  if (value === null || value === undefined || value === '') return <span className="faint">–</span>;
  const money = z.safeDecode(MoneySchema, value as never); // unknown by nature; the schema decides
  if (money.success) return <Money value={money.data} />;
  if (Array.isArray(value)) return value.length === 0 ? <span className="faint">–</span> : <ListValue field={field} values={value} />;
  return <>{plain(text, field, value)}</>;
}

function ListValue({ field, values }: { readonly field: string; readonly values: readonly unknown[] }) {
  const text = useText();
  return (
    <ul className="value-list">
      {values.map((value, index) => (
        <li key={`${index}-${JSON.stringify(value)}`}>{plain(text, field, value)}</li>
      ))}
    </ul>
  );
}

function plain(text: Text, field: string, value: unknown): string {
  if (typeof value === 'string') return DAY.test(value) ? text.day(value) : text.say(`changesScreen.value.${field}.${value}`, {}, value);
  if (typeof value === 'number') return text.number(value, 2);
  if (typeof value === 'boolean') return text.t(value ? 'common.yes' : 'common.no');
  const named = Named.safeParse(value);
  return named.success ? named.data.name : JSON.stringify(value);
}
