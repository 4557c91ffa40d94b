export { BackendProvider, createQueryClient, useBackend } from './context.tsx';
export { chooseCarrier, type Carrier } from './carrier.ts';
export { readOptions, useRead, useTask, useWrite, type Task, type TaskProgress } from './hooks.ts';
export type { CommandName, InputOf, MethodName, OutputOf, QueryName } from './methods.ts';
export { asRpcError, RpcError } from './rpc-error.ts';
