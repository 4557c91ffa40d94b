import type { StoredMedia } from './media.ts';
import { refuse } from './problems.ts';
import type { WriteContext } from './rules.ts';
import type { Values } from './request.ts';
import { listedPage, type Listed } from './lists.ts';

export interface Identity {
  readonly identity_id: string;
  readonly identity_type: 'CUSTOMIZED_USER';
  readonly display_name: string;
  readonly profile_image: string;
}
interface StoredIdentity extends Identity {
  readonly accountId: string;
}

/** The one that every simulated account has, and those made since. "Create an identity", "Get identities" (v1.3; read 2026-11-20) */
export function identitiesOf(context: WriteContext): readonly Identity[] {
  const { account, store } = context;
  const own: Identity = {
    identity_id: account.settings.identityId,
    identity_type: 'CUSTOMIZED_USER',
    display_name: account.name,
    profile_image: '',
  };
  return [own, ...store.books.all<StoredIdentity>('identity').filter((identity) => identity.accountId === account.remoteId)];
}

export function createIdentity(values: Values, context: WriteContext): unknown {
  const name = String(values['display_name']);
  if (name === '' || name.length > 100) throw refuse('display_name', 'Length must be between 1 and 100.');
  const image = context.store.books.get<StoredMedia>('image', String(values['image_uri']));
  if (image?.accountId !== context.account.remoteId) throw refuse('image_uri', 'The image does not exist.');
  if (Math.abs(image.width - image.height) > image.height * 0.02) throw refuse('image_uri', 'The image must be 1:1.');
  const identity: StoredIdentity = {
    identity_id: context.store.newId(),
    identity_type: 'CUSTOMIZED_USER',
    display_name: name,
    profile_image: String(values['image_uri']),
    accountId: context.account.remoteId,
  };
  context.store.books.put('identity', identity.identity_id, identity);
  return { identity_id: identity.identity_id };
}

export function deleteIdentity(values: Values, context: WriteContext): unknown {
  const id = String(values['identity_id']);
  const found = context.store.books.get<StoredIdentity>('identity', id);
  if (found?.accountId !== context.account.remoteId) throw refuse('identity_id', `${id} does not exist.`);
  context.store.books.delete('identity', id);
  return {};
}

export function listIdentities(values: Values, context: WriteContext): Listed {
  const page = listedPage(
    identitiesOf(context)
      .filter((identity) => values['identity_type'] === undefined || identity.identity_type === values['identity_type'])
      .map(({ identity_id, identity_type, display_name, profile_image }) => ({
        identity_id,
        identity_type,
        display_name,
        profile_image,
        available_status: 'AVAILABLE',
      })),
    values,
    100,
  );
  // The list of this endpoint has a name of its own.
  return { ...page, identity_list: page.list };
}
