import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import { type ListTicketsQuery, pageSizes } from '@campus-helpdesk/core-api-contract/paging'
import type { Database, Query } from '@campus-helpdesk/db/connection'
import { countRows } from '@campus-helpdesk/db/countRows'
import { tableByPrimaryKey } from '@campus-helpdesk/db/dialect'
import { findMatches } from '../search/findMatches.ts'
import { visibleStatuses } from './policy.ts'
import { type TicketColumns, type TicketState, toTicketState } from './ticket.ts'
import {
  applyFilters,
  type Bounds,
  type Branch,
  beyond,
  branchesOf,
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
  const ids = db
    .select('id')
    .from(together(db, wanted, branches, { after, upTo }, limit + 1))
    .orderBy(sortColumns(order, 'found'))
    .limit(limit + 1)
  const list = toList(await rowsOf(db, ids, order), order, limit)
  return {
    tickets: list.tickets,
    next: list.next ?? upTo,
    ...(wanted.withTotal ? await countByIndex(db, wanted, branches) : {}),
  }
}

/** At most `most` rows of each branch, as one table `found`. */
function together(db: Database, { filters, order }: Wanted, branches: Branch[], bounds: Bounds, most: number): Query {
  const runs = branches.map((branch) => {
    const run = runOf(db, branch, filters, order, bounds).select('id', order.column).limit(most)
    branch.rest(run)
    return db.select('*').from(run.as('run'))
  })
  return db.unionAll(runs).as('found')
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
  if (!branches.some((branch) => branch.hasRest)) return undefined
  const share = Math.floor(mostRowsRead / branches.length)
  const ends: TicketPosition[] = []
  for (const branch of branches) {
    const row = await runOf(db, branch, filters, order, { after, upTo: undefined })
      .select('id', `${order.column} as key`)
      .offset(share - 1)
      .first()
    if (row !== undefined) ends.push(row)
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
  const n = await countRows(
    db,
    db.select('id').from(together(db, wanted, branches, { after: undefined, upTo }, mostCounted + 1)),
  )
  return { total: Math.min(n, mostCounted), ...(n > mostCounted || upTo !== undefined ? { totalIsMore: true } : {}) }
}

/** Of the at most 1,000 newest matches, those that all filters let through. */
async function listMatches(db: Database, wanted: Wanted, q: string): Promise<TicketList> {
  const { filters, order, limit, after, withTotal } = wanted
  const matches = await findMatches(db, q)
  const among = () => {
    const query = db(tableByPrimaryKey(db, 'tickets')).whereIn('id', matches.ids).select('id')
    applyFilters(query, filters)
    return query
  }
  const ids = among()
    .orderBy(sortColumns(order, 'tickets'))
    .limit(limit + 1)
  if (after !== undefined) beyond(ids, order, after)
  const list = toList(await rowsOf(db, ids, order), order, limit)
  const total = withTotal ? await countRows(db, among()) : undefined
  return {
    ...list,
    ...(total === undefined ? {} : { total, ...(matches.truncated ? { totalIsMore: true } : {}) }),
    ...(matches.truncated ? { truncated: true } : {}),
  }
}

/** The rows of a page; fetched by id at the end, so that nothing before reads or sorts what people wrote. */
async function rowsOf(db: Database, ids: Query, order: TicketOrder): Promise<TicketColumns[]> {
  return db
    .select('tickets.*')
    .from(ids.as('page'))
    .join('tickets', 'tickets.id', 'page.id')
    .orderBy(sortColumns(order, 'tickets'))
}

/** One row more than fits tells that there is a next page. */
function toList(rows: TicketColumns[], order: TicketOrder, limit: number): TicketList {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    tickets: shown.map(toTicketState),
    next: last === undefined ? undefined : { key: last[order.column], id: last.id },
  }
}

function sortColumns({ column, direction }: TicketOrder, table: string) {
  return [
    { column: `${table}.${column}`, order: direction },
    { column: `${table}.id`, order: direction },
  ]
}
