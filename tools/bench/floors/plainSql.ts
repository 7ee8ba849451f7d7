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
  pageSize,
  type Row,
  searchStep,
} from './floor.ts'

type Value = string | number | null
/** Runs prepared statements. */
export type Session = {
  rows: (sql: string, values: Value[]) => Promise<Row[]> | Row[]
  /** Gives the id of the (first) new row. */
  write: (sql: string, values: Value[]) => Promise<number> | number
}
export type Connection = Session & {
  transaction: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}
/** In what the databases' SQL differs. */
export type Words = { byIndex: (index: string) => string; byPrimaryKey: string; forUpdate: string }

/** The floor K: each operation's statements by hand, prepared, and nothing else. */
export function plainSql(connection: Connection, words: Words): Floor {
  const pageOf = (ids: string) =>
    `select tickets.* from (${ids}) as page inner join tickets on tickets.id = page.id
     order by tickets.opened_at desc, tickets.id desc`

  return {
    create: (description) =>
      connection.transaction(async (session) => {
        const ticket = newTicket(description)
        const id = await insert(session, 'tickets', ticket)
        await insertTerms(session, description, id, 0)
        await insert(session, 'events', newEvent('ticket.filed', id, ticket))
        return { ...ticket, id }
      }),

    read: async (id) => {
      const [ticket] = await connection.rows('select * from tickets where id = ? limit ?', [id, 1])
      const messages = await connection.rows('select * from messages where ticket_id = ? order by id desc limit ?', [
        id,
        100,
      ])
      return { ...ticket, messages }
    },

    list: (statuses, after) => {
      const values: Value[] = []
      const runs = statuses.map((status) => {
        values.push(status, ...(after === undefined ? [] : [after.key, after.key, after.id]), pageSize)
        const beyond = after === undefined ? '' : 'and opened_at <= ? and (opened_at < ? or id < ?)'
        return `select * from (select id, opened_at from tickets ${words.byIndex('tickets_status_opened')}
                where status = ? ${beyond} order by opened_at desc, id desc limit ?) as run`
      })
      const ids = `select id from (${runs.join(' union all ')}) as found order by opened_at desc, id desc limit ?`
      return Promise.resolve(connection.rows(pageOf(ids), [...values, pageSize]))
    },

    search: async (word) => {
      const matches = await findMatches(connection, word)
      const marks = matches.map(() => '?').join(', ')
      const ids = `select id from tickets ${words.byPrimaryKey} where id in (${marks})
                   order by opened_at desc, id desc limit ?`
      return connection.rows(pageOf(ids), [...matches, pageSize])
    },

    post: (ticketId, body) =>
      connection.transaction(async (session) => {
        const ticket = await lock(session, ticketId)
        const at = columnTime()
        const count = Number(ticket.message_count) + 1
        await session.write('update tickets set modified_at = ?, message_count = ? where id = ?', [at, count, ticketId])
        const message = newMessage(ticketId, body)
        const id = await insert(session, 'messages', message)
        await insertTerms(session, body, ticketId, id)
        await insert(session, 'events', newEvent('message.posted', ticketId, ticket))
        return { ...message, id }
      }),

    move: (ticketId, status) =>
      connection.transaction(async (session) => {
        const ticket = await lock(session, ticketId)
        const at = columnTime()
        await session.write(
          'update tickets set status = ?, modified_at = ?, activated_at = ?, version = ? where id = ?',
          [status, at, at, Number(ticket.version) + 1, ticketId],
        )
        await insert(session, 'events', newEvent('ticket.activated', ticketId, ticket))
        return ticket
      }),

    close: connection.close,
  }

  async function lock(session: Session, id: number): Promise<Row> {
    const [ticket] = await session.rows(`select * from tickets where id = ? ${words.forUpdate}`, [id])
    if (ticket === undefined) throw new Error(`No ticket ${id}`)
    return ticket
  }
}

/** As core-api/src/search/findMatches.ts does for one word. */
async function findMatches(session: Session, word: string): Promise<number[]> {
  const begins = '(term >= ? and term < ?)'
  const range = [word, endOf(word)]
  const beyond = await session.rows(`select term from search_terms where ${begins} order by term limit ? offset ?`, [
    ...range,
    1,
    searchStep,
  ])
  if (beyond.length === 0) {
    const places = `select distinct ticket_id as id from search_terms where ${begins} and ticket_id < ?
                    order by id desc limit ?`
    return walk(session, places, range)
  }
  const terms: string[] = []
  while (terms.length <= mostTerms) {
    const last = terms.at(-1)
    const sql = `select term from search_terms where ${begins} ${last === undefined ? '' : 'and term > ?'}
                 order by term limit ?`
    const [next] = await session.rows(sql, [...range, ...(last === undefined ? [] : [last]), 1])
    if (next === undefined) break
    terms.push(String(next.term))
  }
  const places = `select distinct ticket_id as id from search_terms where term = ? and ticket_id < ?
                  order by ticket_id desc limit ?`
  return walk(session, places, [terms[0] ?? ''])
}

/** Whether a candidate is of a status that the helpdesk sees: all of them. */
const seen = '(select 1 from tickets where tickets.id = candidates.id and status in (?, ?, ?)) is not null and 1 = 1'

async function walk(session: Session, places: string, values: Value[]): Promise<number[]> {
  const ids: number[] = []
  let below = Number.MAX_SAFE_INTEGER
  for (let step = 0; step < mostSteps && ids.length <= mostMatches; step++) {
    const sql = `select id, (${seen}) as hit from (${places}) as candidates order by id desc`
    const found = await session.rows(sql, [...allStatuses, ...values, below, searchStep])
    for (const { id } of found) ids.push(Number(id))
    if (found.length < searchStep) break
    below = ids.at(-1) ?? 0
  }
  return ids.slice(0, mostMatches)
}

function insert(session: Session, table: string, row: Record<string, Value>): Promise<number> | number {
  const columns = Object.keys(row)
  const marks = columns.map(() => '?').join(', ')
  return session.write(`insert into ${table} (${columns.join(', ')}) values (${marks})`, Object.values(row))
}

async function insertTerms(session: Session, text: string, ticketId: number, part: number): Promise<void> {
  const rows = newTerms(text, ticketId, part)
  const sql = `insert into search_terms (term, ticket_id, part) values ${rows.map(() => '(?, ?, ?)').join(', ')}`
  await session.write(
    sql,
    rows.flatMap(({ term }) => [term, ticketId, part]),
  )
}
