export { createPrivacy, type Privacy, type PrivacyDependencies } from './privacy.ts';
export { dueDates } from './due-dates.ts';
export { colombianHolidays } from './holidays.ts';
export type { MemberLists, PersonTraces, Trace } from './forget.ts';
export { hashPerson } from './forget.ts';
export type { ForgottenList, Held, LedgerEvent, PrivacyStore, StoredRequest } from './privacy-store.ts';
