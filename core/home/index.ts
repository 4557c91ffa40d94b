export { createHome, type HomeDeps } from './home.ts';
export type { HomeHit, HomeStore } from './home-store.ts';
