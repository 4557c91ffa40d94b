export { createConnections, type Connections, type ConnectionsOptions, type SigningNetwork } from './sign-in.ts';
