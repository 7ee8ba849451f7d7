import type { Transaction } from '@campus-helpdesk/db/connection'
import { insertRows } from '@campus-helpdesk/db/insertRows'
import { searchWords } from './words.ts'

/** Which text of a ticket: 0 is the description, else the id of a message. */
export type TextPart = number
export const descriptionPart: TextPart = 0

/** Makes a text findable. */
export async function indexText(trx: Transaction, ticketId: number, part: TextPart, text: string): Promise<void> {
  const rows = searchWords(text)
    .sort()
    .map((term) => [term, ticketId, part])
  await insertRows(trx, 'search_terms', ['term', 'ticket_id', 'part'], rows)
}

/** Takes a text out again, before its new form is put in. */
export async function forgetText(trx: Transaction, ticketId: number, part: TextPart): Promise<void> {
  await trx('search_terms').where({ ticket_id: ticketId, part }).delete()
}
