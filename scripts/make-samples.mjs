// Writes resources/samples: made vacancies of made companies, and made candidates. Same seed, same bytes: node scripts/make-samples.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './node24.mjs';

/** The day that every date in the samples is counted from; the program shifts them so that they stay current. */
const BASE_DAY = '2026-11-20';
let state = 20_261_120;
/** Mulberry32 (Tommy Ettinger, public domain algorithm): small, seeded, good enough for sample data. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const between = (low, high) => low + Math.floor(random() * (high - low + 1));
const day = (offset) => new Date(Date.parse(`${BASE_DAY}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10);

const CITIES = [
  ['Bogotá', 'Bogotá, D.C.', 10],
  ['Medellín', 'Antioquia', 6],
  ['Cali', 'Valle del Cauca', 5],
  ['Barranquilla', 'Atlántico', 4],
  ['Cartagena', 'Bolívar', 3],
  ['Bucaramanga', 'Santander', 3],
  ['Pereira', 'Risaralda', 2],
  ['Manizales', 'Caldas', 2],
  ['Cúcuta', 'Norte de Santander', 2],
  ['Ibagué', 'Tolima', 2],
  ['Santa Marta', 'Magdalena', 2],
  ['Villavicencio', 'Meta', 2],
  ['Neiva', 'Huila', 1],
  ['Armenia', 'Quindío', 1],
  ['Pasto', 'Nariño', 1],
  ['Envigado', 'Antioquia', 1],
  ['Soledad', 'Atlántico', 1],
].flatMap(([name, region, weight]) => Array.from({ length: weight }, () => [name, region]));

/** title, lowest and highest monthly pay in thousands of pesos, what the person does, what they bring. */
const ROLES = {
  retail: [
    [
      'Asesor comercial de tienda',
      1_500,
      1_900,
      'Recibe a los clientes, conoce el producto y acompaña la compra de principio a fin',
      'bachillerato y seis meses en atención al público',
    ],
    [
      'Asesora de ventas de belleza',
      1_500,
      2_000,
      'Aconseja sobre cuidado personal y mantiene la exhibición impecable',
      'gusto por el contacto con la gente y experiencia en mostrador',
    ],
    [
      'Auxiliar de bodega',
      1_450,
      1_650,
      'Recibe mercancía, la ubica y prepara los despachos de la tienda',
      'un año en almacenes y orden en el inventario',
    ],
    [
      'Administrador de punto de venta',
      2_400,
      3_200,
      'Dirige el equipo de la tienda, cuida el inventario y responde por la meta del mes',
      'tecnología en administración y dos años con personal a cargo',
    ],
    ['Cajero', 1_450, 1_600, 'Cobra, cuadra la caja y cierra el turno sin diferencias', 'manejo de efectivo y amabilidad'],
    ['Visual merchandiser', 2_000, 2_800, 'Convierte la vitrina en una razón para entrar', 'portafolio de montajes y buen ojo'],
    [
      'Coordinador de comercio electrónico',
      3_200,
      4_500,
      'Publica el catálogo, vigila los pedidos y mejora la conversión de la tienda en línea',
      'dos años en tiendas virtuales y analítica web',
    ],
  ],
  logistics: [
    [
      'Conductor de reparto',
      1_600,
      2_100,
      'Entrega la ruta del día y cuida el vehículo como propio',
      'licencia C1 o C2 vigente y un año en reparto urbano',
    ],
    [
      'Auxiliar logístico',
      1_450,
      1_700,
      'Alista pedidos con lector de códigos y deja listo el cargue',
      'bachillerato y disponibilidad por turnos',
    ],
    [
      'Operario de montacargas',
      1_700,
      2_200,
      'Mueve estibas con seguridad en un centro de distribución moderno',
      'certificado vigente de montacargas',
    ],
    [
      'Coordinador de transporte',
      2_800,
      3_800,
      'Programa rutas, negocia fletes y responde por el tiempo de entrega',
      'tres años en operación de transporte',
    ],
    [
      'Analista de inventarios',
      2_000,
      2_700,
      'Encuentra la causa de cada diferencia antes de que se repita',
      'manejo avanzado de hojas de cálculo',
    ],
    [
      'Supervisor de centro de distribución',
      3_000,
      4_200,
      'Lidera el turno, cuida los indicadores y a su gente',
      'experiencia con equipos de más de veinte personas',
    ],
    [
      'Mensajero motorizado',
      1_450,
      1_800,
      'Lleva documentos y paquetes por la ciudad con puntualidad',
      'moto propia, licencia A2 y documentos al día',
    ],
  ],
  contact: [
    [
      'Agente de servicio al cliente',
      1_500,
      1_800,
      'Escucha, resuelve y deja registrada cada solicitud',
      'buena redacción y manejo de computador',
    ],
    [
      'Agente bilingüe de soporte',
      2_600,
      3_400,
      'Atiende en inglés a clientes de otros países por teléfono y chat',
      'inglés B2 conversacional',
    ],
    [
      'Asesor de ventas telefónicas',
      1_500,
      2_400,
      'Presenta el producto con claridad y cierra ventas con honestidad',
      'seis meses en ventas no presenciales',
    ],
    [
      'Líder de calidad de contact center',
      2_200,
      3_000,
      'Escucha llamadas, entrena al equipo y sube la satisfacción',
      'experiencia en monitoreo de calidad',
    ],
    [
      'Formador de operaciones',
      2_300,
      3_000,
      'Prepara a los nuevos grupos y mide lo que aprendieron',
      'facilidad para enseñar y dos años en operación',
    ],
    [
      'Analista de datos de operación',
      3_000,
      4_200,
      'Convierte los registros de la operación en decisiones del turno',
      'SQL y tableros de control',
    ],
  ],
  technology: [
    [
      'Desarrollador backend',
      5_500,
      9_000,
      'Construye servicios confiables y los acompaña en producción',
      'tres años con servicios web y bases de datos relacionales',
    ],
    [
      'Desarrolladora frontend',
      5_000,
      8_500,
      'Hace interfaces rápidas y accesibles con el equipo de producto',
      'dos años con React y pruebas automáticas',
    ],
    [
      'Analista de pruebas',
      3_500,
      5_500,
      'Encuentra el error antes que el usuario y automatiza lo repetido',
      'casos de prueba, API y automatización',
    ],
    ['Ingeniero de datos', 6_500, 10_000, 'Lleva los datos de la fuente al tablero con calidad y a tiempo', 'Python, SQL y orquestación'],
    [
      'Técnico de soporte en sitio',
      1_800,
      2_400,
      'Deja funcionando el puesto de trabajo de cada persona',
      'técnico en sistemas y trato amable',
    ],
    ['Administrador de infraestructura', 5_000, 8_000, 'Cuida servidores, copias y accesos', 'Linux, redes y una nube pública'],
    ['Líder de producto', 8_000, 12_000, 'Decide con datos qué se construye y por qué', 'cuatro años en producto digital'],
  ],
  health: [
    [
      'Auxiliar de enfermería',
      1_700,
      2_200,
      'Acompaña al paciente y apoya al equipo asistencial en cada turno',
      'título de auxiliar y registro vigente',
    ],
    [
      'Enfermera jefe de urgencias',
      3_400,
      4_500,
      'Coordina el turno de urgencias con criterio y calma',
      'profesional en enfermería con dos años en urgencias',
    ],
    [
      'Fisioterapeuta',
      2_600,
      3_400,
      'Diseña la rehabilitación de cada paciente y mide su avance',
      'profesional con tarjeta y experiencia en ortopedia',
    ],
    ['Médico general', 5_500, 7_500, 'Atiende consulta programada con tiempo para escuchar', 'registro médico vigente'],
    ['Regente de farmacia', 2_000, 2_600, 'Dispensa, controla el inventario y orienta al paciente', 'tecnología en regencia de farmacia'],
    [
      'Auxiliar administrativo en salud',
      1_500,
      1_800,
      'Agenda, autoriza y explica los trámites con paciencia',
      'técnico en administración en salud',
    ],
    ['Odontólogo', 3_000, 5_000, 'Realiza consulta general y planes de tratamiento claros', 'registro vigente y un año de consulta'],
  ],
};

