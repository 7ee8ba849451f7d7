import { z } from 'zod'

/**
 * Everything that can go wrong as a client sees it: the closed list. A new kind does not compile
 * until it has its status and title here.
 */
export const problemKinds = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  unauthenticated: { status: 401, title: 'Who is asking is not known' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed here' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  conflict: { status: 409, title: 'The ticket does not allow this' },
  'version-mismatch': { status: 412, title: 'Somebody was faster' },
  'content-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'wrong-host': { status: 421, title: 'Not served under this host name' },
  'key-reused': { status: 422, title: 'This Idempotency-Key belongs to another request' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'Not available right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemKind = keyof typeof problemKinds

const typePrefix = 'urn:campus-helpdesk:problem:'

/** The `type` URI of a kind. */
export function problemType(kind: ProblemKind): string {
  return `${typePrefix}${kind}`
}

/** The kind that a `type` URI names, or undefined where it is none of ours. */
export function problemKindOf(type: string): ProblemKind | undefined {
  const kind = type.startsWith(typePrefix) ? type.slice(typePrefix.length) : ''
  return Object.hasOwn(problemKinds, kind) ? (kind as ProblemKind) : undefined
}

export const fieldErrorSchema = z.object({
  path: z
    .string()
    .meta({ description: 'The field, query parameter or header, e.g. description, source.ref, limit, X-Actor-Id' }),
  message: z.string(),
})
export type FieldError = z.infer<typeof fieldErrorSchema>

/** RFC 9457 problem details, as application/problem+json. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(fieldErrorSchema).optional().meta({ description: 'For bad input: every problem at once' }),
  })
  .meta({ id: 'Problem' })
export type ProblemDetails = z.infer<typeof problemSchema>
