import type { ListTicketsQuery } from '@campus-helpdesk/core-api-contract/paging'
import type { Database } from '@campus-helpdesk/db/connection'
import { dialectOf } from '@campus-helpdesk/db/dialect'
import { insertRows } from '@campus-helpdesk/db/insertRows'
import { describeOnEachDatabase, freshDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { listTickets } from '../src/tickets/listTickets.ts'
import type { TicketPosition } from '../src/tickets/ticketBranches.ts'

/** Old tickets are closed, and a burst of newer ones is open: what makes planners walk over all of the burst. */
const closedCount = 12_000
const burst = 12_000

const columns = [
  'status', 'description', 'category', 'category_source', 'category_confidence', 'requester_id', 'requester_name',
  'assignee_id', 'assignee_name', 'origin', 'opened_at', 'modified_at', 'version', 'message_count',
] // biome-ignore format: as a table

const timeOf = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString().replace('T', ' ').slice(0, 23)

async function fill(db: Database, count = closedCount + burst): Promise<void> {
  const categories = ['facility', 'technical', 'services'] as const
  const rows = Array.from({ length: count }, (_, i) => [
    i < closedCount ? 'closed' : 'open',
    `word${i} lift`,
    categories[i % 3] ?? 'facility',
    'auto',
    0.5,
    `u${i % 500}`,
    'Ana',
    `h${i % 7}`,
    'Bo',
    'api',
    timeOf(i),
    timeOf(i),
    1,
    0,
  ])
  await db.transaction(async (trx) => {
    await insertRows(trx, 'tickets', columns, rows)
    const ids: { id: number }[] = await trx('tickets').orderBy('id').select('id')
    const terms = ids.flatMap(({ id }, i) => [
      ['lift', id, 0],
      [i % 2 === 0 ? 'even' : 'odd', id, 0],
      [`word${i}`, id, 0],
    ])
    await insertRows(trx, 'search_terms', ['term', 'ticket_id', 'part'], terms)
  })
  await db.raw(dialectOf(db) === 'mysql' ? 'analyze table tickets, search_terms' : 'analyze')
}

type Ask = { what: string; query: Partial<ListTicketsQuery>; deep?: true; rows: number; most: number }

const deepAt: TicketPosition = { key: timeOf(3_000), id: 3_001 }
const page = 25

/** `most`: rows that may be touched, everything counted: index entries, rows, and what derived tables hold of them. */
const asks: Ask[] = [
  { what: 'no filter', query: {}, rows: page, most: 500 },
  { what: 'a status, after a burst of another', query: { status: ['closed'] }, rows: page, most: 250 },
  { what: 'a deep page of a status', query: { status: ['closed'] }, deep: true, rows: page, most: 250 },
  { what: 'a deep page of everything', query: {}, deep: true, rows: page, most: 500 },
  { what: 'several statuses', query: { status: ['open', 'active'] }, rows: page, most: 400 },
  { what: 'a category', query: { category: ['services'] }, rows: page, most: 500 },
  { what: 'several categories', query: { category: ['services', 'facility'] }, rows: page, most: 900 },
  {
    what: 'a status and a category, deep',
    query: { status: ['closed'], category: ['technical'] },
    deep: true,
    rows: page,
    most: 250,
  },
  { what: 'a requester', query: { requester: 'u7' }, rows: page, most: 500 },
  { what: 'an assignee', query: { assignee: 'h3' }, rows: page, most: 500 },
  { what: 'nobody as assignee', query: { assignee: 'none' }, rows: 0, most: 50 },
  {
    what: 'a range of opening',
    query: { openedAfter: '2026-01-02T00:00:00.000Z', openedBefore: '2026-01-03T00:00:00.000Z' },
    rows: page,
    most: 500,
  },
  {
    what: 'several statuses in a range of opening',
    query: {
      status: ['active', 'closed'],
      openedAfter: '2026-01-02T00:00:00.000Z',
      openedBefore: '2026-01-03T00:00:00.000Z',
    },
    rows: page,
    most: 400,
  },
  { what: 'a filter without an index (stops after 10,000)', query: { origin: 'slack' }, rows: 0, most: 26_000 },
  { what: 'a total (counted to 10,000)', query: { withTotal: true }, rows: page, most: 70_000 },
  { what: 'a rare word', query: { q: 'word7777' }, rows: 1, most: 1_500 },
  { what: 'a word that is in all', query: { q: 'lift' }, rows: page, most: 25_000 },
  { what: 'a rare word beside one that is in all', query: { q: 'lift word7777' }, rows: 1, most: 1_500 },
  { what: 'two frequent words that never meet', query: { q: 'odd even' }, rows: 0, most: 120_000 },
  { what: 'a prefix of everything', query: { q: 'w' }, rows: page, most: 50_000 },
]

describeOnEachDatabase('the cost of a list is bounded by its page', (database) => {
  let opened: Awaited<ReturnType<typeof freshDatabase>>
  beforeAll(async () => {
    opened = await freshDatabase(database)
    await fill(opened.db)
  }, 120_000)
  afterAll(() => opened.drop())

  for (const direction of ['-openedAt', 'openedAt', '-modifiedAt', 'modifiedAt'] as const) {
    for (const { what, query, deep, rows, most } of asks) {
      const inRange = 'openedAfter' in query
      test(`${what}, sorted by ${direction}`, async () => {
        const ask: ListTicketsQuery = { ...query, sort: direction }
        const after = deep === undefined ? undefined : deepAt
        const run = (db: Database) => listTickets(db, 'helpdesk', ask, after)
        // Times of opening are no run of the index by modification: there the 10,000 rows are the bound.
        const bound = inRange && direction.endsWith('modifiedAt') ? 30_000 : most
        if (dialectOf(opened.db) === 'mysql') expect(await rowsRead(opened.db, run)).toBeLessThanOrEqual(bound)
        else expect(await plansOf(opened.db, run)).toEqual([])
        const found = (await run(opened.db)).tickets
        if (bound === most) expect(found).toHaveLength(rows)
      })
    }
  }
})

describeOnEachDatabase('a search that stops before it has seen everything', (database) => {
  test('says so, also when it has found nothing', async () => {
    const opened = await freshDatabase(database)
    // Half of them have the one word and half the other: more than the search looks at.
    await fill(opened.db, 52_000)
    const ask = (q: string) => listTickets(opened.db, 'helpdesk', { q, sort: '-openedAt', withTotal: true }, undefined)
    expect(await ask('odd even')).toMatchObject({ tickets: [], truncated: true, total: 0, totalIsMore: true })
    expect(await ask('even word7777')).not.toHaveProperty('truncated')
    await opened.drop()
  }, 60_000)
})

/** How many rows the server touched; the statistics of a session are kept per connection. */
async function rowsRead(db: Database, run: (db: Database) => Promise<unknown>): Promise<number> {
  return db.transaction(async (trx) => {
    await trx.raw('flush status')
    await run(trx)
    const [rows = []]: { Variable_name: string; Value: string }[][] = await trx.raw(
      "show session status like 'Handler_read%'",
    )
    return rows
      .filter(({ Variable_name }) => Variable_name !== 'Handler_read_rnd_deleted')
      .reduce((sum, { Value }) => sum + Number(Value), 0)
  })
}

/** The steps of SQLite's plans that read a table without an index, or sort one of its runs. */
async function plansOf(db: Database, run: (db: Database) => Promise<unknown>): Promise<string[]> {
  const asked: { sql: string; bindings: readonly unknown[] }[] = []
  const listen = (query: { sql: string; bindings: readonly unknown[] }) => asked.push(query)
  db.on('query', listen)
  await run(db)
  db.removeListener('query', listen)
  const bad: string[] = []
  for (const { sql, bindings } of asked) {
    const plan: { id: number; parent: number; detail: string }[] = await db.raw(`explain query plan ${sql}`, [
      ...bindings,
    ] as string[])
    for (const { id, parent, detail } of plan) {
      if (/^SCAN (tickets|search_terms)\b/.test(detail)) bad.push(detail)
      const sorts = /TEMP B-TREE FOR (LAST TERM OF )?ORDER BY/.test(detail)
      const beside = plan.filter((step) => step.parent === parent && step.id !== id)
      if (sorts && beside.some((step) => /^(SEARCH|SCAN) tickets USING (COVERING )?INDEX tickets_/.test(step.detail)))
        bad.push(detail)
    }
  }
  return bad
}
