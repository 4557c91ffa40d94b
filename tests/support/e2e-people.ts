import type { Api, AppContract } from '../../core/contract/index.ts';

export interface PeoplePlace {
  readonly clientId: string;
  readonly firstVersion: string;
  readonly audienceIds: readonly string[];
  /** A file that a person is looking at: one new person, one who changed. */
  readonly importId: string;
}

/** A source of vacancies whose columns a person has decided; it looks at nothing. */
export async function quietSource(api: Api<AppContract>, clientId: string): Promise<void> {
  await api.feeds.create({
    fields: {
      clientId,
      name: 'Intercambio de selección',
      settings: { kind: 'folder', path: '/srv/intercambio/vacantes' },
      columns: [
        { header: 'Cargo', target: 'title', overwrite: 'always' },
        { header: 'Ciudad sede', target: 'city', overwrite: 'blanks_only' },
        { header: 'Salario', target: 'salary', overwrite: 'never' },
        { header: 'Observaciones internas', target: null, overwrite: 'always' },
      ],
      wholeFeed: true,
      everyMinutes: 60,
      enabled: false,
    },
  });
}

/** Two versions of the sample people's segments, and three lists of which one is at two networks. */
export async function peopleOnLists(api: Api<AppContract>): Promise<PeoplePlace> {
  const { rows } = await api.candidates.list({
    filter: { clientId: null, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] },
    sort: { by: 'importedAt', direction: 'asc' },
    offset: 0,
    limit: 1,
  });
  const clientId = rows[0]?.clientId;
  if (clientId === undefined) throw new Error('The sample has no candidates');
  const building = { clientId, seed: 1, features: null, minimumSize: null };
  const first = await api.segments.build({ ...building, k: 4 });
  const second = await api.segments.build({ ...building, k: 5 });
  const everyone = { roleFamilies: [], educations: [], modalities: [], consents: [], places: [], clientId };
  const made = [
    await api.audiences.create({ clientId, name: 'Todos los candidatos', definition: { kind: 'filter', filter: everyone } }),
    await api.audiences.create({
      clientId,
      name: 'Bodega y transporte',
      definition: { kind: 'filter', filter: { ...everyone, roleFamilies: ['logistics'] } },
    }),
    await api.audiences.create({
      clientId,
      name: second.segments[0]?.name.es.slice(0, 80) ?? '',
      definition: { kind: 'segment', versionId: second.id, index: 0 },
    }),
  ];
  const { accounts } = await api.accounts.list({ clientId });
  const [all] = made;
  for (const { id, network } of accounts)
    if (all !== undefined && (network === 'google' || network === 'meta'))
      await api.audiences.upload({ audienceId: all.id, accountId: id, acceptSmall: true });
  const file = `id;correo;ciudad;sexo;autorizacion;finalidad\nC00001;persona1@candidatos.example;Cali;F;sí;Ofertas de empleo\nN1;nueva@candidatos.example;Pasto;M;sí;Ofertas de empleo\n`;
  const { importId } = await api.candidates.openImport({
    clientId,
    source: { name: 'candidatos.csv', base64: Buffer.from(file).toString('base64') },
    declaration: null,
  });
  return { importId, clientId, firstVersion: first.id, audienceIds: made.map(({ id }) => id) };
}
