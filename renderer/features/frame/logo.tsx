/** The mark: a horn seen from the side, and what comes out of it. */
export function Logo({ size = 22 }: { readonly size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <path
        d="M3.5 9.2c0-.7.5-1.2 1.2-1.2H8l6.4-4.1c.8-.5 1.8 0 1.8.9v14.4c0 .9-1 1.4-1.8.9L8 16H4.7c-.7 0-1.2-.5-1.2-1.2Z"
        fill="currentColor"
      />
      <path d="M19 9.2c.9.7 1.5 1.7 1.5 2.8s-.6 2.1-1.5 2.8" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
