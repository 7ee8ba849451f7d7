import type { ListTicketsQuery } from '@campus-helpdesk/core-api-contract/paging'
import type { Category, Status } from '@campus-helpdesk/core-api-contract/ticket'
import type { Database, Query } from '@campus-helpdesk/db/connection'
import { tableByIndex } from '@campus-helpdesk/db/dialect'
import { toColumnTime } from '@campus-helpdesk/db/times'

/** A place in a list: the sort column's value, and the id, which decides between equal ones. */
export type TicketPosition = { key: string; id: number }

/** What to list; `statuses` are those that are asked for and may be seen. */
export type TicketFilters = Omit<ListTicketsQuery, 'status' | 'q' | 'cursor' | 'limit' | 'withTotal' | 'sort'> & {
  statuses: Status[]
}

export type TicketOrder = { column: 'opened_at' | 'modified_at'; direction: 'asc' | 'desc' }

export function orderOf(sort: ListTicketsQuery['sort']): TicketOrder {
  return {
    column: sort.endsWith('openedAt') ? 'opened_at' : 'modified_at',
    direction: sort.startsWith('-') ? 'desc' : 'asc',
  }
}

/**
 * A list is read as branches, each a run of one index in the list's order: one status, and at most one of category,
 * requester and assignee, by equality; then the sort column. `rest` are the filters that no index run can tell.
 */
export type Branch = {
  index: string
  equals: Record<string, string | null>
  rest: (query: Query) => void
  hasRest: boolean
}

export function branchesOf(filters: TicketFilters, order: TicketOrder): Branch[] {
  const lead =
    filters.requester !== undefined
      ? 'requester'
      : filters.assignee !== undefined
        ? 'assignee'
        : filters.category !== undefined
          ? 'category'
          : 'status'
  const index = `tickets_${lead}_${order.column === 'opened_at' ? 'opened' : 'modified'}`
  const rest: Partial<TicketFilters> = {
    ...(lead !== 'category' && filters.category !== undefined ? { category: filters.category } : {}),
    ...(lead === 'requester' && filters.assignee !== undefined ? { assignee: filters.assignee } : {}),
    ...(filters.origin !== undefined ? { origin: filters.origin } : {}),
    // Times of opening are a part of the run where the list is sorted by them.
    ...(order.column !== 'opened_at' ? openedRange(filters) : {}),
  }
  const leads: Record<string, string | null>[] =
    lead === 'requester'
      ? [{ requester_id: filters.requester ?? null }]
      : lead === 'assignee'
        ? [{ assignee_id: assigneeId(filters.assignee) }]
        : lead === 'category'
          ? (filters.category ?? []).map((category: Category) => ({ category }))
          : [{}]
  return filters.statuses.flatMap((status) =>
    leads.map((equals) => ({
      index,
      equals: { status, ...equals },
      rest: (query) => applyFilters(query, rest),
      hasRest: Object.keys(rest).length > 0,
    })),
  )
}

/** All filters as plain conditions, for rows that are found in another way than by a branch. */
export function applyFilters(query: Query, filters: Partial<TicketFilters>): void {
  if (filters.statuses !== undefined) query.whereIn('status', filters.statuses)
  if (filters.category !== undefined) query.whereIn('category', filters.category)
  if (filters.requester !== undefined) query.where('requester_id', filters.requester)
  if (filters.assignee !== undefined) query.where('assignee_id', assigneeId(filters.assignee))
  if (filters.origin !== undefined) query.where('origin', filters.origin)
  if (filters.openedAfter !== undefined) query.where('opened_at', '>=', toColumnTime(filters.openedAfter))
  if (filters.openedBefore !== undefined) query.where('opened_at', '<', toColumnTime(filters.openedBefore))
}

function openedRange({ openedAfter, openedBefore }: TicketFilters): Partial<TicketFilters> {
  return {
    ...(openedAfter !== undefined ? { openedAfter } : {}),
    ...(openedBefore !== undefined ? { openedBefore } : {}),
  }
}

function assigneeId(assignee: string | undefined): string | null {
  return assignee === undefined || assignee === 'none' ? null : assignee
}

/** Behind which place a run begins, and at which it ends. */
export type Bounds = { after: TicketPosition | undefined; upTo: TicketPosition | undefined }

/** The rows of a branch in the list's order, from behind `after` up to and with `upTo`. */
export function runOf(
  db: Database,
  branch: Branch,
  filters: TicketFilters,
  order: TicketOrder,
  { after, upTo }: Bounds,
): Query {
  const query = db(tableByIndex(db, 'tickets', branch.index)).where(branch.equals)
  if (order.column === 'opened_at') applyFilters(query, openedRange(filters))
  if (after !== undefined) beyond(query, order, after)
  if (upTo !== undefined) within(query, order, upTo)
  return query.orderBy([
    { column: order.column, order: order.direction },
    { column: 'id', order: order.direction },
  ])
}

/** Written so that both planners use it as the bound of an index range; a row comparison is none on MySQL. */
export function beyond(query: Query, { column, direction }: TicketOrder, { key, id }: TicketPosition): void {
  const [orEqual, strictly] = direction === 'desc' ? ['<=', '<'] : ['>=', '>']
  query.where(column, orEqual, key).where((either) => either.where(column, strictly, key).orWhere('id', strictly, id))
}

function within(query: Query, { column, direction }: TicketOrder, { key, id }: TicketPosition): void {
  const [orEqual, strictly] = direction === 'desc' ? ['>=', '>'] : ['<=', '<']
  query.where(column, orEqual, key).where((either) => either.where(column, strictly, key).orWhere('id', orEqual, id))
}
