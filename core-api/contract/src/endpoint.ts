import { z } from 'zod'
import type { ProblemKind } from './problem.ts'
import { idTextSchema } from './values.ts'

export const basePath = '/api/v1'

/** What a route takes and gives; validation, types, the client and the OpenAPI document all come from this. */
export type Endpoint = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `basePath`, parameters in braces. */
  path: string
  summary: string
  tag: 'tickets' | 'threads' | 'feed' | 'chat' | 'classifier' | 'entry'
  params: z.ZodType
  query: z.ZodType
  body: z.ZodType | null
  /** Success by status; null: no content. */
  answers: Readonly<Record<number, z.ZodType | null>>
  /** Other than JSON: the answer is a stream, and its schema is that of each line or message. */
  media?: 'application/x-ndjson' | 'text/event-stream'
  /** What it may refuse with, beside what every route may. */
  problems: readonly ProblemKind[]
  /** Takes `Idempotency-Key`. */
  keyed: boolean
  /** By its nature the same when it is done again; needs no key. */
  repeatable: boolean
  /** Takes `If-Match`. */
  conditional: boolean
  /** Needs no token: the page's browser has none before it has entered. */
  open: boolean
}

const nothing = z.strictObject({})

/** The parameters of paths below a ticket. */
export const ticketId = z.strictObject({ id: idTextSchema })

/** What most endpoints have in common: no input beside what they say, and a token is needed. */
export const defaults = {
  params: nothing,
  query: nothing,
  body: null,
  keyed: false,
  repeatable: false,
  conditional: false,
  open: false,
} as const
