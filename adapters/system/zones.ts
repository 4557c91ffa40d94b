import { Temporal } from 'temporal-polyfill';
import type { Zones } from '../../core/ports/zones.ts';
import { isTimeZone } from './clock.ts';

/**
 * Libraries differ on the hour that does not exist (some skip it, some shift it), so ours is stated: the first moment after the gap;
 * of an hour that comes twice the first.
 */
export function createZones(version: string = process.versions['tz'] ?? 'unknown'): Zones {
  return {
    version,
    known: isTimeZone,
    at(wall, zone) {
      const plain = Temporal.PlainDateTime.from(wall);
      const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
      const later = plain.toZonedDateTime(zone, { disambiguation: 'later' });
      if (earlier.epochMilliseconds === later.epochMilliseconds) return { ms: earlier.epochMilliseconds, kind: 'exact' };
      // In a gap the earlier reading lies before the change of clocks, and shows another time than was asked for.
      if (earlier.toPlainDateTime().equals(plain)) return { ms: earlier.epochMilliseconds, kind: 'overlap' };
      const change = earlier.getTimeZoneTransition('next');
      return { ms: (change ?? later).epochMilliseconds, kind: 'gap' };
    },
  };
}
