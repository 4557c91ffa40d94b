import { fold } from '../../../core/kernel/index.ts';
import type { PlaceRef } from '../../../core/contract/plan-model.ts';

/**
 * Cities that Meta surely lists: capitals of departments, provinces and countries, and the large towns around them. For any
 * other place `check` warns beforehand that its department may be taken instead. Our own list; nothing here is a key of Meta.
 */
const NAMES: Readonly<Record<string, string>> = {
  CO: 'Bogotá|Bogotá D.C.|Bogotá, D.C.|Medellín|Cali|Santiago de Cali|Barranquilla|Cartagena|Cartagena de Indias|Bucaramanga|Cúcuta|San José de Cúcuta|Pereira|Manizales|Armenia|Ibagué|Neiva|Villavicencio|Pasto|San Juan de Pasto|Popayán|Montería|Santa Marta|Valledupar|Sincelejo|Riohacha|Tunja|Yopal|Arauca|Florencia|Mocoa|Quibdó|Leticia|San Andrés|San José del Guaviare|Inírida|Mitú|Puerto Carreño|Soacha|Bello|Itagüí|Envigado|Sabaneta|Rionegro|Soledad|Palmira|Buenaventura|Tuluá|Cartago|Buga|Jamundí|Yumbo|Floridablanca|Girón|Piedecuesta|Barrancabermeja|Dosquebradas|Chía|Zipaquirá|Facatativá|Fusagasugá|Girardot|Mosquera|Madrid|Funza|Cajicá|Duitama|Sogamoso|Apartadó|Maicao|Malambo|Ipiales|Tumaco|Pitalito|Ocaña',
  AR: 'Buenos Aires|Ciudad Autónoma de Buenos Aires|Córdoba|Rosario|Mendoza|La Plata|San Miguel de Tucumán|Mar del Plata|Salta|Santa Fe|San Juan|Resistencia|Corrientes|Posadas|Neuquén|Bahía Blanca|Paraná|Formosa|San Luis|La Rioja|Río Cuarto|Comodoro Rivadavia|San Salvador de Jujuy|Santiago del Estero|Santa Rosa|Ushuaia|Río Gallegos|Rawson|Viedma|Quilmes|Lanús|Tigre|Pilar|Tandil|Concordia|San Rafael|Villa María',
  CL: 'Santiago|Valparaíso|Viña del Mar|Concepción|Antofagasta|La Serena|Temuco|Puerto Montt|Iquique',
  PE: 'Lima|Callao|Arequipa|Trujillo|Chiclayo|Piura|Cusco',
  EC: 'Quito|Guayaquil|Cuenca',
  MX: 'Ciudad de México|Guadalajara|Monterrey|Puebla|Querétaro|Mérida|Tijuana|León|Zapopan',
  PA: 'Ciudad de Panamá',
  CR: 'San José',
};

const folded = new Map<string, ReadonlySet<string>>(
  Object.entries(NAMES).map(([country, names]) => [country, new Set(names.split('|').map(fold))]),
);

export function isWellKnown(place: PlaceRef): boolean {
  return folded.get(place.country)?.has(fold(place.name)) ?? false;
}
