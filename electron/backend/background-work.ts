import { createScheduler, type Scheduler } from '../../core/publishing/index.ts';
import type { composePublishing } from './compose-publishing.ts';
import type { composeVacancies } from './compose-vacancies.ts';
import type { FeatureBasis } from './feature-basis.ts';
import type { composePeople } from './people.ts';

export interface BackgroundParts {
  readonly vacancies: Pick<ReturnType<typeof composeVacancies>, 'vacancies' | 'lookOut'>;
  readonly people: Pick<ReturnType<typeof composePeople>, 'keep'>;
  readonly publishing: Pick<ReturnType<typeof composePublishing>, 'planning' | 'publishing' | 'schedules'>;
}

const VACANCY_CHECK_MS = 60_000;
const PEOPLE_CHECK_MS = 3_600_000;
/** A file that is dropped is proposed within a minute: it waits one look, at most, and is quiet for two seconds before it. */
const FEED_CHECK_MS = 15_000;
/** Due schedules begin within this, on a machine that is awake. */
const SCHEDULE_CHECK_MS = 5_000;

/** What an open workspace does without being asked: it publishes, and looks every so often at what time has made due. */
export function createBackgroundWork(basis: FeatureBasis, parts: BackgroundParts) {
  const { options, open, system } = basis;
  const { vacancies, lookOut } = parts.vacancies;
  const { planning, publishing, schedules } = parts.publishing;
  let scheduler: Scheduler | null = null;
  const wake = (): void => scheduler?.wake();

  /** Vacancies whose day has come are closed, and what is live for them pauses: promise three. */
  function keepVacancies(): void {
    if (open.readOnly !== null) return;
    vacancies.expireDue(system);
    vacancies.keepCaps(system);
    const closed = publishing.pausesForClosedVacancies().map((record) => record.id);
    // The plan itself says paused from now on: only a person, or a rule, starts such an ad again.
    if (closed.length > 0) void planning.handlers.plans.edit({ objectIds: closed, fields: { status: 'paused' } }, system);
    if (publishing.pauseClosedVacancies(system) > 0) wake();
  }

  function keepSchedules(): void {
    if (open.readOnly === null && open.fence.reason() === null) schedules.runDue();
  }

  let running: Promise<void> | null = null;
  let vacancyTimer: ReturnType<typeof setInterval> | undefined;
  let peopleTimer: ReturnType<typeof setInterval> | undefined;
  let feedTimer: ReturnType<typeof setInterval> | undefined;
  let lookingOut = false;
  let scheduleTimer: ReturnType<typeof setInterval> | undefined;
  const failed = (cause: unknown): void => options.logError('scheduler', 'publishing', cause);
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      failed(cause);
    }
  };

  return {
    /** The publishing engine looks again; nothing before `start`. */
    wake,
    keepVacancies,
    keepSchedules,
    start(): void {
      scheduler = createScheduler({ engine: publishing.engine, clock: open.clock, failed });
      running = scheduler.run();
      const keepPeople = (): void => void parts.people.keep(system).catch(failed);
      keepPeople();
      peopleTimer = setInterval(keepPeople, PEOPLE_CHECK_MS);
      feedTimer = setInterval(() => {
        // A slow site must not pile up looks behind it.
        if (open.readOnly !== null || lookingOut) return;
        lookingOut = true;
        lookOut()
          .catch((cause: unknown) => options.logError('feeds', 'looking', cause))
          .finally(() => {
            lookingOut = false;
          });
      }, FEED_CHECK_MS);
      vacancyTimer = setInterval(() => guarded(keepVacancies), VACANCY_CHECK_MS);
      scheduleTimer = setInterval(() => guarded(keepSchedules), SCHEDULE_CHECK_MS);
      guarded(keepSchedules);
    },
    resume(): void {
      guarded(keepSchedules);
      wake();
    },
    /** Nothing new begins; `settled` is the end of what was under way. */
    stop(): void {
      clearInterval(vacancyTimer);
      clearInterval(peopleTimer);
      clearInterval(feedTimer);
      clearInterval(scheduleTimer);
      scheduler?.stop();
    },
    settled: async (): Promise<void> => void (await running),
  };
}
