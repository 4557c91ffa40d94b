import { writeFileSync } from 'node:fs';
import { createRandom } from './publishing-random.ts';

const HEADER =
  'Código;Cargo;Empresa;Ciudad;Departamento;Modalidad;Tipo de contrato;Salario mínimo;Salario máximo;Periodo;Descripción;Requisitos;Enlace';
const JOBS = [
  'Auxiliar de bodega',
  'Conductor de reparto',
  'Cajero',
  'Enfermero',
  'Analista contable',
  'Ingeniero de datos',
  'Agente de servicio al cliente',
  'Cocinero',
] as const;
const ZONES = ['zona norte', 'zona sur', 'zona centro', 'sede principal', 'turno de la mañana', 'turno de la tarde'] as const;
const CITIES = [
  ['Bogotá', 'Bogotá, D.C.'],
  ['Medellín', 'Antioquia'],
  ['Cali', 'Valle del Cauca'],
  ['Barranquilla', 'Atlántico'],
  ['Bucaramanga', 'Santander'],
] as const;

/** A vacancy file that is the same for the same count, with nothing in it that a check or a network may refuse. */
export function writeVacancyFile(file: string, count: number): void {
  const random = createRandom(count);
  const rows = Array.from({ length: count }, (_, index) => {
    const code = `AV-${String(index + 1).padStart(4, '0')}`;
    const [city, region] = random.pick(CITIES);
    const low = 1_600_000 + random.int(20) * 50_000;
    const title = `${random.pick(JOBS)} ${random.pick(ZONES)} ${String(index + 1)}`;
    return [
      code,
      title,
      'Alto Valle Servicios',
      city,
      region,
      'Presencial',
      'Término indefinido',
      String(low),
      String(low + 200_000),
      'Mensual',
      `Puesto ${index + 1} con horario definido. Ofrecemos prestaciones de ley desde el primer día y plan de formación.`,
      'Bachillerato.',
      `https://altovalle.empleos.example/${code.toLowerCase()}`,
    ].join(';');
  });
  writeFileSync(file, `${[HEADER, ...rows].join('\r\n')}\r\n`);
}