const CLIENTS = [
  {
    name: 'Almacenes La Brújula',
    file: 'almacenes-la-brujula.csv',
    roles: 'retail',
    rows: 140,
    budget: '900000',
    companies: ['Almacenes La Brújula', 'La Brújula Hogar', 'La Brújula Express'],
  },
  {
    name: 'Ruta Clara Logística',
    file: 'ruta-clara-logistica.csv',
    roles: 'logistics',
    rows: 130,
    budget: '750000',
    companies: ['Ruta Clara', 'Ruta Clara Última Milla'],
  },
  {
    name: 'Voz Andina Contact Center',
    file: 'voz-andina.csv',
    roles: 'contact',
    rows: 120,
    budget: '800000',
    companies: ['Voz Andina', 'Voz Andina Bilingüe'],
  },
  {
    name: 'Nubes del Sur Tecnología',
    file: 'nubes-del-sur.csv',
    roles: 'technology',
    rows: 90,
    budget: '650000',
    companies: ['Nubes del Sur', 'Nubes del Sur Datos'],
  },
  {
    name: 'Clínica Puente Nuevo',
    file: 'clinica-puente-nuevo.csv',
    roles: 'health',
    rows: 110,
    budget: '700000',
    companies: ['Clínica Puente Nuevo', 'Puente Nuevo Domiciliaria'],
  },
];

