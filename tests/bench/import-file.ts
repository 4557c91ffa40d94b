import { closeSync, openSync, writeSync } from 'node:fs';

const TITLES = [
  'Asesor comercial',
  'Auxiliar contable',
  'Desarrollador backend',
  'Operario de producción',
  'Enfermera jefe',
  'Conductor C2',
  'Analista de datos',
  'Cocinero',
  'Guarda de seguridad',
  'Docente de inglés',
];
const CITIES = [
  'Bogotá, D.C.',
  'Medellín',
  'Cali',
  'Barranquilla',
  'Cartagena',
  'Bucaramanga',
  'Pereira',
  'Cúcuta',
  'Ibagué',
  'Manizales',
  'Pasto',
  'Neiva',
];
const SENTENCES = [
  'Importante compañía del sector requiere personal con experiencia mínima de un año, orientado al logro y al servicio.',
  'Funciones: atender clientes, elaborar informes, cumplir indicadores; además apoyar "campañas" de temporada.',
  'Ofrecemos contrato a término indefinido, prestaciones de ley, auxilio de transporte y estabilidad laboral.',
  'Requisitos: bachiller, técnico o tecnólogo; disponibilidad de lunes a sábado; manejo de Excel intermedio.',
];
const HEADER =
  'codigo,titulo,empresa,ciudad,departamento,pais,modalidad,tipo de contrato,salario minimo,salario maximo,moneda,descripcion,requisitos,url,fecha de publicacion,fecha de cierre,vacantes,prioridad,nivel,area';

/** Deterministic: the same rows on every machine. Twenty columns, about 1.1 KB a row, quotes and line breaks inside. */
export function writeVacancyFile(file: string, rows: number): void {
  const out = openSync(file, 'w');
  let text = `${HEADER}\r\n`;
  for (let row = 0; row < rows; row++) {
    const description = Array.from({ length: 6 + (row % 5) }, (_, index) => SENTENCES[(row + index) % SENTENCES.length]).join(
      row % 3 === 0 ? '\r\n' : ' ',
    );
    const low = 1_300_000 + (row % 40) * 100_000;
    const day = String(1 + (row % 28)).padStart(2, '0');
    text +=
      [
        `V-${String(row).padStart(7, '0')}`,
        `${TITLES[row % TITLES.length]} ${row % 997}`,
        `Empresa ${row % 211} S.A.S.`,
        quoted(CITIES[row % CITIES.length] ?? ''),
        '',
        'Colombia',
        row % 4 === 0 ? 'Remoto' : 'Presencial',
        'Término indefinido',
        `$ ${low.toLocaleString('de-DE')}`,
        `$ ${(low + 500_000).toLocaleString('de-DE')}`,
        'COP',
        quoted(description),
        quoted(SENTENCES[3] ?? ''),
        `https://empleos.example/v/${row}`,
        `${day}/10/2026`,
        `${day}/12/2026`,
        String(1 + (row % 9)),
        String(row % 5),
        '',
        '',
      ].join(',') + '\r\n';
    if (text.length > 1_000_000) {
      writeSync(out, text);
      text = '';
    }
  }
  writeSync(out, text);
  closeSync(out);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
