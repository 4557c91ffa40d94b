import type { SimContext } from '../../../simulators/types.ts';
import { invalid } from './problems.ts';
import { misshape, type Shape } from './shapes.ts';

/** Refuses what is not as its shape says. Unknown names inside an object follow the switch that unknown parameters follow. */
export function checkShape(value: unknown, shape: Shape, path: readonly string[], sim: SimContext): void {
  if (value === undefined || value === null) return;
  const fault = misshape(value, shape, path);
  if (fault === null || (fault.unknownName && sim.switchOn('meta.ignore_unknown_parameters'))) return;
  throw invalid(fault.detail, { title: fault.unknownName ? 'Unknown field' : 'Wrong value', blame: fault.path });
}
