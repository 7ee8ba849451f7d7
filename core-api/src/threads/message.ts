import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import type { Message } from '@campus-helpdesk/core-api-contract/message'
import type { Origin, Source } from '@campus-helpdesk/core-api-contract/ticket'
import type { Database, Transaction } from '@campus-helpdesk/db/connection'
import { isUniqueViolation } from '@campus-helpdesk/db/dialect'
import { LostRace } from '@campus-helpdesk/db/lostRace'
import { fromColumnTime, toColumnTime } from '@campus-helpdesk/db/times'
import { Model, type ModelObject } from 'objection'

class MessageRow extends Model {
  static override readonly tableName = 'messages'
  declare id: number
  declare ticket_id: number
  declare author_id: string
  declare author_name: string
  declare author_role: Role
  declare body: string
  declare origin: Origin
  declare source_place: string | null
  declare source_ref: string | null
  declare created_at: string
}

type MessageColumns = ModelObject<MessageRow>

/** Throws LostRace when another request has just posted the same source. */
export async function insertMessage(
  trx: Transaction,
  message: Omit<Message, 'id'>,
  source: Source | undefined,
): Promise<Message> {
  try {
    const { id } = await MessageRow.query(trx).insert({
      ticket_id: message.ticketId,
      author_id: message.author.id,
      author_name: message.author.name,
      author_role: message.author.role,
      body: message.body,
      origin: message.origin,
      source_place: source?.place ?? null,
      source_ref: source?.ref ?? null,
      created_at: toColumnTime(message.createdAt),
    })
    return { ...message, id }
  } catch (error) {
    if (isUniqueViolation(error)) throw new LostRace('The source was taken meanwhile', { cause: error })
    throw error
  }
}

/** What was posted from this message of a chat, if anything was; locked, so that a deletion finds the answer that tells it. */
export async function findMessageBySource(trx: Transaction, source: Source): Promise<Message | undefined> {
  const row: MessageColumns | undefined = await trx(MessageRow.tableName)
    .where({ source_place: source.place, source_ref: source.ref })
    .forUpdate()
    .first()
  return row === undefined ? undefined : toMessage(row)
}

/** At most `limit` messages of a thread after that id, oldest first. */
export async function messagesAfter(
  db: Database,
  ticketId: number,
  afterId: number,
  limit: number,
): Promise<Message[]> {
  const rows: MessageColumns[] = await db(MessageRow.tableName)
    .where({ ticket_id: ticketId })
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
  return rows.map(toMessage)
}

/** The newest messages of a thread, oldest first. */
export async function newestMessages(db: Database, ticketId: number, limit: number): Promise<Message[]> {
  const rows: MessageColumns[] = await db(MessageRow.tableName)
    .where({ ticket_id: ticketId })
    .orderBy('id', 'desc')
    .limit(limit)
  return rows.map(toMessage).reverse()
}

function toMessage(row: MessageColumns): Message {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    author: { id: row.author_id, name: row.author_name, role: row.author_role },
    body: row.body,
    origin: row.origin,
    createdAt: fromColumnTime(row.created_at),
  }
}
