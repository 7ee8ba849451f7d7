import type { z } from 'zod'
import { CoreProblem, CoreUnreachable } from './coreProblem.ts'
import type { Endpoint } from './endpoint.ts'
import { type EndpointName, type Endpoints, endpoints } from './endpoints.ts'
import { openExport, type TicketExport } from './openExport.ts'
import { backOffMs, pause } from './pause.ts'
import { buildRequest, type CallOptions, type CoreClientOptions, parseJson, type RawInput, refuse } from './request.ts'

/** What a call gives: the parsed body, and whether it is the answer to an earlier, equal request. */
export type Answer<Body> = { status: number; body: Body; replayed: boolean }

type BodyOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : null
type AnswerBody<E extends Endpoint> = BodyOf<E['answers'][keyof E['answers']]>
type InputPart<Name extends string, Schema> = Schema extends z.ZodType
  ? Record<string, never> extends z.input<Schema>
    ? { [K in Name]?: z.input<Schema> }
    : { [K in Name]: z.input<Schema> }
  : unknown
type ParamsPart<E extends Endpoint> = string extends keyof z.input<E['params']>
  ? unknown
  : { params: { [K in keyof z.input<E['params']>]: string | number } }
type QueryPart<E extends Endpoint> = {
  query?: { [K in keyof z.input<E['query']>]?: z.input<E['query']>[K] | number | boolean }
}
export type Input<E extends Endpoint> = ParamsPart<E> & QueryPart<E> & InputPart<'body', E['body']>

/** Answers that are read while they come are no calls of this kind. */
type CallableName = Exclude<EndpointName, 'exportTickets' | 'streamEvents'>

/** One method for each endpoint of the contract, by its name. */
export type CoreClient = {
  [Name in CallableName]: (
    input: Input<Endpoints[Name]>,
    options?: CallOptions,
  ) => Promise<Answer<AnswerBody<Endpoints[Name]>>>
} & { exportTickets: (options?: CallOptions) => Promise<TicketExport> }

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
    listPlaces: method('listPlaces'),
    putPlace: method('putPlace'),
    removePlace: method('removePlace'),
    findPlace: method('findPlace'),
    listReaders: method('listReaders'),
    leaseReader: method('leaseReader'),
    releaseReader: method('releaseReader'),
    moveReader: method('moveReader'),
    listMessages: method('listMessages'),
    postMessage: method('postMessage'),
    classify: method('classify'),
    readEntry: method('readEntry'),
    enter: method('enter'),
    leave: method('leave'),
    exportTickets: (callOptions = {}) => openExport(options, callOptions),
  }
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
  if (endpoint.repeatable) return true
  if (call.idempotencyKey !== undefined) return endpoint.keyed
  return (
    typeof input.body === 'object' && input.body !== null && 'source' in input.body && input.body.source !== undefined
  )
}

async function attemptOnce(request: ReturnType<typeof buildRequest>, client: CoreClientOptions, call: CallOptions) {
  const limit = limitTime(call.timeoutMs ?? client.timeoutMs ?? 10_000, call.signal)
  try {
    const response = await (client.fetch ?? fetch)(request.url, { ...request.init, signal: limit.signal })
    // Read here, so that the time-out also covers a body that never ends.
    const text = response.status === 204 ? '' : await response.text()
    return { status: response.status, headers: response.headers, text }
  } catch (cause) {
    if (call.signal?.aborted) throw call.signal.reason
    // Without the query, which may hold words and names: messages of errors get into logs.
    throw new CoreUnreachable(`No answer from the core API at ${request.url.replace(/\?.*/, '')}`, { cause })
  } finally {
    limit.end()
  }
}

/** Aborts after some time, or when the caller does. (AbortSignal.any with AbortSignal.timeout keeps memory of each call.) */
function limitTime(ms: number, caller: AbortSignal | undefined): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const onAbort = () => controller.abort(caller?.reason)
  const timer = setTimeout(() => controller.abort(new DOMException('The time is over', 'TimeoutError')), ms)
  if (caller?.aborted) onAbort()
  caller?.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      caller?.removeEventListener('abort', onAbort)
    },
  }
}

type ReadResponse = Awaited<ReturnType<typeof attemptOnce>>

function readAnswer(endpoint: Endpoint, { status, headers, text }: ReadResponse): Answer<never> {
  const schema = endpoint.answers[status]
  if (schema === undefined) return refuse(status, text)
  const parsed = schema === null ? { success: true, data: null } : schema.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new CoreUnreachable(`The core API's answer to ${endpoint.summary} is not what the contract says`)
  }
  return { status, body: parsed.data as never, replayed: headers.has('idempotency-replayed') }
}

/** Seconds or an HTTP date, at most a minute; undefined where the header is missing or senseless. */
function retryAfterMs(response: ReadResponse): number | undefined {
  const value = response.headers.get('retry-after')
  if (value === null) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 60_000)
}
