export { useClient, useGo, useScreenId, useUrlState } from './location.ts';
export { screens, type ScreenEntry, type ScreenGroup, type ScreenId } from './screens.ts';
