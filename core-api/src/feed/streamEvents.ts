import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import type { Database } from '@campus-helpdesk/db/connection'
import type { FeedHub } from './feedHub.ts'
import { eventJson, hiddenEventJson, readEvents } from './readEvents.ts'

/** Which of these tickets a role may see now. */
export type MaySee = (role: Role, ticketIds: readonly number[]) => Promise<ReadonlySet<number>>

/** Server-sent events as text, and the position behind the last of them. */
type Part = { text: string; next: number }
export type ReadPart = (role: Role, after: number) => Promise<Part>

const eventsPerPart = 200

/**
 * Reads the feed for streams. Streams that stand at the same place and ask at once, as those that are up to date do when
 * there is news, share one read. Nothing is kept: who may see what can change at any time.
 */
export function createPartReader(db: Database, maySee: MaySee): ReadPart {
  const underWay = new Map<string, Promise<Part>>()
  return (role, after) => {
    const key = `${role} ${after}`
    const known = underWay.get(key)
    if (known !== undefined) return known
    const part = readPart(db, maySee, role, after).finally(() => underWay.delete(key))
    underWay.set(key, part)
    return part
  }
}

async function readPart(db: Database, maySee: MaySee, role: Role, after: number): Promise<Part> {
  const events = await readEvents(db, after, eventsPerPart)
  const ticketIds = new Set(events.map((event) => event.ticketId))
  const visible = role === 'helpdesk' ? ticketIds : await maySee(role, [...ticketIds])
  const text = events
    .map((event) => {
      const json = visible.has(event.ticketId) ? eventJson(event) : hiddenEventJson(event)
      return `id: ${event.position}\ndata: ${json}\n\n`
    })
    .join('')
  return { text, next: events.at(-1)?.position ?? after }
}

const heartbeatMs = 15_000

/**
 * The stream's text, from behind a position until the signal ends it. It is asked for more only when the reader has
 * taken what it was given, so a slow reader costs a part of memory and nobody else anything.
 */
export async function* streamEvents(
  readPart: ReadPart,
  hub: FeedHub,
  role: Role,
  after: number,
  gone: AbortSignal,
): AsyncGenerator<string> {
  yield 'retry: 2000\n: the feed follows\n\n'
  let position = after
  // Between what there is to read and the head there may be a gap; the head is waited for.
  let head = after
  while (!gone.aborted && !hub.ended.aborted) {
    const { text, next } = await readPart(role, position)
    if (next > position) {
      position = next
      yield text
      continue
    }
    const reached = await hub.waitBeyond(Math.max(position, head), heartbeatMs, gone)
    if (reached === undefined) yield ': nothing new\n\n'
    else head = reached
  }
}
