import type { Database } from '@campus-helpdesk/db/connection'
import { countRows } from '@campus-helpdesk/db/countRows'
import { tableByIndex } from '@campus-helpdesk/db/dialect'
import type { Knex } from 'knex'
import { searchWords } from './words.ts'

/** The newest tickets in which every word occurs, newest first; `truncated`: there may be more, older ones. */
export type Matches = { ids: number[]; truncated: boolean }

/** The contract: `q` answers from the newest 1,000 matches. */
const mostMatches = 1_000
/** A word that begins more words than this is looked for ticket by ticket instead of word by word. */
const mostTerms = 32
/** No search reads more than this many rows of one word, or tickets, before it stops and says `truncated`. */
const window = 10_000

/** A word of the query; `terms`: the words in use that it is or begins, undefined if too many; `places`: how often they occur, at most 1,001. */
type Word = { word: string; terms: string[] | undefined; places: number }

/**
 * Full-text search by a plain table of terms. It reads, whatever the tables hold, about as many rows as it finds: the
 * rarest word leads, its places are read from the newest backwards, and every other word is looked up for each ticket.
 */
export async function findMatches(db: Database, query: string): Promise<Matches> {
  const words: Word[] = []
  for (const word of withoutImplied(searchWords(query))) {
    const looked = await lookUp(db, word)
    if (looked.places === 0) return { ids: [], truncated: false }
    words.push(looked)
  }
  const [lead, ...others] = words.sort(
    (a, b) => a.places - b.places || (a.terms?.length ?? Infinity) - (b.terms?.length ?? Infinity),
  )
  if (lead === undefined) return { ids: [], truncated: false }
  if (lead.places <= mostMatches) return { ids: await byAllPlaces(db, lead, others), truncated: false }
  return lead.terms === undefined ? byTicket(db, words) : byTerms(db, lead.terms, others)
}

/** 'pro' adds nothing to 'projector'. */
function withoutImplied(words: string[]): string[] {
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)))
}

async function lookUp(db: Database, word: string): Promise<Word> {
  const places = await countRows(
    db,
    db('search_terms')
      .where(begins('term', word))
      .select('term')
      .limit(mostMatches + 1),
  )
  const rows: { term: string }[] = await db('search_terms')
    .where(begins('term', word))
    .distinct('term')
    .limit(mostTerms + 1)
  const terms = rows.length > mostTerms ? undefined : rows.map((row) => row.term)
  return { word, terms, places }
}

/** A rare word: all its places. */
async function byAllPlaces(db: Database, lead: Word, others: Word[]): Promise<number[]> {
  const found = db('search_terms').where(begins('term', lead.word)).distinct('ticket_id as id').as('found')
  return idsOf(await newest(db, found, others).limit(mostMatches))
}

/** A frequent word that is few words: the newest places of each. */
async function byTerms(db: Database, terms: string[], others: Word[]): Promise<Matches> {
  const limit = others.length === 0 ? mostMatches + 1 : window
  const branches = terms.map((term) =>
    db
      .select('*')
      .from(
        db('search_terms')
          .where({ term })
          .distinct('ticket_id as id')
          .orderBy('ticket_id', 'desc')
          .limit(limit)
          .as('newest_of_term'),
      ),
  )
  const found = db.union(branches).as('found')
  const ids = idsOf(await newest(db, found, others).limit(mostMatches + 1))
  if (ids.length > mostMatches) return { ids: ids.slice(0, mostMatches), truncated: true }
  if (others.length === 0) return { ids, truncated: false }
  const beyond = await Promise.all(
    terms.map((term) => db('search_terms').where({ term }).orderBy('ticket_id', 'desc').offset(window).first('term')),
  )
  return { ids, truncated: beyond.some((row) => row !== undefined) }
}

/** A frequent word that is many words, as short prefixes are: the newest tickets, one by one. */
async function byTicket(db: Database, words: Word[]): Promise<Matches> {
  const tickets = db('tickets').select('id').orderBy('id', 'desc').limit(window).as('found')
  const ids = idsOf(await newest(db, tickets, words).limit(mostMatches + 1))
  if (ids.length > mostMatches) return { ids: ids.slice(0, mostMatches), truncated: true }
  const beyond = await db('tickets').orderBy('id', 'desc').offset(window).first('id')
  return { ids, truncated: beyond !== undefined }
}

/** Of the tickets found, newest first, those in which the other words occur as well. */
function newest(db: Database, found: Knex.QueryBuilder, others: Word[]): Knex.QueryBuilder {
  const query = db.select('found.id').from(found).orderBy('found.id', 'desc')
  for (const { word } of others) {
    // A scalar subquery with a limit: as an EXISTS it could be turned into a join that reads all places of the word.
    const place = db(tableByIndex(db, 'search_terms', 'search_terms_ticket'))
      .where('search_terms.ticket_id', db.ref('found.id'))
      .where(begins('search_terms.term', word))
      .select(db.raw('1'))
      .limit(1)
    query.whereRaw('? is not null', [place])
  }
  return query
}

function idsOf(rows: { id: number }[]): number[] {
  return rows.map((row) => row.id)
}

/** The range of all terms that begin with this word. */
function begins(column: string, word: string) {
  return (query: Knex.QueryBuilder) => query.where(column, '>=', word).where(column, '<', `${word}\u{10ffff}`)
}
