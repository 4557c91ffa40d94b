/** `absent`: this machine has none. `locked`: there is one and it does not answer until a person opens it. */
export type KeyStoreState = 'available' | 'absent' | 'locked';

/** The operating system's store of secrets. Methods throw when it cannot be reached: never a silent `null`. */
export interface KeyStore {
  /** Writes, reads and deletes a throw-away entry, because some stores answer reads while they cannot keep anything. */
  probe(): Promise<KeyStoreState>;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<boolean>;
}
