import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { dialectOf } from '@campus-helpdesk/db/dialect'
import { insertRows } from '@campus-helpdesk/db/insertRows'
import { toColumnTime } from '@campus-helpdesk/db/times'
import { searchWords } from '../../core-api/src/search/words.ts'

/** Stands in a part of the descriptions and in each message. */
export const frequentWord = 'printer'
/** Stands in five tickets. */
export const rareWord = 'asbestos'

/** Of 1,000 tickets the newest 30 are open or active, and all older ones closed. */
const closedShare = 0.97
/** Each tenth ticket has a thread. */
const threadEvery = 10
const messagesInThread = 10
const ticketsAtOnce = 5_000

type Row = (string | number)[]

const ticketColumns = [
  'id', 'status', 'description', 'category', 'category_source', 'category_confidence', 'requester_id', 'requester_name',
  'assignee_id', 'assignee_name', 'origin', 'opened_at', 'modified_at', 'version', 'message_count',
] // biome-ignore format: as a table
const messageColumns = ['ticket_id', 'author_id', 'author_name', 'author_role', 'body', 'origin', 'created_at']
const eventColumns = ['position', 'ticket_id', 'type', 'at', 'body']
const categories = ['facility', 'technical', 'services'] as const

/** What the operations need to know of the seeded tickets. */
export type Seeded = { count: number; firstUnresolved: number; openedAt: (id: number) => string }

/** Ids of tickets with ten messages. */
export function threadsOf({ count }: Seeded): number[] {
  return Array.from({ length: Math.floor(count / threadEvery) }, (_, i) => (i + 1) * threadEvery)
}

/**
 * Fills a migrated, empty database with `count` tickets, ids from 1: old closed ones, then a burst of open and active
 * ones; threads, words and events to match. The same count gives the same tickets.
 */
export async function seed(db: Database, count: number): Promise<Seeded> {
  const began = Date.UTC(2026, 10, 1) - count * 60_000
  const seeded: Seeded = {
    count,
    firstUnresolved: Math.ceil(count * closedShare) + 1,
    openedAt: (id) => toColumnTime(new Date(began + id * 60_000).toISOString()),
  }
  const random = createRandom()
  let position = 0
  let message = 0
  for (let first = 1; first <= count; first += ticketsAtOnce) {
    const rows: Rows = { tickets: [], messages: [], events: [], terms: [] }
    for (let id = first; id < first + ticketsAtOnce && id <= count; id++) {
      addTicket(
        rows,
        id,
        seeded,
        random,
        () => ++position,
        () => ++message,
      )
    }
    await db.transaction((trx) => insertAll(trx, rows))
  }
  await db('feed_head').where({ id: 1 }).update({ position })
  // InnoDB would count by itself a little later, in the middle of what is measured.
  if (dialectOf(db) === 'mysql') await db.raw('analyze table tickets, messages, events, search_terms')
  return seeded
}

type Rows = { tickets: Row[]; messages: Row[]; events: Row[]; terms: Row[] }

async function insertAll(trx: Transaction, { tickets, messages, events, terms }: Rows): Promise<void> {
  await insertRows(trx, 'tickets', ticketColumns, tickets)
  await insertRows(trx, 'messages', messageColumns, messages)
  await insertRows(trx, 'events', eventColumns, events)
  // In the order of the primary key; otherwise each row would go to another page.
  terms.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  await insertRows(trx, 'search_terms', ['term', 'ticket_id', 'part'], terms)
}

type Next = () => number

function addTicket(rows: Rows, id: number, seeded: Seeded, random: Next, nextPosition: Next, nextMessage: Next): void {
  const { count, firstUnresolved, openedAt } = seeded
  const at = openedAt(id)
  const closed = id < firstUnresolved
  const status = closed ? 'closed' : id % 3 === 0 ? 'active' : 'open'
  const threaded = id % threadEvery === 0
  const rare = id % Math.floor(count / 5) === 7 ? ` ${rareWord}` : ''
  const frequent = random() < 0.4 ? ` ${frequentWord}` : ''
  const description = `${words(10, random)}${frequent}${rare}`
  const category = categories[id % 3] ?? 'facility'
  rows.tickets.push([
    id, status, description, category, 'auto', 0.8, `slack:U${id % 997}`, 'Ana Lopez', `slack:H${id % 13}`, 'Bo Berg',
    'slack', at, at, closed ? 3 : 1, threaded ? messagesInThread : 0,
  ]) // biome-ignore format: as a table
  for (const term of searchWords(description)) rows.terms.push([term, id, 0])
  for (const type of closed ? ['ticket.filed', 'ticket.closed'] : ['ticket.filed']) {
    rows.events.push([nextPosition(), id, type, at, eventBody(id, status, category, at)])
  }
  for (let n = 0; threaded && n < messagesInThread; n++) {
    const body = `${words(7, random)} ${frequentWord}`
    const part = nextMessage()
    rows.messages.push([id, 'slack:U7', 'Ana Lopez', n % 2 ? 'helpdesk' : 'user', body, 'slack', at])
    for (const term of searchWords(body)) rows.terms.push([term, id, part])
  }
}

function eventBody(id: number, status: string, category: string, at: string): string {
  const requester = { id: 'slack:U7', name: 'Ana Lopez' }
  const ticket = {
    id, status, category, categorySource: 'auto', origin: 'slack', requester, assignee: null, openedAt: at,
    modifiedAt: at, activatedAt: null, firstAnsweredAt: null, closedAt: null, erasedAt: null, version: 1, messageCount: 0,
  } // biome-ignore format: as a table
  return JSON.stringify({ actor: { ...requester, role: 'user' }, ticket, previous: {} })
}

/** Some words are frequent and most are not, as in a language. */
function words(length: number, random: Next): string {
  return Array.from({ length }, () => `w${Math.floor(5_000 * random() ** 3).toString(36)}`).join(' ')
}

/** Numbers from 0 to 1, the same each time (a linear congruential generator, Numerical Recipes). */
function createRandom(): Next {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
