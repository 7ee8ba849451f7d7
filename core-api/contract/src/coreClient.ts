import type { z } from 'zod'
import type { Actor } from './actor.ts'
import { CoreProblem, CoreUnreachable } from './coreProblem.ts'
import { basePath, type Endpoint, type EndpointName, type Endpoints, endpoints } from './endpoints.ts'
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
}

/** What a call gives: the parsed body, and whether it is the answer to an earlier, equal request. */
export type Answer<Body> = { status: number; body: Body; replayed: boolean }

type BodyOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : null
type AnswerBody<E extends Endpoint> = BodyOf<E['answers'][keyof E['answers']]>
type InputPart<Name extends string, Schema> = Schema extends z.ZodType
  ? Record<string, never> extends z.input<Schema>
    ? { [K in Name]?: z.input<Schema> }
    : { [K in Name]: z.input<Schema> }
  : unknown
type ParamsPart<E extends Endpoint> = E['path'] extends `${string}{id}${string}` ? { params: { id: number } } : unknown
type QueryPart<E extends Endpoint> = {
  query?: { [K in keyof z.input<E['query']>]?: z.input<E['query']>[K] | number | boolean }
}
export type Input<E extends Endpoint> = ParamsPart<E> & QueryPart<E> & InputPart<'body', E['body']>

/** Streams are read by functions of their own: readExport.ts, followEvents.ts. */
type CallableName = Exclude<EndpointName, 'exportTickets' | 'streamEvents'>

/** One method for each endpoint of the contract, by its name. */
export type CoreClient = {
  [Name in CallableName]: (
    input: Input<Endpoints[Name]>,
    options?: CallOptions,
  ) => Promise<Answer<AnswerBody<Endpoints[Name]>>>
}

/**
 * A typed client of the core API. Every call has a time-out. Only what is safe is tried again, with growing, jittered
 * pauses or as `Retry-After` says: reads, and changes that carry a key or a source. Throws CoreProblem when the API
 * refuses and CoreUnreachable when no usable answer comes.
 */
export function createCoreClient(options: CoreClientOptions): CoreClient {
  const method = <Name extends CallableName>(name: Name) => {
    return (input: Input<Endpoints[Name]>, callOptions: CallOptions = {}) =>
      send(endpoints[name], input, options, callOptions)
  }
  return {
    fileTicket: method('fileTicket'),
    listTickets: method('listTickets'),
    readTicket: method('readTicket'),
    changeTicket: method('changeTicket'),
    deleteTicket: method('deleteTicket'),
    readHistory: method('readHistory'),
    readEvents: method('readEvents'),
    listMessages: method('listMessages'),
    postMessage: method('postMessage'),
    classify: method('classify'),
    readEntry: method('readEntry'),
    enter: method('enter'),
    leave: method('leave'),
  }
}

type RawInput = {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

/** Said by servers, and by the balancers before them, of something that passes. */
const passingStatuses = new Set([429, 502, 503, 504])

async function send(endpoint: Endpoint, input: RawInput, client: CoreClientOptions, call: CallOptions) {
  const request = buildRequest(endpoint, input, client, call)
  const attempts = isSafeToRepeat(endpoint, input, call) ? (client.attempts ?? 4) : 1
  for (let attempt = 1; ; attempt++) {
    const last = attempt >= attempts
    try {
      const response = await attemptOnce(request, client, call)
      if (last || !passingStatuses.has(response.status)) return readAnswer(endpoint, response)
      await pause(retryAfterMs(response) ?? backOffMs(attempt), call.signal)
    } catch (error) {
      if (last || error instanceof CoreProblem || call.signal?.aborted) throw error
      await pause(backOffMs(attempt), call.signal)
    }
  }
}

function isSafeToRepeat(endpoint: Endpoint, input: RawInput, call: CallOptions): boolean {
  if (endpoint.method === 'get' || endpoint.path === endpoints.classify.path) return true
  if (call.idempotencyKey !== undefined) return endpoint.keyed
  return (
    typeof input.body === 'object' && input.body !== null && 'source' in input.body && input.body.source !== undefined
  )
}

function buildRequest(endpoint: Endpoint, input: RawInput, client: CoreClientOptions, call: CallOptions) {
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

async function attemptOnce(request: ReturnType<typeof buildRequest>, client: CoreClientOptions, call: CallOptions) {
  const timeout = AbortSignal.timeout(client.timeoutMs ?? 10_000)
  const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout])
  try {
    const response = await (client.fetch ?? fetch)(request.url, { ...request.init, signal })
    // Read here, so that the time-out also covers a body that never ends.
    const text = response.status === 204 ? '' : await response.text()
    return { status: response.status, headers: response.headers, text }
  } catch (cause) {
    if (call.signal?.aborted) throw call.signal.reason
    throw new CoreUnreachable(`No answer from the core API at ${request.url}`, { cause })
  }
}

type ReadResponse = Awaited<ReturnType<typeof attemptOnce>>

function readAnswer(endpoint: Endpoint, response: ReadResponse): Answer<never> {
  const json = parseJson(response.text)
  const schema = endpoint.answers[response.status]
  if (schema !== undefined) {
    const parsed = schema === null ? { success: true, data: null } : schema.safeParse(json)
    if (!parsed.success)
      throw new CoreUnreachable(`The core API's answer to ${endpoint.summary} is not what the contract says`)
    return {
      status: response.status,
      body: parsed.data as never,
      replayed: response.headers.has('idempotency-replayed'),
    }
  }
  const problem = problemSchema.safeParse(json)
  const kind = problem.success ? problemKindOf(problem.data.type) : undefined
  if (problem.success && kind !== undefined) throw new CoreProblem(kind, problem.data)
  throw new CoreUnreachable(`Unexpected answer with status ${response.status} where the core API should be`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Seconds or an HTTP date, at most a minute; undefined where the header is missing or senseless. */
function retryAfterMs(response: ReadResponse): number | undefined {
  const value = response.headers.get('retry-after')
  if (value === null) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 60_000)
}

/** Doubles from 200 ms, with half of it left to chance so that many clients do not come back together. */
function backOffMs(attempt: number): number {
  const full = 200 * 2 ** (attempt - 1)
  return full / 2 + Math.random() * (full / 2)
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
