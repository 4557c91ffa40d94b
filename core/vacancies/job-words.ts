import type { z } from 'zod';
import type { RoleFamily, Seniority } from '../contract/vacancies.ts';
import { fold } from '../kernel/text.ts';

type Family = z.infer<typeof RoleFamily>;
type Level = z.infer<typeof Seniority>;

/**
 * Words of a folded title → family, most telling first: the first row that matches wins, so `gerente de ventas`
 * is sales and `auxiliar contable` is accounting. Written from the titles of Latin American job boards; a `*` is any ending.
 */
const FAMILY_WORDS: readonly (readonly [Family, string])[] = [
  [
    'data',
    'cientific* de datos|miner[oa] de datos|oficial del dato|mlops|data scien*|data analyst*|data engineer*|ingenier* de datos|analista de datos|analitica de datos|big data|business intelligence|inteligencia de negocios|power bi|machine learning|analista bi|bi developer|estadistic*|data steward|etl|bodega de datos|data|analitica',
  ],
  [
    'technology',
    'desarrollador*|programador*|developer*|software|full ?stack|front ?end|back ?end|devops|sre|python|java|javascript|php|react|angular|node|\\.net|net developer|android|ios|qa|tester|testing|scrum*|sistemas|soporte tecnico|help ?desk|mesa de ayuda|infraestructura ti|ciberseguridad|cybersecurity|redes|network*|cloud|sap|oracle|erp|abap|tecnolog*|it|ti|web|ux|ui|dba|base de datos|bases de datos|arquitect* de (soluciones|software|ti)|rpa|unity|informatic*|computacion|desarrollo|salesforce|blockchain|tech|servicenow|cobol|as400|it support|linux|sysadmin|system administrator|service desk|odoo|programacion|programado|telemetria|shopify|wordpress|telecomunicaciones',
  ],
  [
    'health',
    'enfermer*|medic*|odontolog*|bacteriolog*|farmac*|fisioterap*|kinesiolog*|nutricion*|psicolog*|terapeuta*|paramedic*|instrumentador*|regente de farmacia|salud|nurse*|physician|cardiolog*|pediatr*|radiolog*|hospital*|clinic*|veterinari*|bioquimic*|extraccionista*|cuidador*|gerontolog*',
  ],
  [
    'education',
    'docente*|profesor*|maestr*|teacher*|pedagog*|tutor*|instructor*|licenciad* en educacion|preescolar|jardin infantil|academic*|capacitador*|formador*|coordinador* academic*',
  ],
  ['legal', 'abogad*|juridic*|legal*|lawyer*|paralegal*|escriban*|notari*|compliance'],
  [
    'accounting',
    'contador*|contable*|contabilidad|contaduria|tesorer*|impuestos|tributari*|auditor*|auditoria|facturacion|facturador*|cartera|cuentas (por|a) (pagar|cobrar)|accountant*|accounting|payroll|liquidador* de (sueldos|nomina)|nomina|finan*|creditos|cobranza*|costos|presupuest*|riesgos?|tax|control de gestion|treasury|controller',
  ],
  [
    'human_resources',
    'recursos humanos|talento humano|gestion humana|rr ?hh|seleccionador*|seleccion de personal|reclutador*|recruiter*|reclutamiento|human resources|hr|people|capital humano|bienestar laboral|recruiting|sst|seguridad y salud|hseq?|siso|salud ocupacional|seguridad e higiene|higiene y seguridad',
  ],
  [
    'marketing',
    'marketing|mercadeo|publicidad|community manager|redes sociales|social media|seo|sem|growth|diseñador* grafic*|disenador* grafic*|diseno grafic*|graphic design*|copywriter|content*|contenid*|comunicacion*|periodista*|branding|trade|fotograf*|audiovisual|diseno|disenador*|creativ*|prensa|media|impulsador*|promotor* de marca|brand',
  ],
  [
    'customer_service',
    'servicio al cliente|atencion al cliente|customer (service|success|support|care|experience)|call ?center|contact center|call|telefonista|recepcionista|asesor* (bilingue|call|de servicio|servicio|telefonic*)|agente* (bilingue|call|de servicio|telefonic*)|representante* de (atencion|servicio)|atencion telefonica|teleoperador*|bpo|soporte al cliente|experiencia de cliente|bilingual agent|cajer*|anfitrion*|sac|atencion al publico|retencion*|fidelizacion',
  ],
  [
    'sales',
    'vended*|venta*|comercial*|sales|televentas|telemarket*|asesor* (comercial|de ventas|inmobiliari*)|ejecutiv* (comercial|de cuenta*|de ventas)|mercaderista*|repositor*|account (executive|manager)|key account|kam|promotor*|preventista*|tat|business development|store manager|negocios|retail|visitador* medic*|inmobiliari*|agente de seguros|productor* asesor*|encargad* de (local|sucursal|tienda)|local|tienda|account|seguros',
  ],
  [
    'driving',
    'conductor*|chofer*|driver*|motociclista*|mensajer*|repartidor*|domiciliari*|camioner*|transportista*|moto|taxista*|transportador*|fleter*',
  ],
  [
    'logistics',
    'logistic*|bodeg*|almacen*|despach*|inventario*|picking|montacarga*|autoelevador*|warehouse|supply chain|cadena de suministro|deposito|abastecimiento|compras|comprador*|comercio exterior|comex|importacion*|exportacion*|trafico|distribucion|procurement|pañol|panolero*|estibador*|cargue|buyer|operador* portuario',
  ],
  [
    'maintenance',
    'mantenimiento|mecanic*|electricist*|electromecanic*|soldador*|refrigeracion|tornero*|fresador*|plomer*|tecnic* (en|de) (aires|refrigeracion|ascensores)|maintenance|matricer*|lubricador*|instrumentista|electric*|latoner*|automotriz|carroceria|chapista*|gomeria|cerrajer*',
  ],
  [
    'construction',
    'construccion|obra*|albañil*|albanil*|maestr* de obra|oficial de obra|residente de obra|topograf*|arquitect*|ingenier* civil|construction|drywall|carpinter*|pintor*|herrer*|yeser*|plomeria|civil',
  ],
  [
    'production',
    'produccion|operari*|operador* de (maquina|planta|produccion|cnc)|manufactur*|confeccion|costurer*|maquina plana|planta|ensambl*|production|control de calidad|calidad|quality|envasad*|empaque|molde*|inyeccion|extrusion|panader*|alimentos|industrial|textil|maquinista*|envasador*|faena|frigorific*',
  ],
  [
    'hospitality',
    'meser*|mozo*|camarer*|chef|cociner*|cocina|barista*|bartender*|hotel*|restaurante*|gastronom*|steward|housekeeping|turismo|ayudante de cocina|pizzer*|pasteler*|waiter*|parriller*|bachero*|eventos|sushi*|viajes|barman|reservas',
  ],
  [
    'security',
    'vigilan*|guarda* de seguridad|guardia*|escolta*|seguridad (fisica|privada|patrimonial)|security guard|custodi*|prevencion de perdidas|monitoreo|vigilador*|seguridad|fraude|supervisor* de seguridad',
  ],
  [
    'cleaning',
    'aseo|aseador*|limpieza|servicios generales|oficios varios|mucama*|cleaner*|cleaning|domestic*|maestranza|lavander*|desinfeccion|empleada domestica|jardiner*',
  ],
  [
    'agriculture',
    'agricola*|agronom*|cultivo*|cosecha*|finca|ganader*|jornaler*|agropecuari*|zootecn*|avicola|agr[oa]|tambo|flores|rural|tractorista*|floricultura|farm',
  ],
  [
    'engineering',
    'ingenier*|engineer*|proyectista*|dibujante*|delineante*|automatizacion|geolog*|quimic*|petrole*|minas|mineria|ambiental|autocad|proyectos? (industrial|electric)*|metalurg*|electronic*|laboratori*|bim|hidraulic*|energia',
  ],
  [
    'administration',
    'administrativ*|secretari*|asistente*|auxiliar* de (oficina|archivo)|archivo|digitador*|data entry|gestion documental|office|administrador*|administracion|assistant|recepcion|back office|backoffice|tramit*|gestor*|digitalizador*|facilities|documental|clerk',
  ],
  [
    'operations',
    'operacion*|operations|operativ*|coordinador* de turno|jefe de planta|procesos|project manager|gestion de proyectos|pmo|proyectos|proyecto|product owner|product manager|calidad de servicio|field|planificador*|planeacion|planeamiento|supervisor*|analista funcional|funcional|product|analista*',
  ],
  [
    'management',
    'gerente*|director*|jefe*|jefatura*|manager*|ceo|coo|cfo|cto|country|head|gerencia|lider*|subgerente*|presidente*|encargad*|coordinador*',
  ],
  // Words that say little: only when nothing above matched.
  ['maintenance', 'tecnic*|instalador*|reparacion|instalaciones'],
  ['sales', 'asesor*|repuestos|kiosco|viajante*|carnic*|verduleria|fiambrer*'],
  ['logistics', 'preparador* de pedidos?|carga y descarga|apilador*|cadete*|ruteador*'],
  ['production', 'inyector*|extrusor*|embotellado|etiquetado|patronaje|cortador*'],
];

