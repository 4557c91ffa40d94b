import { z } from 'zod';
import { errorCodes } from '../../core/contract/index.ts';
import { methods } from './dispatch.ts';

/** An OpenAPI 3.1 document of every method, as the loopback server speaks it, made from the contract's own schemas. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, unknown> = {};
  for (const [name, method] of methods) {
    paths[`/rpc/${name}`] = {
      post: {
        operationId: name,
        tags: [name.split('.')[0]],
        summary: `${method.kind === 'query' ? 'Reads' : 'Changes'}; least role: ${method.role}${method.standalone ? '; needs no open workspace' : ''}`,
        'x-kind': method.kind,
        'x-role': method.role,
        requestBody: { required: true, content: { 'application/json': { schema: wireSchema(method.input) } } },
        responses: {
          '200': {
            description: 'Done',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['ok', 'value'],
                  properties: { ok: { const: true }, value: wireSchema(method.output) },
                },
              },
            },
          },
          default: { description: 'Refused', content: { 'application/json': { schema: { $ref: '#/components/schemas/Refused' } } } },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Altavoz',
      version,
      description:
        'Every method of the program. On loopback it needs the session cookie and the exact Host and Origin; `altavoz call METHOD JSON` calls the same methods.',
    },
    paths,
    components: {
      schemas: {
        Refused: {
          type: 'object',
          required: ['ok', 'error'],
          properties: {
            ok: { const: false },
            error: {
              type: 'object',
              required: ['code', 'details'],
              properties: {
                code: { type: 'string', examples: [...errorCodes] },
                details: { type: 'object' },
                reference: { type: 'string' },
              },
            },
          },
        },
      },
    },
  };
}

/** The wire side of a schema: amounts of money as decimal text. */
function wireSchema(schema: z.ZodType): unknown {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return rest;
}
