import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { indexHint, primaryKeyHint } from '@campus-helpdesk/db/dialect'
import { insertRows } from '@campus-helpdesk/db/insertRows'
import type { DatabaseSettings } from '@campus-helpdesk/db/settings'
import type { Knex } from 'knex'
import { Model } from 'objection'
import { openBeside } from '../openBeside.ts'
import {
  statuses as allStatuses,
  columnTime,
  endOf,
  type Floor,
  mostMatches,
  mostSteps,
  mostTerms,
  newEvent,
  newMessage,
  newTerms,
  newTicket,
  type OnStatement,
  type Place,
  pageSize,
  searchStep,
} from './floor.ts'

type Query = Knex.QueryBuilder

class Ticket extends Model {
  static override readonly tableName = 'tickets'
  declare id: number
  declare version: number
  declare message_count: number
}
class Message extends Model {
  static override readonly tableName = 'messages'
  declare id: number
  declare ticket_id: number
}
class Event extends Model {
  static override readonly tableName = 'events'
  declare ticket_id: number
}
class Term extends Model {
  static override readonly tableName = 'search_terms'
  declare term: string
  declare ticket_id: number
}

/** The floor O: the same statements through Objection's models on Knex, with core-api's pool and session. */
export function objectionFloor(settings: DatabaseSettings, onStatement: OnStatement): Floor {
  const db = openBeside(settings)
  db.on('query', ({ sql }: { sql: string }) => onStatement(sql))
  const pageOf = (ids: Query) =>
    Ticket.query(db)
      .join(ids.as('page'), 'tickets.id', 'page.id')
      .select('tickets.*')
      .orderBy([
        { column: 'tickets.opened_at', order: 'desc' },
        { column: 'tickets.id', order: 'desc' },
      ])

  return {
    create: (description) =>
      db.transaction(async (trx) => {
        const ticket = await Ticket.query(trx).insert(newTicket(description))
        await insertTerms(trx, description, ticket.id, 0)
        await Event.query(trx).insert(newEvent('ticket.filed', ticket.id, ticket.toJSON()))
        return ticket
      }),

    read: async (id) => {
      const ticket = await Ticket.query(db).where({ id }).first().limit(1)
      const messages = await Message.query(db).where({ ticket_id: id }).orderBy('id', 'desc').limit(100)
      return { ...ticket?.toJSON(), messages }
    },

    list: async (statuses, after) => {
      const runs = statuses.map((status): Query => db.select('*').from(runOf(db, status, after).as('run')))
      return pageOf(newest(db.select('id').from(db.unionAll(runs).as('found'))))
    },

    search: async (word) => {
      const matches = await findMatches(db, word)
      const table = db.raw(`tickets ${primaryKeyHint(db)}`)
      return pageOf(newest(db(table).whereIn('id', matches).select('id')))
    },

    post: (ticketId, body) =>
      db.transaction(async (trx) => {
        const ticket = await Ticket.query(trx).findById(ticketId).forUpdate().throwIfNotFound()
        const changed = { modified_at: columnTime(), message_count: ticket.message_count + 1 }
        await Ticket.query(trx).findById(ticketId).patch(changed)
        const message = await Message.query(trx).insert(newMessage(ticketId, body))
        await insertTerms(trx, body, ticketId, message.id)
        await Event.query(trx).insert(newEvent('message.posted', ticketId, ticket.toJSON()))
        return message
      }),

    move: (ticketId, status) =>
      db.transaction(async (trx) => {
        const ticket = await Ticket.query(trx).findById(ticketId).forUpdate().throwIfNotFound()
        const at = columnTime()
        const changed = { status, modified_at: at, activated_at: at, version: ticket.version + 1 }
        await Ticket.query(trx).findById(ticketId).patch(changed)
        await Event.query(trx).insert(newEvent('ticket.activated', ticketId, ticket.toJSON()))
        return ticket
      }),

    close: () => db.destroy(),
  }
}

function runOf(db: Database, status: string, after: Place | undefined): Query {
  const run = db(db.raw(`tickets ${indexHint(db, 'tickets_status_opened')}`))
    .where({ status })
    .select('id', 'opened_at')
  if (after !== undefined) {
    run
      .where('opened_at', '<=', after.key)
      .where((either) => either.where('opened_at', '<', after.key).orWhere('id', '<', after.id))
  }
  return newest(run)
}

function newest(query: Query): Query {
  return query
    .orderBy([
      { column: 'opened_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(pageSize)
}

/** As core-api/src/search/findMatches.ts does for one word. */
async function findMatches(db: Database, word: string): Promise<number[]> {
  const begins = () => Term.query(db).where('term', '>=', word).where('term', '<', endOf(word))
  const beyond = await begins().orderBy('term').offset(searchStep).limit(1).select('term').first()
  if (beyond === undefined) {
    return walk(db, (below) =>
      begins().where('ticket_id', '<', below).distinct('ticket_id as id').orderBy('id', 'desc').toKnexQuery(),
    )
  }
  const terms: string[] = []
  while (terms.length <= mostTerms) {
    const range = begins().orderBy('term').limit(1).select('term')
    const last = terms.at(-1)
    if (last !== undefined) range.where('term', '>', last)
    const next = await range.first()
    if (next === undefined) break
    terms.push(next.term)
  }
  const [term = ''] = terms
  return walk(db, (below) =>
    Term.query(db)
      .where({ term })
      .where('ticket_id', '<', below)
      .distinct('ticket_id as id')
      .orderBy('ticket_id', 'desc')
      .toKnexQuery(),
  )
}

async function walk(db: Database, places: (below: number) => Query): Promise<number[]> {
  const ids: number[] = []
  const seen = Ticket.query(db)
    .where('tickets.id', db.ref('candidates.id'))
    .whereIn('status', allStatuses)
    .select(db.raw('1'))
    .toKnexQuery()
  let below = Number.MAX_SAFE_INTEGER
  for (let step = 0; step < mostSteps && ids.length <= mostMatches; step++) {
    const found: { id: number }[] = await db
      .select('id', db.raw('(? is not null and 1 = 1) as hit', [seen]))
      .from(places(below).limit(searchStep).as('candidates'))
      .orderBy('id', 'desc')
    for (const { id } of found) ids.push(id)
    if (found.length < searchStep) break
    below = ids.at(-1) ?? 0
  }
  return ids.slice(0, mostMatches)
}

async function insertTerms(trx: Transaction, text: string, ticketId: number, part: number): Promise<void> {
  const rows = newTerms(text, ticketId, part).map(({ term }) => [term, ticketId, part])
  await insertRows(trx, 'search_terms', ['term', 'ticket_id', 'part'], rows)
}
