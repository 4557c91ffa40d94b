export { createClusterEngine, type EngineOptions } from './engine.ts';
