import { CoreUnreachable } from './coreProblem.ts'
import { endpoints } from './endpoints.ts'
import { type TicketFacts, ticketFactsSchema } from './event.ts'
import { feedIdHeader, feedPositionHeader } from './feed.ts'
import { buildRequest, type CallOptions, type CoreClientOptions, parseJson, refuse } from './request.ts'

/** Every ticket's facts, exactly as of a position of the feed. The tickets can be gone through once, and to their end. */
export type TicketExport = { feedId: string; position: number; tickets: AsyncIterable<TicketFacts> }

/** No part of the export is waited for longer than this. */
const silenceMs = 60_000

/**
 * Begins to read the export. Throws CoreProblem and CoreUnreachable, the latter also while the tickets are gone through:
 * then what has come is not the whole.
 */
export async function openExport(client: CoreClientOptions, call: CallOptions): Promise<TicketExport> {
  const { url, init } = buildRequest(endpoints.exportTickets, {}, client, call)
  const silence = watchSilence(call.signal)
  try {
    const response = await (client.fetch ?? fetch)(url, { ...init, signal: silence.signal })
    if (response.status !== 200) return refuse(response.status, await response.text())
    const feedId = response.headers.get(feedIdHeader)
    const position = Number(response.headers.get(feedPositionHeader) ?? Number.NaN)
    if (feedId === null || !Number.isSafeInteger(position) || response.body === null) {
      throw new CoreUnreachable('The export does not say which position it is of')
    }
    silence.broken()
    return { feedId, position, tickets: readTickets(response.body, silence) }
  } catch (error) {
    silence.end()
    throw asUnreachable(error, call.signal)
  }
}

async function* readTickets(body: ReadableStream<Uint8Array>, silence: Silence): AsyncGenerator<TicketFacts> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      silence.expect()
      const { done, value } = await reader.read()
      silence.broken()
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield parseTicket(line)
      if (done) break
    }
    if (rest !== '') throw new CoreUnreachable('The export ended in the middle of a line')
  } catch (error) {
    throw asUnreachable(error, silence.caller)
  } finally {
    silence.end()
    await reader.cancel().catch(() => undefined)
  }
}

function parseTicket(line: string): TicketFacts {
  const parsed = ticketFactsSchema.safeParse(parseJson(line))
  if (!parsed.success) throw new CoreUnreachable('A line of the export is not what the contract says')
  return parsed.data
}

function asUnreachable(error: unknown, caller: AbortSignal | undefined): unknown {
  if (caller?.aborted) return caller.reason
  if (error instanceof Error && (error.name === 'CoreProblem' || error.name === 'CoreUnreachable')) return error
  return new CoreUnreachable('The export could not be read to its end', { cause: error })
}

/** Aborts when what is expected does not come for too long, or when the caller does. It begins by expecting something. */
type Silence = {
  signal: AbortSignal
  caller: AbortSignal | undefined
  expect: () => void
  broken: () => void
  end: () => void
}

function watchSilence(caller: AbortSignal | undefined): Silence {
  const controller = new AbortController()
  const onAbort = () => controller.abort(caller?.reason)
  const tooLong = () => controller.abort(new CoreUnreachable(`The export was silent for ${silenceMs / 1000} s`))
  let timer: ReturnType<typeof setTimeout> | undefined
  const broken = () => clearTimeout(timer)
  const expect = () => {
    timer = setTimeout(tooLong, silenceMs)
  }
  expect()
  if (caller?.aborted) onAbort()
  caller?.addEventListener('abort', onAbort, { once: true })
  const end = () => {
    broken()
    caller?.removeEventListener('abort', onAbort)
  }
  return { signal: controller.signal, caller, expect, broken, end }
}
