import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { personIdSchema, roleSchema } from './actor.ts'
import { basePath, type Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { type ProblemKind, problemKinds, problemSchema, problemType } from './problem.ts'
import { visibleAscii } from './text.ts'

const actorHeaders = z.object({
  'X-Actor-Role': roleSchema.optional().meta({ description: 'Whom the person acts as; default user' }),
  'X-Actor-Id': personIdSchema.optional().meta({ description: 'Who is acting; default anonymous' }),
  'X-Actor-Name': z
    .string()
    .optional()
    .meta({ description: 'Percent-encoded UTF-8, 1 to 100 characters; default the id' }),
})
const keyHeader = z.object({
  'Idempotency-Key': visibleAscii(200).optional().meta({
    description: 'The same key with the same request answers the first answer again; kept for at least 24 hours',
  }),
})
const ifMatchHeader = z.object({
  'If-Match': z
    .string()
    .optional()
    .meta({ description: 'The ETag that the change is meant for, or *', example: '"3"' }),
})

const problemsOfEveryRoute: readonly ProblemKind[] = ['invalid-request', 'wrong-host', 'internal', 'unavailable']
const problemsOfEveryBody: readonly ProblemKind[] = [
  'malformed-json',
  'content-too-large',
  'unsupported-media-type',
  'request-timeout',
]

/** The OpenAPI 3.1 document of the core API, made from the endpoints' schemas. */
export function makeOpenApiDocument() {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'serviceToken', { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', 'entryCookie', { type: 'apiKey', in: 'cookie', name: 'entry' })
  for (const [name, endpoint] of Object.entries(endpoints)) registry.registerPath(describeEndpoint(name, endpoint))
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Campus Helpdesk core API',
      version: '1.0.0',
      license: { name: 'All rights reserved', identifier: 'LicenseRef-Proprietary' },
      description:
        'Tickets of a campus helpdesk and their threads. Front ends say who is acting (X-Actor-*); no login. Without configured tokens the API serves loopback only and needs none.',
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'tickets', description: 'File, find, change' },
      { name: 'threads', description: 'What both sides write under a ticket' },
      { name: 'feed', description: 'Every change, in order, to anybody who follows' },
      {
        name: 'chat',
        description: 'What the bots must not forget: where a ticket is shown, and how far they have read',
      },
      { name: 'classifier', description: 'Text in, category out' },
      { name: 'entry', description: "How the page's browser says who is acting" },
    ],
  })
}

function describeEndpoint(name: string, endpoint: Endpoint): RouteConfig {
  const request: NonNullable<RouteConfig['request']> = { headers: headersOf(endpoint) }
  if (endpoint.params instanceof z.ZodObject) request.params = endpoint.params
  if (endpoint.query instanceof z.ZodObject) request.query = endpoint.query
  if (endpoint.body !== null)
    request.body = { required: true, content: { 'application/json': { schema: endpoint.body } } }
  return {
    method: endpoint.method,
    path: `${basePath}${endpoint.path}`,
    operationId: name,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: endpoint.open ? [] : [{ serviceToken: [] }, { entryCookie: [] }, {}],
    request,
    responses: { ...answersOf(endpoint), ...problemsOf(endpoint) },
  }
}

function headersOf(endpoint: Endpoint): z.ZodObject[] {
  const headers: z.ZodObject[] = []
  if (!endpoint.open) headers.push(actorHeaders)
  if (endpoint.keyed) headers.push(keyHeader)
  if (endpoint.conditional) headers.push(ifMatchHeader)
  return headers
}

const answerDescriptions: Record<number, string> = {
  200: 'Done, or already so',
  201: 'Made',
  204: 'Done',
}

function answersOf(endpoint: Endpoint): RouteConfig['responses'] {
  const answers: RouteConfig['responses'] = {}
  for (const [status, schema] of Object.entries(endpoint.answers)) {
    const description = answerDescriptions[Number(status)] ?? 'Done'
    const media = endpoint.media ?? 'application/json'
    answers[status] = schema === null ? { description } : { description, content: { [media]: { schema } } }
  }
  return answers
}

function problemsOf(endpoint: Endpoint): RouteConfig['responses'] {
  const kinds = new Set<ProblemKind>([
    ...problemsOfEveryRoute,
    ...(endpoint.open ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(endpoint.body === null ? [] : problemsOfEveryBody),
    ...endpoint.problems,
  ])
  const byStatus: Record<number, ProblemKind[]> = {}
  for (const kind of kinds) {
    const { status } = problemKinds[kind]
    byStatus[status] = [...(byStatus[status] ?? []), kind]
  }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some]) => [
      status,
      {
        description: some.map((kind) => `${problemKinds[kind].title} (${problemType(kind)})`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  )
}