const COMPILED: readonly (readonly [Family, RegExp])[] = FAMILY_WORDS.map(([family, words]) => [
  family,
  new RegExp(`(?:^|[^a-z0-9])(?:${words.replaceAll('*', '[a-z]*')})(?![a-z0-9])`),
]);

const REMEMBERED = 20_000;

/** Keeps the answers for titles already seen: a feed repeats them, and some thirty patterns a title add up at 100,000 rows. */
export function createFamilyRules(): (title: string) => Family {
  const remembered = new Map<string, Family>();
  return (title) => {
    const known = remembered.get(title);
    if (known !== undefined) return known;
    const family = familyOf(title);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(title, family);
    return family;
  };
}

export function familyOf(title: string): Family {
  const text = titleKey(title);
  for (const [family, pattern] of COMPILED) if (pattern.test(text)) return family;
  return 'other';
}

/** Folded, and without the `/a`, `(a)`, `@` that Spanish titles carry for both genders. */
export function titleKey(title: string): string {
  return fold(title)
    .replace(/[/(]\s*(?:as?|os?|es|ras?|oras?)\s*\)?(?![a-z])/g, '')
    .replaceAll('@', 'o')
    .replace(/\s+/g, ' ')
    .trim();
}

const FAMILY_LABELS: Readonly<Record<string, Family>> = {
  ventas: 'sales',
  comercial: 'sales',
  'servicio al cliente': 'customer_service',
  'atencion al cliente': 'customer_service',
  administracion: 'administration',
  administrativo: 'administration',
  contabilidad: 'accounting',
  finanzas: 'accounting',
  tecnologia: 'technology',
  sistemas: 'technology',
  datos: 'data',
  ingenieria: 'engineering',
  operaciones: 'operations',
  logistica: 'logistics',
  produccion: 'production',
  salud: 'health',
  educacion: 'education',
  hoteleria: 'hospitality',
  gastronomia: 'hospitality',
  construccion: 'construction',
  seguridad: 'security',
  aseo: 'cleaning',
  limpieza: 'cleaning',
  mercadeo: 'marketing',
  'recursos humanos': 'human_resources',
  'talento humano': 'human_resources',
  legal: 'legal',
  juridico: 'legal',
  gerencia: 'management',
  direccion: 'management',
  agricultura: 'agriculture',
  mantenimiento: 'maintenance',
  transporte: 'driving',
  otro: 'other',
  otros: 'other',
};

