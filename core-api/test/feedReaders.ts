import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import type { TicketFacts } from '@campus-helpdesk/core-api-contract/event'
import { type FeedEvent, feedPageSchema, type StreamEvent } from '@campus-helpdesk/core-api-contract/feed'
import { callApi } from './startCoreApi.ts'

/** All events that can be read behind a position, page by page, as a reader that goes by `next` gets them. */
export async function readFeed(url: string, after = 0, limit = 1_000): Promise<FeedEvent[]> {
  const all: FeedEvent[] = []
  for (let position = after; ; ) {
    const said = await callApi(url, 'GET', `/events?after=${position}&limit=${limit}`, { role: 'helpdesk' })
    if (said.status !== 200) throw new Error(`The feed was not read: ${JSON.stringify(said.body)}`)
    const { events, next } = feedPageSchema.parse(said.body)
    if (events.length === 0) return all
    all.push(...events)
    position = next
  }
}

/** The head of the feed, as a reader comes to it. */
export async function headOf(url: string): Promise<number> {
  return (await readFeed(url)).at(-1)?.position ?? 0
}

/** Reads by `next`, waiting for news, until `done` says so and nothing is left; survives a core API that is away. */
export async function followByNext(url: string, done: () => boolean): Promise<FeedEvent[]> {
  const all: FeedEvent[] = []
  for (;;) {
    const last = done()
    const position = all.at(-1)?.position ?? 0
    const said = await callApi(url, 'GET', `/events?after=${position}&limit=20&wait=1`, { role: 'helpdesk' }).catch(
      () => undefined,
    )
    if (said === undefined) await new Promise((resolve) => setTimeout(resolve, 50))
    else if (said.status !== 200) throw new Error(`The feed was not read: ${JSON.stringify(said.body)}`)
    else all.push(...said.body.events)
    if (last && said?.body.events.length === 0) return all
  }
}

export type OpenStream = {
  status: number
  headers: Headers
  /** Each as it came: the id of the message and the event in it. */
  got: { id: number; event: StreamEvent }[]
  comments: string[]
  /** However it ended: in order by the core API, or cut. */
  ended: Promise<'in order' | 'cut'>
  close: () => Promise<void>
}

type HowToStream = { role?: Role; query?: string; headers?: Record<string, string> }

/** Opens /events/stream and collects what comes. */
export async function openStream(
  url: string,
  { role = 'helpdesk', query = '', headers }: HowToStream,
): Promise<OpenStream> {
  const controller = new AbortController()
  const response = await fetch(`${url}/api/v1/events/stream${query}`, {
    headers: { 'x-actor-role': role, ...headers },
    signal: controller.signal,
  })
  const got: OpenStream['got'] = []
  const comments: string[] = []
  const ended = collect(response, (message) => {
    if (message.startsWith(':') || message.startsWith('retry:')) return comments.push(message)
    const parts = /^id: (\d+)\ndata: (.*)$/.exec(message)
    if (parts?.[2] === undefined) throw new Error(`Not a message of the stream: ${message}`)
    return got.push({ id: Number(parts[1]), event: JSON.parse(parts[2]) })
  })
  return {
    status: response.status,
    headers: response.headers,
    got,
    comments,
    ended,
    close: async () => {
      controller.abort()
      await ended
    },
  }
}

async function collect(response: Response, take: (message: string) => unknown): OpenStream['ended'] {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const part = await reader?.read().catch(() => undefined)
    if (part === undefined) return 'cut'
    if (part.done) return 'in order'
    const messages = (rest + decoder.decode(part.value, { stream: true })).split('\n\n')
    rest = messages.pop() ?? ''
    if (response.status === 200) for (const message of messages) take(message)
  }
}

/**
 * Promises 1 to 3 of the feed, for all of it from its beginning: positions only grow, and each ticket's events are every
 * step that it made, each once and in order.
 */
export function expectPromises(events: readonly FeedEvent[]): void {
  const broken: string[] = []
  const tickets = new Map<number, TicketFacts>()
  let position = 0
  for (const event of events) {
    const { ticket, type } = event
    if (event.position <= position) broken.push(`position ${event.position} after ${position}`)
    position = event.position
    const before = tickets.get(ticket.id) ?? { version: 0, messageCount: 0 }
    const byMessage = type === 'message.posted'
    const fits =
      ticket.version === before.version + (byMessage ? 0 : 1) &&
      ticket.messageCount === before.messageCount + (byMessage ? 1 : 0)
    if (!fits) broken.push(`${type} of ${ticket.id}: ${pair(before)}, then ${pair(ticket)}`)
    tickets.set(ticket.id, ticket)
  }
  expect(broken.slice(0, 10)).toEqual([])
}

function pair({ version, messageCount }: { version: number; messageCount: number }): string {
  return `${version}/${messageCount}`
}

/** The tickets as they are after these events, by their ids. */
export function replay(events: readonly FeedEvent[]): TicketFacts[] {
  const tickets = new Map<number, TicketFacts>()
  for (const { type, ticket } of events) {
    if (type === 'ticket.deleted') tickets.delete(ticket.id)
    else tickets.set(ticket.id, ticket)
  }
  return [...tickets.values()].sort((one, other) => one.id - other.id)
}
