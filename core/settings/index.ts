export { createSettings, defaultPreferences, type PreferenceStore } from './settings.ts';
