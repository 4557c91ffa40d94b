import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Canary {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly document: string;
}

/** Fifty made people. Every one of their words is rare enough to be found anywhere. */
export const canaries: readonly Canary[] = Array.from({ length: 50 }, (_, index) => {
  const n = String(index).padStart(2, '0');
  return {
    name: `Canaria${n} Zúñiga${n}`,
    email: index % 2 === 0 ? `Canaria.Zúñiga${n}@Pajarera.Example` : `canaria.${n}.zuniga+cv@gmail.com`,
    phone: `+57 318 77${n} 4${n}`,
    document: `1.0${n}.77${n[0]}.4${n}`,
  };
});

/** The same people as a file has them; `extra` is a column of free text that says it all once more. */
export function canaryFile(copies = 1): string {
  const rows = Array.from({ length: copies }, (_, copy) =>
    canaries.map(
      (one, index) =>
        `K${copy}-${index},${one.name},${copy === 0 ? one.email : `c${copy}.${one.email}`},${one.phone},CC ${one.document},Bogotá,${index % 7},"Escriba a ${one.email} o llame al ${one.phone}",sí`,
    ),
  ).flat();
  return `codigo,nombre,correo,celular,cedula,ciudad,experiencia,observaciones,autorizacion\n${rows.join('\n')}\n`;
}

/** Everything that would betray a person, in each form that any step may have given it. */
export function tracesOf(one: Canary): readonly string[] {
  const email = one.email.toLowerCase();
  const digits = one.phone.replace(/\D/g, '');
  const document = one.document.replaceAll('.', '');
  const [local = '', host = ''] = email.split('@');
  return [
    one.email,
    email,
    email.normalize('NFD'),
    `${local.replace(/\+.*/, '').replaceAll('.', '')}@${host}`,
    one.phone,
    one.phone.slice(4),
    digits,
    `+${digits}`,
    digits.slice(2),
    one.document,
    document,
    `CO:${document}`,
    one.name,
  ];
}

/** Bytes to look for: each trace as UTF-8, as UTF-16 and as base64 may hold it. */
export function needlesOf(people: readonly Canary[]): readonly { readonly trace: string; readonly bytes: Buffer }[] {
  return people.flatMap((one) =>
    tracesOf(one).flatMap((trace) => [
      { trace, bytes: Buffer.from(trace, 'utf8') },
      { trace: `${trace} (UTF-16)`, bytes: Buffer.from(trace, 'utf16le') },
      { trace: `${trace} (base64)`, bytes: Buffer.from(Buffer.from(trace, 'utf8').toString('base64').slice(0, -4)) },
    ]),
  );
}

/** Every file below these folders, sockets and the like aside. */
export function filesBelow(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
}

/**
 * Looks for all needles in one pass: their first three bytes mark a table, and only where it is marked is one compared.
 * Two thousand searches over every file would take minutes.
 */
export function findAll(content: Buffer, needles: ReturnType<typeof needlesOf>): readonly string[] {
  const marked = new Uint8Array(1 << 24);
  const byStart = new Map<number, { readonly trace: string; readonly bytes: Buffer }[]>();
  for (const needle of needles) {
    const start = needle.bytes.readUIntBE(0, 3);
    marked[start] = 1;
    byStart.set(start, [...(byStart.get(start) ?? []), needle]);
  }
  const found = new Set<string>();
  for (let at = 0, start = 0; at < content.length; at++) {
    start = ((start << 8) | (content[at] ?? 0)) & 0xffffff;
    if (marked[start] !== 1) continue;
    for (const { trace, bytes } of byStart.get(start) ?? [])
      if (content.subarray(at - 2, at - 2 + bytes.length).equals(bytes)) found.add(trace);
  }
  return [...found];
}

/** What is found where; empty when all is well. */
export function hitsIn(folders: readonly string[]): { readonly hits: readonly string[]; readonly files: number; readonly bytes: number } {
  const needles = needlesOf(canaries);
  const hits: string[] = [];
  let bytes = 0;
  const files = filesBelow(folders);
  for (const file of files) {
    // Also the name of a file may tell.
    const content = Buffer.concat([Buffer.from(`${path.basename(file)}\n`), readFileSync(file)]);
    bytes += statSync(file).size;
    hits.push(...findAll(content, needles).map((trace) => `${file}: ${trace}`));
  }
  return { hits, files: files.length, bytes };
}
