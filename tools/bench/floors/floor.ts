/** What a floor answers to: the same statements as core-api for each operation, and the rows as they are. */
export type Floor = {
  create: (description: string) => Promise<unknown>
  /** With the newest 100 messages. */
  read: (id: number) => Promise<unknown>
  /** The newest 26 of these statuses, below a place in the list. */
  list: (statuses: string[], after: Place | undefined) => Promise<unknown>
  search: (word: string) => Promise<unknown>
  post: (ticketId: number, body: string) => Promise<unknown>
  move: (ticketId: number, status: string) => Promise<unknown>
  close: () => Promise<void>
}

export type Place = { key: string; id: number }
export type Row = Record<string, unknown>

/** Told of each statement. */
export type OnStatement = (sql: string) => void

export const statuses = ['open', 'active', 'closed']
export const pageSize = 26
export const searchStep = 1_000
export const mostMatches = 1_000
export const mostSteps = 10
export const mostTerms = 16
/** Behind all terms that begin with a word. */
export const endOf = (word: string) => `${word}\u{10ffff}`

export function newTicket(description: string) {
  const at = columnTime()
  return {
    activated_at: null, assignee_id: null, assignee_name: null, category: 'facility', category_confidence: 0.9,
    category_source: 'auto', closed_at: null, description, erased_at: null, first_answered_at: null, message_count: 0,
    modified_at: at, opened_at: at, origin: 'api', requester_id: 'anonymous', requester_name: 'anonymous',
    source_place: null, source_ref: null, status: 'open', version: 1,
  } // biome-ignore format: as a table
}

export function newMessage(ticketId: number, body: string) {
  return {
    author_id: 'anonymous', author_name: 'anonymous', author_role: 'helpdesk', body, created_at: columnTime(),
    origin: 'api', source_place: null, source_ref: null, ticket_id: ticketId,
  } // biome-ignore format: as a table
}

/** `about`: the ticket's row. */
export function newEvent(type: string, ticketId: number, about: Row) {
  const { description: _, ...facts } = about
  const body = JSON.stringify({ actor: { id: 'anonymous', name: 'anonymous', role: 'helpdesk' }, ticket: facts })
  return { at: columnTime(), body, ticket_id: ticketId, type }
}

/** The distinct words of a text, in order, as rows of search_terms. */
export function newTerms(
  text: string,
  ticketId: number,
  part: number,
): { term: string; ticket_id: number; part: number }[] {
  const terms = [...new Set(text.toLowerCase().match(/\w+/g))].sort()
  return terms.map((term) => ({ term, ticket_id: ticketId, part }))
}

export function columnTime(): string {
  return new Date().toISOString().replace('T', ' ').slice(0, 23)
}
