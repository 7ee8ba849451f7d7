import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import { type ListTicketsQuery, pageSizes } from '@campus-helpdesk/core-api-contract/paging'
import type { Database } from '@campus-helpdesk/db/connection'
import { countRows } from '@campus-helpdesk/db/countRows'
import { primaryKeyHint } from '@campus-helpdesk/db/dialect'
import { joined, rowsOf, type SqlPart, sql, verbatim } from '@campus-helpdesk/db/sql'
import { findMatches } from '../search/findMatches.ts'
import { visibleStatuses } from './policy.ts'
import { type TicketColumns, type TicketState, toTicketState } from './ticket.ts'
import {
  type Bounds,
  type Branch,
  beyond,
  branchesOf,
  conditionsOf,
  inOrder,
  orderOf,
  runOf,
  type TicketFilters,
  type TicketOrder,
  type TicketPosition,
} from './ticketBranches.ts'

/** Where no index tells all that is asked for, this many rows are read at most; then the page ends, with a cursor to go on. */
const mostRowsRead = 10_000
/** Totals are counted this far. */
const mostCounted = 10_000

export type TicketList = {
  tickets: TicketState[]
  /** Where to go on; undefined at the end. */
  next: TicketPosition | undefined
  total?: number
  totalIsMore?: true
  truncated?: true
}

type Wanted = {
  filters: TicketFilters
  order: TicketOrder
  limit: number
  after: TicketPosition | undefined
  withTotal: boolean
}

/** The tickets that a role may see and that were asked for, in the order asked for. The cost is bounded by the page. */
export async function listTickets(
  db: Database,
  role: Role,
  query: ListTicketsQuery,
  after: TicketPosition | undefined,
): Promise<TicketList> {
  const { status, q, sort, limit, withTotal, cursor: _, ...filters } = query
  const wanted: Wanted = {
    filters: { ...filters, statuses: visibleStatuses(role).filter((seen) => status?.includes(seen) ?? true) },
    order: orderOf(sort),
    limit: limit ?? pageSizes.default,
    after,
    withTotal: withTotal ?? false,
  }
  return q === undefined ? listByIndex(db, wanted) : listMatches(db, wanted, q)
}

async function listByIndex(db: Database, wanted: Wanted): Promise<TicketList> {
  const { filters, order, limit, after } = wanted
  const branches = branchesOf(filters, order)
  if (branches.length === 0) return { tickets: [], next: undefined, ...(wanted.withTotal ? { total: 0 } : {}) }

  const upTo = await lastRead(db, wanted, branches, after)
  const found = together(db, wanted, branches, { after, upTo }, limit + 1)
  const ids = sql`select id from (${found}) as found order by ${inOrder(order, 'found')} limit ${limit + 1}`
  const list = await pageOf(db, ids, wanted)
  return {
    tickets: list.tickets,
    next: list.next ?? upTo,
    ...(wanted.withTotal ? await countByIndex(db, wanted, branches) : {}),
  }
}

/** At most `most` rows of each branch, by the ids and the sort column. */
function together(db: Database, { filters, order }: Wanted, branches: Branch[], bounds: Bounds, most: number): SqlPart {
  const runs = branches.map((branch) => {
    const run = runOf(db, branch, filters, order, bounds)
    return sql`select * from (${run} limit ${most}) as run`
  })
  return joined(runs, ' union all ')
}

/**
 * How far the branches may be read together, where rows are read that may not match: the first place at which one of
 * them has used up its share. Undefined where the index tells all, or where there are fewer rows.
 */
async function lastRead(
  db: Database,
  { filters, order }: Wanted,
  branches: Branch[],
  after: TicketPosition | undefined,
): Promise<TicketPosition | undefined> {
  if (branches.every((branch) => branch.rest.length === 0)) return undefined
  const share = Math.floor(mostRowsRead / branches.length)
  const ends: TicketPosition[] = []
  for (const branch of branches) {
    const run = runOf(db, { ...branch, rest: [] }, filters, order, { after, upTo: undefined })
    const [row] = await rowsOf<TicketColumns>(db, sql`${run} limit 1 offset ${share - 1}`)
    if (row !== undefined) ends.push(positionOf(row, order))
  }
  const newer = (a: TicketPosition, b: TicketPosition) => (a.key === b.key ? a.id > b.id : a.key > b.key)
  return ends.reduce<TicketPosition | undefined>((nearest, end) => {
    if (nearest === undefined) return end
    return newer(end, nearest) === (order.direction === 'desc') ? end : nearest
  }, undefined)
}

async function countByIndex(
  db: Database,
  wanted: Wanted,
  branches: Branch[],
): Promise<Pick<TicketList, 'total' | 'totalIsMore'>> {
  const upTo = await lastRead(db, wanted, branches, undefined)
  const all = together(db, wanted, branches, { after: undefined, upTo }, mostCounted + 1)
  const n = await countRows(db, all)
  return { total: Math.min(n, mostCounted), ...(n > mostCounted || upTo !== undefined ? { totalIsMore: true } : {}) }
}

/** A page of the at most 1,000 newest tickets that match the words and all filters. */
async function listMatches(db: Database, wanted: Wanted, q: string): Promise<TicketList> {
  const { filters, order, limit, after, withTotal } = wanted
  const matches = await findMatches(db, q, joined(conditionsOf(filters), ' and '))
  // An empty list of ids is no SQL.
  const ids = matches.ids.length === 0 ? [0] : matches.ids
  const isMatch = sql`id in (${joined(
    ids.map((id) => sql`${id}`),
    ', ',
  )})`
  const among = (conditions: SqlPart[]) =>
    sql`select id from tickets ${verbatim(primaryKeyHint(db))} where ${joined(conditions, ' and ')}`
  const shown = after === undefined ? [isMatch] : [isMatch, beyond(order, after)]
  const list = await pageOf(db, sql`${among(shown)} order by ${inOrder(order)} limit ${limit + 1}`, wanted)
  const total = withTotal ? matches.ids.length : undefined
  return {
    ...list,
    ...(total === undefined ? {} : { total, ...(matches.truncated ? { totalIsMore: true } : {}) }),
    ...(matches.truncated ? { truncated: true } : {}),
  }
}

/**
 * The tickets of a page, by their ids, of which there is one more than fits if there is a next page. The rows are
 * fetched here, at the end, so that nothing before reads or sorts what people wrote.
 */
async function pageOf(db: Database, ids: SqlPart, { order, limit }: Wanted): Promise<TicketList> {
  const rows = await rowsOf<TicketColumns>(
    db,
    sql`select tickets.* from (${ids}) as page join tickets on tickets.id = page.id order by ${inOrder(order, 'tickets')}`,
  )
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    tickets: shown.map(toTicketState),
    next: last === undefined ? undefined : positionOf(last, order),
  }
}

function positionOf(row: TicketColumns, { column }: TicketOrder): TicketPosition {
  return { key: row[column], id: row.id }
}
