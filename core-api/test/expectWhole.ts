import type { TicketFacts } from '@campus-helpdesk/core-api-contract/event'
import type { Database } from '@campus-helpdesk/db/connection'
import type { Load } from './load.ts'

type TicketRow = { id: number; version: number; message_count: number; status: string; description: string }
type MessageRow = { id: number; ticket_id: number; body: string }
type StoredEvent = { type: string; ticket: TicketFacts; message?: { id: number } }

/** Nothing is half there: tickets, threads, words, events and kept answers agree with each other. */
export async function expectWhole(db: Database): Promise<void> {
  const tickets: TicketRow[] = await db('tickets')
  const messages: MessageRow[] = await db('messages').orderBy('id')
  const events = await eventsByTicket(db)
  const words = await indexedParts(db)
  const problems: string[] = []
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem)
  }

  const living = new Map(tickets.map((ticket) => [ticket.id, ticket]))
  for (const { id, version, message_count, status } of tickets) {
    const own = events.get(id) ?? []
    const posted = own.filter(({ type }) => type === 'message.posted').map(({ message }) => message?.id)
    const thread = messages.filter(({ ticket_id }) => ticket_id === id).map((message) => message.id)
    const last = own.at(-1)?.ticket
    check(own.filter(({ type }) => type === 'ticket.filed').length === 1, `ticket ${id} was not filed once`)
    check(!own.some(({ type }) => type === 'ticket.deleted'), `ticket ${id} was deleted and is there`)
    check(version === own.length - posted.length, `ticket ${id}: version ${version}, ${own.length} events`)
    check(message_count === thread.length, `ticket ${id}: ${message_count} messages, ${thread.length} are there`)
    check(String(posted) === String(thread), `ticket ${id}: the thread and its events differ`)
    check(last?.version === version && last.status === status, `ticket ${id} is not as its last event says`)
    check(words.has(`${id} 0`), `ticket ${id} cannot be found by its words`)
  }
  for (const { id, ticket_id } of messages)
    check(words.has(`${ticket_id} ${id}`), `message ${id} cannot be found by its words`)
  for (const [id, own] of events)
    check(living.has(id) || own.at(-1)?.type === 'ticket.deleted', `events of ticket ${id}, which never was`)
  const kept: { key: string; answer: string | null; ticket_id: number }[] = await db('idempotency_keys')
  for (const { key, answer, ticket_id } of kept)
    check(answer !== null || !living.has(ticket_id), `key ${key} is taken without an answer`)
  expect(problems).toEqual([])
}

/** What was answered with 2xx is there, and each key made one thing. */
export async function expectKept(db: Database, { answered }: Load): Promise<void> {
  const events = await eventsByTicket(db)
  const messages = new Map<number, MessageRow>((await db('messages')).map((row: MessageRow) => [row.id, row]))
  const problems: string[] = []
  const filed = new Set<number>()
  for (const { sent, said } of answered) {
    const { body } = said
    const own = events.get(sent.ticketId ?? body.id) ?? []
    const deleted = own.at(-1)?.type === 'ticket.deleted'
    const there =
      sent.method === 'DELETE'
        ? deleted
        : sent.path.endsWith('/messages')
          ? own.some(({ message }) => message?.id === body.id) && (deleted || messages.get(body.id)?.body === body.body)
          : own.some(({ ticket }) => ticket.version === body.version && ticket.status === body.status)
    if (!there) problems.push(`${sent.key}: ${sent.method} ${sent.path} was answered ${said.status} and is not there`)
    if (sent.path === '/tickets') filed.add(body.id)
  }
  expect(problems).toEqual([])
  expect([...events.keys()].sort()).toEqual([...filed].sort())
  const made = [...events.values()].flat().filter(({ type }) => type === 'message.posted').length
  expect(made).toBe(answered.filter(({ sent }) => sent.path.endsWith('/messages')).length)
}

async function eventsByTicket(db: Database): Promise<Map<number, StoredEvent[]>> {
  const rows: { ticket_id: number; type: string; body: string }[] = await db('events').orderBy('id')
  const byTicket = new Map<number, StoredEvent[]>()
  for (const { ticket_id, type, body } of rows)
    byTicket.set(ticket_id, [...(byTicket.get(ticket_id) ?? []), { type, ...JSON.parse(body) }])
  return byTicket
}

/** `ticket part` of each text that has words in the index. */
async function indexedParts(db: Database): Promise<Set<string>> {
  const rows: { ticket_id: number; part: number }[] = await db('search_terms').distinct('ticket_id', 'part')
  return new Set(rows.map(({ ticket_id, part }) => `${ticket_id} ${part}`))
}
