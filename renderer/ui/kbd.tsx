const MAC = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac');

/** `Mod` is Ctrl, or Cmd on a Mac. Written as a person would say it. */
export function keyNames(keys: string): readonly string[] {
  return keys.split('+').map((key) => (key === 'Mod' ? (MAC ? '⌘' : 'Ctrl') : key === 'Shift' && MAC ? '⇧' : (NAMES[key] ?? key)));
}
const NAMES: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Space: '␣', Enter: '↵' };

export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <kbd className="kbd">
      {keyNames(keys).map((name) => (
        <span key={name}>{name}</span>
      ))}
    </kbd>
  );
}
