import os from 'node:os';
import path from 'node:path';

/** The user's data folder of the program, by each system's custom. */
export function dataDirectory(): string {
  const home = os.homedir();
  if (process.platform === 'win32') return path.join(process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'Altavoz');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Altavoz');
  return path.join(process.env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'altavoz');
}

export function defaultWorkspaceDirectory(): string {
  return process.env['ALTAVOZ_WORKSPACE'] ?? path.join(dataDirectory(), 'workspace');
}
