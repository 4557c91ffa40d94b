/** Keeps what is known of a network's quota across restarts. `scope` is `network/application` or `network/account/<id>`. */
export interface RateLedger {
  read(scope: string): string | null;
  write(scope: string, state: string): void;
}