const OPENINGS = [
  'Buscamos a quien quiera crecer con nosotros.',
  'Estamos abriendo cupos en esta sede.',
  'Nuestro equipo necesita una persona más.',
  'Hay un lugar para usted en esta operación.',
  'Ampliamos el equipo y queremos conocerle.',
];
const BENEFITS = [
  'prestaciones de ley desde el primer día',
  'plan de formación y ascensos',
  'auxilio de alimentación',
  'seguro de vida',
  'horario definido y rotación anunciada',
  'fondo de empleados',
  'bono por cumplimiento',
  'días libres por cumpleaños',
];
const CONTRACTS = ['Término indefinido', 'Término fijo', 'Obra o labor'];
const MODALITIES = { technology: ['Remoto', 'Híbrido', 'Presencial'], contact: ['Presencial', 'Híbrido', 'Remoto'] };

function cell(text) {
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
const pesos = (thousands) => `$ ${(thousands * 1000).toLocaleString('es-CO')}`;

function vacancyFile(client, prefix) {
  const header = [
    'Código',
    'Cargo',
    'Empresa',
    'Ciudad',
    'Departamento',
    'Modalidad',
    'Tipo de contrato',
    'Salario mínimo',
    'Salario máximo',
    'Periodo',
    'Descripción',
    'Requisitos',
    'Enlace',
    'Fecha de apertura',
    'Fecha de cierre',
    'Vacantes',
    'Postulantes esperados',
  ];
  const lines = [header.join(';')];
  for (let index = 1; index <= client.rows; index += 1) {
    const [title, low, high, does, brings] = pick(ROLES[client.roles]);
    const [city, region] = pick(CITIES);
    const company = pick(client.companies);
    const code = `${prefix}-${String(index).padStart(4, '0')}`;
    const benefits = [...new Set([pick(BENEFITS), pick(BENEFITS), pick(BENEFITS)])];
    const minimum = Math.round((low + random() * (high - low) * 0.4) / 50) * 50;
    const maximum = Math.max(minimum, Math.round((high - random() * (high - low) * 0.3) / 50) * 50);
    const hidesPay = random() < 0.06;
    const description = `${pick(OPENINGS)} ${does}. Ofrecemos ${benefits.join(', ')}. Trabajo en ${city}.`;
    const positions = random() < 0.7 ? 1 : between(2, 25);
    lines.push(
      [
        code,
        title,
        company,
        city,
        region,
        pick(MODALITIES[client.roles] ?? ['Presencial']),
        pick(CONTRACTS),
        hidesPay ? '' : pesos(minimum),
        hidesPay ? '' : pesos(maximum),
        'Mensual',
        description,
        `Requisitos: ${brings}.`,
        `https://${client.file.replace('.csv', '')}.empleos.example/${code.toLowerCase()}`,
        day(-between(0, 40)),
        day(between(6, 75)),
        String(positions),
        String(positions * between(15, 60)),
      ]
        .map(cell)
        .join(';'),
    );
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

const FIRST = [
  'Valentina',
  'Santiago',
  'Mariana',
  'Samuel',
  'Luciana',
  'Matías',
  'Salomé',
  'Emiliano',
  'Gabriela',
  'Tomás',
  'Camila',
  'Andrés',
  'Paula',
  'Felipe',
  'Daniela',
  'Nicolás',
  'Laura',
  'Iván',
  'Ángela',
  'Óscar',
];
const LAST = [
  'Peña',
  'Muñoz',
  'Castaño',
  'Ordóñez',
  'Ríos',
  'Quintero',
  'Zapata',
  'Bedoya',
  'Cárdenas',
  'Patiño',
  'Londoño',
  'Ibáñez',
  'Acuña',
  'Beltrán',
  'Galvis',
  'Rendón',
];

function candidateFile(count) {
  const header = [
    'id',
    'nombre',
    'correo',
    'telefono',
    'ciudad',
    'departamento',
    'familia',
    'sector',
    'nivel_educativo',
    'anos_experiencia',
    'aspiracion_salarial',
    'modalidad',
    'disponibilidad',
    'ultima_actividad',
    'autorizacion',
    'finalidad',
  ];
  const groups = [
    ['Ventas', 'Comercio', [1, 6], [1_500, 2_400], 0.3],
    ['Logística', 'Transporte', [1, 9], [1_500, 2_600], 0.25],
    ['Servicio al cliente', 'BPO', [0, 4], [1_400, 2_200], 0.2],
    ['Tecnología', 'Software', [2, 14], [4_500, 10_000], 0.15],
    ['Salud', 'Salud', [2, 18], [1_900, 6_000], 0.1],
  ];
  const lines = [header.join(';')];
  for (let index = 1; index <= count; index += 1) {
    let draw = random();
    const [family, sector, years, pay] = groups.find((group) => (draw -= group[4]) < 0) ?? groups[0];
    const [city, region] = pick(CITIES);
    const experience = between(years[0], years[1]);
    const education =
      family === 'Tecnología' || family === 'Salud'
        ? pick(['Técnico', 'Tecnólogo', 'Profesional', 'Profesional', 'Especialización'])
        : pick(['Bachillerato', 'Bachillerato', 'Técnico', 'Tecnólogo', 'Profesional']);
    const blank = (value, share) => (random() < share ? '' : value);
    lines.push(
      [
        `C${String(index).padStart(5, '0')}`,
        `${pick(FIRST)} ${pick(LAST)} ${pick(LAST)}`,
        `persona${index}@candidatos.example`,
        `+57 399 555 ${String(index % 10_000).padStart(4, '0')}`,
        city,
        region,
        family,
        sector,
        blank(education, 0.05),
        blank(String(experience), 0.04),
        blank(
          pesos(Math.round((pay[0] + ((pay[1] - pay[0]) * (experience - years[0])) / Math.max(1, years[1] - years[0])) / 50) * 50),
          0.1,
        ),
        pick(['Presencial', 'Presencial', 'Híbrido', 'Remoto']),
        pick(['Inmediata', '15 días', '30 días']),
        day(-between(0, 400)),
        random() < 0.93 ? 'sí' : 'no',
        'Ofertas de empleo',
      ]
        .map(cell)
        .join(';'),
    );
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

const target = path.join(root, 'resources', 'samples');
mkdirSync(target, { recursive: true });
const prefixes = ['LB', 'RC', 'VA', 'NS', 'PN'];
CLIENTS.forEach((client, index) => writeFileSync(path.join(target, client.file), vacancyFile(client, prefixes[index])));
writeFileSync(path.join(target, 'candidatos.csv'), candidateFile(5000));
writeFileSync(
  path.join(target, 'sample.json'),
  `${JSON.stringify({ baseDay: BASE_DAY, clients: CLIENTS.map(({ name, file, budget }) => ({ name, file, country: 'CO', currency: 'COP', timeZone: 'America/Bogota', dailyBudget: budget, monthlyCap: String(Number(budget) * 31) })) }, null, 2)}\n`,
);
