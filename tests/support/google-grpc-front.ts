import { createRequire } from 'node:module';
import path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/**
 * A gRPC door before the simulated network's REST address, so that clients that speak gRPC can judge it unchanged.
 * It translates names and envelopes only; every rule stays with the simulator.
 */
export interface GrpcFront {
  readonly port: number;
  close(): Promise<void>;
}

interface FrontOptions {
  readonly restUrl: string;
  /** Bearer token for the REST side: callers over an unencrypted channel cannot send one. */
  token(): Promise<string>;
}

type Plain = { [key: string]: unknown };

const require = createRequire(import.meta.url);
const PREFIX = 'google.ads.googleads.v25';
const FAILURE_KEY = `${PREFIX}.errors.googleadsfailure-bin`;
const SERVICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GoogleAdsService: { Search: 'googleAds:search', SearchStream: 'googleAds:searchStream', Mutate: 'googleAds:mutate' },
  CampaignService: { MutateCampaigns: 'campaigns:mutate' },
  CampaignBudgetService: { MutateCampaignBudgets: 'campaignBudgets:mutate' },
  AdGroupService: { MutateAdGroups: 'adGroups:mutate' },
  AdGroupAdService: { MutateAdGroupAds: 'adGroupAds:mutate' },
  AdGroupCriterionService: { MutateAdGroupCriteria: 'adGroupCriteria:mutate' },
  CampaignCriterionService: { MutateCampaignCriteria: 'campaignCriteria:mutate' },
  LabelService: { MutateLabels: 'labels:mutate' },
};
const FILES = Object.keys(SERVICES).map(
  (service) =>
    `google/ads/googleads/v25/services/${service.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : '_'}${letter.toLowerCase()}`)}.proto`,
);

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Field masks are a list of paths in protobuf and one text in JSON; an enum at its first value is one that was not set. */
function toJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJson);
  if (!isPlain(value)) return value;
  const set = Object.entries(value).filter(([, member]) => member !== 'UNSPECIFIED');
  return Object.fromEntries(
    set.map(([key, member]) => [
      key,
      key === 'update_mask' && isPlain(member) ? ((member['paths'] as string[] | undefined) ?? []).join(',') : toJson(member),
    ]),
  ); // FieldMask has one member
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === 'fieldMask' && typeof member === 'string') return ['field_mask', { paths: member.split(',').map(snake) }];
      if (key === 'retryDelay' && typeof member === 'string') return ['retry_delay', { seconds: member.replace(/s$/, '') }];
      return [snake(key), fromJson(member)];
    }),
  );
}

/** Encodes a `GoogleAdsFailure` with the package's own generated code. */
function encodeFailure(detail: unknown): Buffer {
  const { protos } = require('google-ads-node') as {
    protos: {
      google: {
        ads: {
          googleads: {
            v25: {
              errors: { GoogleAdsFailure: { fromObject(value: unknown): unknown; encode(value: unknown): { finish(): Uint8Array } } };
            };
          };
        };
      };
    };
  }; // the package's static module
  const type = protos.google.ads.googleads.v25.errors.GoogleAdsFailure;
  return Buffer.from(type.encode(type.fromObject(fromJson(detail))).finish());
}

/** `partialFailureError` carries its details as `Any`: type and bytes. */
function packed(answer: unknown): unknown {
  if (!isPlain(answer) || !isPlain(answer['partialFailureError'])) return fromJson(answer);
  const { details, ...status } = answer['partialFailureError'];
  const { partialFailureError: _, ...rest } = answer;
  const any = (Array.isArray(details) ? details : [])
    .filter(isPlain)
    .map(({ '@type': type, ...detail }) => ({ type_url: type, value: encodeFailure(detail) }));
  return { ...(fromJson(rest) as Plain), partial_failure_error: { ...status, details: any } };
}

function grpcError(body: unknown): Partial<grpc.ServiceError> {
  const envelope = Array.isArray(body) ? body[0] : body;
  const error = isPlain(envelope) && isPlain(envelope['error']) ? envelope['error'] : {};
  const metadata = new grpc.Metadata();
  const details = Array.isArray(error['details']) ? error['details'].filter(isPlain) : [];
  const failure = details.find((detail) => String(detail['@type']).endsWith('GoogleAdsFailure'));
  if (failure !== undefined) {
    const { '@type': _, ...detail } = failure;
    metadata.set(FAILURE_KEY, encodeFailure(detail));
  }
  const code = grpc.status[String(error['status']) as keyof typeof grpc.status] ?? grpc.status.UNKNOWN;
  return { code, details: typeof error['message'] === 'string' ? error['message'] : 'unknown', metadata };
}

export async function startGoogleGrpcFront(options: FrontOptions): Promise<GrpcFront> {
  // Both packages keep their definitions under build/protos; the entry point tells where the package is, whatever it exports.
  const includeDirs = ['google-ads-node', 'google-gax'].map((name) =>
    path.join(require.resolve(name).split(`${path.sep}build${path.sep}`)[0]!, 'build/protos'),
  );
  const definition = loadSync(FILES, {
    keepCase: true,
    longs: String,
    enums: String,
    bytes: String,
    defaults: false,
    oneofs: false,
    includeDirs,
  });
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });

  async function forward(
    request: unknown,
    metadata: grpc.Metadata,
    address: string,
  ): Promise<{ readonly ok: boolean; readonly body: unknown }> {
    const { customer_id: customerId, ...body } = toJson(request) as Plain;
    const login = metadata.get('login-customer-id')[0];
    const answer = await fetch(`${options.restUrl}/v25/customers/${String(customerId)}/${address}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await options.token()}`,
        ...(login === undefined ? {} : { 'login-customer-id': String(login) }),
      },
      body: JSON.stringify(body),
    });
    return { ok: answer.ok, body: await answer.json() };
  }

  async function answerStream(call: grpc.ServerWritableStream<unknown, unknown>, address: string): Promise<void> {
    const { ok, body } = await forward(call.request, call.metadata, address);
    if (!ok) {
      call.emit('error', grpcError(body));
      return;
    }
    for (const chunk of body as unknown[]) call.write(fromJson(chunk)); // a stream's answer is a list
    call.end();
  }

  async function answerOnce(
    call: grpc.ServerUnaryCall<unknown, unknown>,
    callback: grpc.sendUnaryData<unknown>,
    address: string,
  ): Promise<void> {
    const { ok, body } = await forward(call.request, call.metadata, address);
    if (ok) callback(null, packed(body));
    else callback(grpcError(body));
  }

  for (const [service, methods] of Object.entries(SERVICES)) {
    const serviceDefinition = definition[`${PREFIX}.services.${service}`] as grpc.ServiceDefinition; // loaded above under this name
    const handlers: Record<string, grpc.UntypedHandleCall> = {};
    for (const [method, address] of Object.entries(methods)) {
      handlers[method] =
        method === 'SearchStream'
          ? (call: grpc.ServerWritableStream<unknown, unknown>) => void answerStream(call, address)
          : (call: grpc.ServerUnaryCall<unknown, unknown>, callback: grpc.sendUnaryData<unknown>) =>
              void answerOnce(call, callback, address);
    }
    server.addService(serviceDefinition, handlers);
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { port, close: () => new Promise((done) => server.tryShutdown(() => done())) };
}
