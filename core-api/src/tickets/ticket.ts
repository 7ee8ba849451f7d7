import type { Person } from '@campus-helpdesk/core-api-contract/actor'
import type {
  Category,
  CategorySource,
  Origin,
  Source,
  Status,
  Ticket,
} from '@campus-helpdesk/core-api-contract/ticket'
import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { isUniqueViolation } from '@campus-helpdesk/db/dialect'
import { LostRace } from '@campus-helpdesk/db/lostRace'
import { fromColumnTime, toColumnTime } from '@campus-helpdesk/db/times'
import { Model, type ModelObject } from 'objection'
import { Problem } from '../problems.ts'

/** A ticket as the rules see it: all facts and its description. Nobody outside `tickets` and `threads` gets one. */
export type TicketState = Ticket & { erasedAt: string | null }

/** The row, column by column. */
class TicketRow extends Model {
  static override readonly tableName = 'tickets'
  declare id: number
  declare status: Status
  declare description: string
  declare category: Category
  declare category_source: CategorySource
  declare category_confidence: number
  declare requester_id: string | null
  declare requester_name: string | null
  declare assignee_id: string | null
  declare assignee_name: string | null
  declare origin: Origin
  declare source_place: string | null
  declare source_ref: string | null
  declare opened_at: string
  declare modified_at: string
  declare activated_at: string | null
  declare first_answered_at: string | null
  declare closed_at: string | null
  declare erased_at: string | null
  declare version: number
  declare message_count: number
}

export type TicketColumns = ModelObject<TicketRow>

/** Those of a ticket's facts: all but what people wrote. */
export const factColumns = [
  'id',
  'status',
  'category',
  'category_source',
  'category_confidence',
  'requester_id',
  'requester_name',
  'assignee_id',
  'assignee_name',
  'origin',
  'opened_at',
  'modified_at',
  'activated_at',
  'first_answered_at',
  'closed_at',
  'erased_at',
  'version',
  'message_count',
] as const satisfies readonly (keyof TicketColumns)[]

/** Files it under the next number. Throws LostRace when another request has just filed the same source. */
export async function insertTicket(
  trx: Transaction,
  ticket: Omit<TicketState, 'id'>,
  source: Source | undefined,
): Promise<TicketState> {
  try {
    const { id } = await TicketRow.query(trx).insert({
      ...toColumns(ticket),
      source_place: source?.place ?? null,
      source_ref: source?.ref ?? null,
    })
    return { ...ticket, id }
  } catch (error) {
    if (isUniqueViolation(error)) throw new LostRace('The source was taken meanwhile', { cause: error })
    throw error
  }
}

/**
 * Reads a ticket to change it: nobody else changes it, or writes in its thread, until the transaction ends.
 * Problems: `not-found`.
 */
export async function lockTicket(trx: Transaction, id: number): Promise<TicketState> {
  const row = await TicketRow.query(trx).findById(id).forUpdate()
  return row === undefined ? noSuchTicket(id) : toTicketState(row)
}

/** Keeps what a locked ticket has become; writes only the columns that differ, as most changes leave the text alone. */
export async function updateTicket(trx: Transaction, before: TicketState, after: TicketState): Promise<void> {
  const old: Record<string, unknown> = toColumns(before)
  const changed = Object.fromEntries(
    Object.entries(toColumns(after)).filter(([column, value]) => value !== old[column]),
  )
  await TicketRow.query(trx).findById(after.id).patch(changed)
}

/** Removes the row; its thread, its words and its sources go with it. */
export async function removeTicket(trx: Transaction, id: number): Promise<void> {
  await TicketRow.query(trx).deleteById(id)
}

/** Problems: `not-found`. */
export async function getTicket(db: Database, id: number): Promise<TicketState> {
  const row: TicketColumns | undefined = await db(TicketRow.tableName).where({ id }).first()
  return row === undefined ? noSuchTicket(id) : toTicketState(row)
}

/** What was filed from this message of a chat, if anything was; locked, so that a deletion finds the answer that tells it. */
export async function findTicketBySource(trx: Transaction, source: Source): Promise<TicketState | undefined> {
  const row: TicketColumns | undefined = await trx(TicketRow.tableName)
    .where({ source_place: source.place, source_ref: source.ref })
    .forUpdate()
    .first()
  return row === undefined ? undefined : toTicketState(row)
}

function noSuchTicket(id: number): never {
  throw new Problem('not-found', `There is no ticket ${id}`)
}

export function toTicketState(row: TicketColumns): TicketState {
  return {
    id: row.id,
    status: row.status,
    description: row.description,
    category: row.category,
    categorySource: row.category_source,
    categoryConfidence: row.category_confidence,
    requester: toPerson(row.requester_id, row.requester_name),
    assignee: toPerson(row.assignee_id, row.assignee_name),
    origin: row.origin,
    openedAt: fromColumnTime(row.opened_at),
    modifiedAt: fromColumnTime(row.modified_at),
    activatedAt: toTime(row.activated_at),
    firstAnsweredAt: toTime(row.first_answered_at),
    closedAt: toTime(row.closed_at),
    erasedAt: toTime(row.erased_at),
    version: row.version,
    messageCount: row.message_count,
  }
}

function toColumns(ticket: Omit<TicketState, 'id'>) {
  return {
    status: ticket.status,
    description: ticket.description,
    category: ticket.category,
    category_source: ticket.categorySource,
    category_confidence: ticket.categoryConfidence,
    requester_id: ticket.requester?.id ?? null,
    requester_name: ticket.requester?.name ?? null,
    assignee_id: ticket.assignee?.id ?? null,
    assignee_name: ticket.assignee?.name ?? null,
    origin: ticket.origin,
    opened_at: toColumnTime(ticket.openedAt),
    modified_at: toColumnTime(ticket.modifiedAt),
    activated_at: toColumnTimeOrNull(ticket.activatedAt),
    first_answered_at: toColumnTimeOrNull(ticket.firstAnsweredAt),
    closed_at: toColumnTimeOrNull(ticket.closedAt),
    erased_at: toColumnTimeOrNull(ticket.erasedAt),
    version: ticket.version,
    message_count: ticket.messageCount,
  }
}

function toPerson(id: string | null, name: string | null): Person | null {
  return id === null || name === null ? null : { id, name }
}

function toTime(column: string | null): string | null {
  return column === null ? null : fromColumnTime(column)
}

function toColumnTimeOrNull(time: string | null): string | null {
  return time === null ? null : toColumnTime(time)
}
