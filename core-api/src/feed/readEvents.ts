import type { Database } from '@campus-helpdesk/db/connection'
import { fromColumnTime } from '@campus-helpdesk/db/times'

/** An event as it is stored; its body is JSON already and goes out as it is. */
export type StoredEvent = { position: number; ticketId: number; type: string; at: string; body: string }

/** At most `limit` events behind a position, in the order of the feed. */
export async function readEvents(db: Database, after: number, limit: number): Promise<StoredEvent[]> {
  return db('events')
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .select('position', 'ticket_id as ticketId', 'type', 'at', 'body')
}

/** At most `limit` events of a ticket behind the event `afterId`, as they happened, with or without a position yet. */
export async function readTicketEvents(
  db: Database,
  ticketId: number,
  afterId: number,
  limit: number,
): Promise<(Omit<StoredEvent, 'position'> & { id: number })[]> {
  return db('events')
    .where({ ticket_id: ticketId })
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .select('id', 'ticket_id as ticketId', 'type', 'at', 'body')
}

/** The event as JSON, the stored body's fields behind its own; `position` only where it has one. */
export function eventJson({
  position,
  type,
  at,
  body,
}: Omit<StoredEvent, 'position' | 'ticketId'> & { position?: number }): string {
  const place = position === undefined ? '' : `"position":${position},`
  return `{${place}"type":"${type}","at":"${fromColumnTime(at)}",${body.trimStart().slice(1)}`
}

/** What is said of an event of a ticket that the reader may not see. */
export function hiddenEventJson({ position, type, ticketId }: StoredEvent): string {
  return `{"position":${position},"type":"${type}","ticket":{"id":${ticketId}}}`
}
