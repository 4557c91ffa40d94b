import { err, ok } from '../../core/kernel/index.ts';
import type { SignInDoor } from '../../core/ports/index.ts';
import { listenForSignIn, LONGEST_MS, readAnswer, type LoopbackOptions } from './loopback.ts';

/** Longer than any code that a network was seen to give, and without a space. */
const BARE_CODE = /^[^\s]{1,4096}$/;

/** How the browser's answer reaches this machine: over a loopback address, or in what a person copies. */
export function createSignInDoor(page: LoopbackOptions['page']): SignInDoor {
  return {
    longestMs: LONGEST_MS,
    async open({ port, path, parameters }) {
      try {
        return ok(await listenForSignIn({ state: null, page, path, port: port ?? 0, parameters }));
      } catch (cause) {
        if (port !== null && cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')
          return err({ kind: 'port_taken', port });
        throw cause;
      }
    },
    readPasted(text, parameters) {
      const given = text.trim();
      if (/^https?:\/\//i.test(given)) {
        const read = readAnswer(URL.parse(given)?.searchParams ?? new URLSearchParams(), parameters);
        return read === null || (read.answer.kind !== 'code' && read.answer.kind !== 'refused')
          ? null
          : { ...read.answer, state: read.state };
      }
      // From the question mark on, or from the name: as good as the address.
      if (/^[?&]?[a-z_]+=[^=]/.test(given)) {
        const read = readAnswer(new URLSearchParams(given.replace(/^[?&]/, '')), parameters);
        return read?.answer.kind === 'code' || read?.answer.kind === 'refused' ? { ...read.answer, state: read.state } : null;
      }
      // Meta ends its addresses so, and people copy from the code to the end.
      const code = given.replace(/#_=_$/, '');
      return BARE_CODE.test(code) ? { kind: 'code', code, state: null } : null;
    },
  };
}
