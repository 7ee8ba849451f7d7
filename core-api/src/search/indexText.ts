import type { Transaction } from '@campus-helpdesk/db/connection'
import { searchWords } from './words.ts'

/** Which text of a ticket: 0 is the description, else the id of a message. */
export type TextPart = number
export const descriptionPart: TextPart = 0

/** SQLite takes 32,766 values a statement, three a row. */
const rowsPerInsert = 5_000

/** Makes a text findable. */
export async function indexText(trx: Transaction, ticketId: number, part: TextPart, text: string): Promise<void> {
  const rows = searchWords(text)
    .sort()
    .map((term) => ({ term, ticket_id: ticketId, part }))
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    await trx('search_terms').insert(rows.slice(start, start + rowsPerInsert))
  }
}

/** Takes a text out again, before its new form is put in. */
export async function forgetText(trx: Transaction, ticketId: number, part: TextPart): Promise<void> {
  await trx('search_terms').where({ ticket_id: ticketId, part }).delete()
}
