import { Preferences } from '../../core/contract/workspace.ts';
import type { PreferenceStore } from '../../core/settings/settings.ts';
import { readTextFile, writePrivateFile } from '../keystore/private-file.ts';

/** Preferences in a small file. `fileNow` says which: the workspace's own, or the person's while there is no workspace. */
export function createPreferenceStore(fileNow: () => string): PreferenceStore {
  return {
    read() {
      const text = readTextFile(fileNow());
      if (text === null) return null;
      try {
        const parsed = Preferences.safeParse(JSON.parse(text));
        return parsed.success ? parsed.data : null;
      } catch {
        // Not JSON: a lost preference is no reason to stop the start.
        return null;
      }
    },
    write: (preferences) => writePrivateFile(fileNow(), `${JSON.stringify(preferences, null, 2)}\n`),
  };
}
