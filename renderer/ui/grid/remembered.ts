/** A pure function of one text that remembers its answers: cells format the same few hundred days again and again while they scroll. */
export function remembered(format: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = format(text);
    if (known.size > 5_000) known.clear();
    known.set(text, made);
    return made;
  };
}
