import type { ListTicketsQuery } from '@campus-helpdesk/core-api-contract/paging'
import type { Status } from '@campus-helpdesk/core-api-contract/ticket'
import type { Database } from '@campus-helpdesk/db/connection'
import { indexHint } from '@campus-helpdesk/db/dialect'
import { joined, type SqlPart, sql, verbatim } from '@campus-helpdesk/db/sql'
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
export type Branch = { index: string; equals: SqlPart; rest: SqlPart[] }

export function branchesOf(filters: TicketFilters, order: TicketOrder): Branch[] {
  const { statuses, category, requester, assignee, origin, ...range } = filters
  // Times of opening are a part of the run where the list is sorted by them.
  const others = order.column === 'opened_at' ? { origin } : { origin, ...range }
  const { lead, runs, rest } = leadOf(filters)
  const index = `tickets_${lead}_${order.column === 'opened_at' ? 'opened' : 'modified'}`
  return statuses.flatMap((status) =>
    runs.map((run) => ({
      index,
      equals: joined([sql`status = ${status}`, ...run], ' and '),
      rest: conditionsOf({ ...rest, ...others }),
    })),
  )
}

/** The filter that leads the index, its runs, and the filters that it leaves over. */
function leadOf({ category, requester, assignee }: TicketFilters) {
  if (requester !== undefined) {
    return { lead: 'requester', runs: [[sql`requester_id = ${requester}`]], rest: { category, assignee } }
  }
  if (assignee !== undefined) return { lead: 'assignee', runs: [[isAssignee(assignee)]], rest: { category } }
  if (category !== undefined)
    return { lead: 'category', runs: category.map((one) => [sql`category = ${one}`]), rest: {} }
  return { lead: 'status', runs: [[]], rest: {} }
}

/** Each filter as a condition. */
export function conditionsOf(filters: { [Name in keyof TicketFilters]?: TicketFilters[Name] | undefined }): SqlPart[] {
  const { statuses, category, requester, assignee, origin, openedAfter, openedBefore } = filters
  const conditions: SqlPart[] = []
  if (statuses !== undefined) conditions.push(isOneOf('status', statuses))
  if (category !== undefined) conditions.push(isOneOf('category', category))
  if (requester !== undefined) conditions.push(sql`requester_id = ${requester}`)
  if (assignee !== undefined) conditions.push(isAssignee(assignee))
  if (origin !== undefined) conditions.push(sql`origin = ${origin}`)
  if (openedAfter !== undefined) conditions.push(sql`opened_at >= ${toColumnTime(openedAfter)}`)
  if (openedBefore !== undefined) conditions.push(sql`opened_at < ${toColumnTime(openedBefore)}`)
  return conditions
}

function isAssignee(assignee: string): SqlPart {
  return assignee === 'none' ? sql`assignee_id is null` : sql`assignee_id = ${assignee}`
}

function isOneOf(column: 'status' | 'category', words: readonly string[]): SqlPart {
  if (words.length === 0) return verbatim('1 = 0')
  const list = words.map((word) => sql`${word}`)
  return sql`${verbatim(column)} in (${joined(list, ', ')})`
}

/** Behind which place a run begins, and at which it ends. */
export type Bounds = { after: TicketPosition | undefined; upTo: TicketPosition | undefined }

/** The ids and the sort column of a branch's rows, in the list's order, from behind `after` up to and with `upTo`. */
export function runOf(
  db: Database,
  branch: Branch,
  filters: TicketFilters,
  order: TicketOrder,
  { after, upTo }: Bounds,
): SqlPart {
  const { openedAfter, openedBefore } = filters
  const range = order.column === 'opened_at' ? conditionsOf({ openedAfter, openedBefore }) : []
  const conditions = [branch.equals, ...range]
  if (after !== undefined) conditions.push(beyond(order, after))
  if (upTo !== undefined) conditions.push(upToAndWith(order, upTo))
  const hint = verbatim(indexHint(db, branch.index))
  return sql`select id, ${verbatim(order.column)} from tickets ${hint} where ${joined([...conditions, ...branch.rest], ' and ')} order by ${inOrder(order)}`
}

/** The list's order, of a table or alias. */
export function inOrder({ column, direction }: TicketOrder, table?: 'tickets' | 'found'): SqlPart {
  const of = table === undefined ? '' : `${table}.`
  return verbatim(`${of}${column} ${direction}, ${of}id ${direction}`)
}

/** Written so that both planners use it as the bound of an index range; a row comparison is none on MySQL. */
export function beyond({ column, direction }: TicketOrder, { key, id }: TicketPosition): SqlPart {
  const name = verbatim(column)
  return direction === 'desc'
    ? sql`${name} <= ${key} and (${name} < ${key} or id < ${id})`
    : sql`${name} >= ${key} and (${name} > ${key} or id > ${id})`
}

function upToAndWith({ column, direction }: TicketOrder, { key, id }: TicketPosition): SqlPart {
  const name = verbatim(column)
  return direction === 'desc'
    ? sql`${name} >= ${key} and (${name} > ${key} or id >= ${id})`
    : sql`${name} <= ${key} and (${name} < ${key} or id <= ${id})`
}
