import { parseSnapTime } from '../zone.ts';
import { ItemProblem, missing, VALUE, wrongValue } from './problems.ts';
import type { Field, Table } from './tables.ts';

export type Values = Readonly<Record<string, unknown>>;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An item as it was sent, checked field by field: unknown, mistyped and refused ones end it, those that the network sets are passed over. */
export function readFields(table: Table, item: unknown): Record<string, unknown> {
  if (!isObject(item)) throw new ItemProblem(VALUE, 'an item must be an object');
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    const field = Object.hasOwn(table, name) ? table[name] : undefined;
    if (name === 'id') continue;
    if (field === undefined) throw new ItemProblem(VALUE, `unknown field ${name}`);
    if (field.echo === true) throw new ItemProblem('E1008', `${name} cannot be set: it follows from bid_strategy`);
    if (field.given === true) continue;
    if (value === null && name === 'bid_micro') throw new ItemProblem('E2771', 'bid_micro must be left out, not null');
    checkValue(name, field, value);
    values[name] = value;
  }
  return values;
}

export function requireFields(table: Table, values: Values): void {
  for (const [name, field] of Object.entries(table)) if (field.required === true && values[name] === undefined) throw missing(name);
}

function checkValue(name: string, field: Field, value: unknown): void {
  switch (field.type) {
    case 'uuid':
      if (typeof value !== 'string' || !UUID.test(value)) throw wrongValue(name, 'a UUID');
      return;
    case 'string':
      if (typeof value !== 'string') throw wrongValue(name, 'a string');
      if (field.required === true && value.trim() === '') throw wrongValue(name, 'not empty');
      // "API patterns", errors: E2002 for a word that is not in the list (v1; read 2026-11-20)
      if (field.values !== undefined && !field.values.includes(value))
        throw new ItemProblem('E2002', `${name} does not know ${value}; it is one of ${field.values.join(', ')}`);
      if (field.longest !== undefined && value.length > field.longest)
        throw wrongValue(name, `at most ${field.longest} characters, not ${value.length}`);
      return;
    case 'int':
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value) || (field.type === 'int' && !Number.isSafeInteger(value)))
        throw wrongValue(name, field.type === 'int' ? 'a whole number' : 'a number');
      if (field.least !== undefined && value < field.least) throw wrongValue(name, `at least ${field.least}`);
      if (field.most !== undefined && value > field.most) throw wrongValue(name, `at most ${field.most}`);
      return;
    case 'bool':
      if (typeof value !== 'boolean') throw wrongValue(name, 'true or false');
      return;
    case 'time':
      if (parseSnapTime(value) === null) throw wrongValue(name, 'an ISO 8601 time with its offset');
      return;
    case 'object':
      if (!isObject(value)) throw wrongValue(name, 'an object');
      return;
    case 'list':
      if (!Array.isArray(value)) throw wrongValue(name, 'a list');
  }
}

/** Members of an object that must hold no others. */
export function only(value: Record<string, unknown>, names: readonly string[], where: string): void {
  for (const name of Object.keys(value)) if (!names.includes(name)) throw new ItemProblem(VALUE, `unknown field ${where}.${name}`);
}
