export { DraftNote } from './draft-note.tsx';
export { goesToNote, OpenNote } from './open-note.tsx';
export { useKeptDraft, type KeptDraft } from './use-kept-draft.ts';
export { useOpenText, type OpenText } from './use-open-text.ts';
