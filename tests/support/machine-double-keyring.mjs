/** `@napi-rs/keyring` over a file, with the words that a locked Secret Service uses. */
export class AsyncEntry {
  #name;
  constructor(service, name) {
    this.#name = `${service}/${name}`;
  }
  #store() {
    if (globalThis.machineDoubleKeyStore.isLocked()) throw new Error('no result found: the collection is locked');
    return globalThis.machineDoubleKeyStore;
  }
  async setPassword(value) {
    this.#store().put(this.#name, value);
  }
  async getPassword() {
    return this.#store().get(this.#name);
  }
  async deleteCredential() {
    const was = this.#store().get(this.#name);
    this.#store().put(this.#name, null);
    return was !== null;
  }
}
