/** The operating system's key store, or the passphrase-wrapped vault where there is none. Values never reach logs, errors or the database. */
export interface Secrets {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<boolean>;
}
