const BIG = '$micros';

/** A form's draft as one text; amounts are bigint, which JSON does not have. */
export function draftText(draft: object): string {
  return JSON.stringify(draft, (_key, value: unknown) => (typeof value === 'bigint' ? { [BIG]: value.toString() } : value));
}

/** The draft back, with the fields that the form has today: whatever it lacks comes from `initial`. */
export function draftFrom<T extends object>(text: string, initial: T): T {
  const kept = JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && BIG in value ? BigInt(String(value[BIG])) : value,
  ) as Partial<T>; // written by `draftText` from a T in this same window
  return { ...initial, ...kept };
}
