/** Days are the ad account's; schedules are UTC. */

/** `2026-11-21 05:00:00`, in UTC: how TikTok writes schedules. "Ad group create", `schedule_start_time` (v1.3; read 2026-11-20) */
export function scheduleTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

export function parseScheduleTime(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(ms) || scheduleTime(ms) !== text ? null : ms;
}