/** A family as a file names it: our own code, a label, or any words that the title rules know. */
export function readFamily(cell: string): Family {
  const key = fold(cell).replaceAll('_', ' ');
  const code = key.replaceAll(' ', '_');
  const known = FAMILY_WORDS.find(([family]) => family === code)?.[0];
  return known ?? FAMILY_LABELS[key] ?? familyOf(cell);
}

const SENIORITY_WORDS: readonly (readonly [Level, RegExp])[] = [
  [
    'trainee',
    /\b(practicante|pasante|aprendiz|trainee|becari[oa]|intern|internship|pasantia|sin experiencia|joven profesional|estudiante)\b/,
  ],
  ['mid', /\b(semi ?-?senior|semisenior|ssr|semi sr|mid|mid level|intermedio|pleno)\b/],
  ['executive', /\b(director[a]?|gerente general|vicepresident\w*|presidente|ceo|cfo|cto|coo|vp|head)\b/],
  ['lead', /\b(lider|lead|jefe|jefa|gerente|coordinador[a]?|supervisor[a]?|manager|encargad[oa]|capataz|team leader|tech lead)\b/],
  ['junior', /\b(junior|jr|auxiliar|ayudante|entry level|principiante)\b/],
  ['senior', /\b(senior|sr|experto|expert|especialista|specialist|principal|staff)\b/],
];

export function seniorityOf(title: string): Level | null {
  const text = titleKey(title).replaceAll('.', ' ');
  for (const [level, pattern] of SENIORITY_WORDS) if (pattern.test(text)) return level;
  return null;
}

/** A column that says the level outright knows more words than a title. */
export function readSeniority(cell: string): Level | null {
  const key = fold(cell);
  const exact = (['trainee', 'junior', 'mid', 'senior', 'lead', 'executive'] as const).find((level) => level === key);
  if (exact !== undefined) return exact;
  if (/directiv|ejecutiv|gerencial/.test(key)) return 'executive';
  if (/profesional|analista/.test(key) && seniorityOf(cell) === null) return 'mid';
  if (/operativ|asistencial|tecnic/.test(key) && seniorityOf(cell) === null) return 'junior';
  return seniorityOf(cell);
}
