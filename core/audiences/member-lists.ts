import { NO_IDENTIFIERS, type HashedIdentifiers, type inForm } from '../candidates/index.ts';
import type { MemberLists } from '../privacy/index.ts';
import type { AudienceStore } from './audience-store.ts';
import { memberFor, type ListNetwork } from './sync-list.ts';

/** What forgetting a person does to the lists: whoever a network was told of is owed to be dropped there. */
export function createMemberLists(store: AudienceStore, networkOf: (id: string) => ListNetwork | null): MemberLists {
  return {
    leave(held, typed) {
      let owed = 0;
      for (const list of store.allLists()) {
        const network = networkOf(list.network);
        if (network === null || list.state === 'removed') continue;
        const going = new Map<string, { email: ReturnType<typeof inForm>; phone: ReturnType<typeof inForm> }>();
        const add = (identifiers: HashedIdentifiers): void => {
          const member = memberFor(network.audiences, identifiers);
          if (member !== null) going.set(`${member.email} ${member.phone}`, member);
        };
        for (const { number } of held) {
          const sent = store.sentOf(list.id, number);
          if (sent !== null) going.set(`${sent.email} ${sent.phone}`, { email: sent.email, phone: sent.phone });
        }
        // Where it is no longer known who is on the list, or a batch may be under way, everything known of the person goes.
        if (list.unsure || list.state === 'creating')
          for (const one of [{ ...NO_IDENTIFIERS, ...typed }, ...held.map(({ record }) => record.identifiers)]) add(one);
        store.owe(list.id, [...going.values()]);
        owed += going.size;
      }
      for (const { number } of held) store.dropPerson(number);
      return owed;
    },
    namesOf: (number) => store.namesOf(number),
  };
}
