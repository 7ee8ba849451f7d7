import type { Actor } from './actor.ts'
import { CoreProblem, CoreUnreachable } from './coreProblem.ts'
import { basePath, type Endpoint } from './endpoint.ts'
import { problemKindOf, problemSchema } from './problem.ts'

export type CoreClientOptions = {
  /** Where the core API is, e.g. http://127.0.0.1:3000; '' for the page's own origin. */
  baseUrl: string
  token?: string
  /** For each attempt; default 10,000. */
  timeoutMs?: number
  /** How often a call that is safe to repeat is tried; default 4. */
  attempts?: number
  fetch?: typeof fetch
}

export type CallOptions = {
  actor?: Actor
  /** Makes a POST, PATCH or DELETE safe to repeat. */
  idempotencyKey?: string
  /** The version that the change is meant for. */
  ifMatch?: number
  signal?: AbortSignal
  /** For each attempt, instead of the client's. */
  timeoutMs?: number
}

/** What an endpoint is given, before it is written into a request. */
export type RawInput = {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

/** The request of a call, as fetch takes it. */
export function buildRequest(endpoint: Endpoint, input: RawInput, client: CoreClientOptions, call: CallOptions) {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name])),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value))
  }
  const headers: Record<string, string> = { accept: 'application/json' }
  if (client.token !== undefined) headers.authorization = `Bearer ${client.token}`
  if (call.actor !== undefined) {
    headers['x-actor-role'] = call.actor.role
    headers['x-actor-id'] = call.actor.id
    headers['x-actor-name'] = encodeURIComponent(call.actor.name)
  }
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey
  if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`
  if (endpoint.body !== null) headers['content-type'] = 'application/json'
  const url = `${client.baseUrl.replace(/\/$/, '')}${basePath}${path}${query.size > 0 ? `?${query}` : ''}`
  const init: RequestInit = { method: endpoint.method.toUpperCase(), headers }
  if (endpoint.body !== null) init.body = JSON.stringify(input.body)
  return { url, init }
}

/** Throws what an answer that is none of the endpoint's says: CoreProblem, or CoreUnreachable where it is not the API's. */
export function refuse(status: number, text: string): never {
  const problem = problemSchema.safeParse(parseJson(text))
  const kind = problem.success ? problemKindOf(problem.data.type) : undefined
  if (problem.success && kind !== undefined) throw new CoreProblem(kind, problem.data)
  throw new CoreUnreachable(`Unexpected answer with status ${status} where the core API should be`)
}

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
