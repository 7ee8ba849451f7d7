import type { Database, Query, Sql } from '@campus-helpdesk/db/connection'
import { tableByIndex } from '@campus-helpdesk/db/dialect'
import { searchWords } from './words.ts'

/** The newest tickets in which every word occurs, newest first; `truncated`: there may be more, older ones. */
export type Matches = { ids: number[]; truncated: boolean }

/** The contract: `q` answers from the newest 1,000 matches. */
const mostMatches = 1_000
/** Tickets are looked at in steps of this many, and in at most this many steps; then the search stops and says so. */
const stepSize = 1_000
const mostSteps = 10
/** A frequent word that begins more words than this is looked for ticket by ticket instead of word by word. */
const mostTerms = 16

/** Gives the newest tickets below an id that may match, as `id`, newest first, at most `stepSize`. */
type Candidates = (below: number) => Query

/**
 * Full-text search by a plain table of terms: the engines' own indexes collect and sort every hit of a frequent word
 * before they give the newest. Here one word leads, its places are read from the newest backwards, and the other words
 * are looked up for each ticket; so it reads about as many rows as it finds, whatever the tables hold.
 */
export async function findMatches(db: Database, query: string): Promise<Matches> {
  const words = withoutImplied(searchWords(query))
  if (words.length === 0) return { ids: [], truncated: false }

  const rare = await firstWhere(words, (word) => isRare(db, word))
  if (rare !== undefined) return walk(db, placesOf(db, rare), others(words, rare))

  const expanded = await Promise.all(words.map(async (word) => ({ word, terms: await termsOf(db, word) })))
  const [lead] = expanded.sort((a, b) => a.terms.length - b.terms.length)
  if (lead === undefined || lead.terms.length > mostTerms) return walk(db, allTickets(db), words)
  return walk(db, newestOf(db, lead.terms), others(words, lead.word))
}

/** 'pro' adds nothing to 'projector'. */
function withoutImplied(words: string[]): string[] {
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)))
}

function others(words: string[], lead: string): string[] {
  return words.filter((word) => word !== lead)
}

async function firstWhere(words: string[], test: (word: string) => Promise<boolean>): Promise<string | undefined> {
  for (const word of words) if (await test(word)) return word
  return undefined
}

/** Stands in so few places that all of them can be read. */
async function isRare(db: Database, word: string): Promise<boolean> {
  const beyond = await db('search_terms').where(begins('term', word)).orderBy('term').offset(stepSize).first('term')
  return beyond === undefined
}

/** The words in use that this one is or begins; one more than `mostTerms` at most. Each is a step along the index. */
async function termsOf(db: Database, word: string): Promise<string[]> {
  const terms: string[] = []
  while (terms.length <= mostTerms) {
    const range = db('search_terms').where(begins('term', word)).orderBy('term')
    const last = terms.at(-1)
    if (last !== undefined) range.where('term', '>', last)
    const next: { term: string } | undefined = await range.first('term')
    if (next === undefined) break
    terms.push(next.term)
  }
  return terms
}

function placesOf(db: Database, word: string): Candidates {
  return (below) =>
    newestFirst(
      db('search_terms').where(begins('term', word)).where('ticket_id', '<', below).distinct('ticket_id as id'),
    )
}

function newestOf(db: Database, terms: string[]): Candidates {
  return (below) => {
    const runs = terms.map((term) =>
      db('search_terms')
        .where({ term })
        .where('ticket_id', '<', below)
        .distinct('ticket_id as id')
        .orderBy('ticket_id', 'desc')
        .limit(stepSize),
    )
    const [only] = runs
    if (runs.length === 1 && only !== undefined) return only
    const apart = runs.map((run) => db.select('*').from(run.as('run')))
    return newestFirst(db.select('id').from(db.union(apart).as('runs')))
  }
}

function allTickets(db: Database): Candidates {
  return (below) => newestFirst(db('tickets').where('id', '<', below).select('id'))
}

function newestFirst(query: Query): Query {
  return query.orderBy('id', 'desc').limit(stepSize)
}

/** Goes through the candidates, newest first, and keeps those in which all the words occur. */
async function walk(db: Database, candidates: Candidates, words: string[]): Promise<Matches> {
  const ids: number[] = []
  let below = Number.MAX_SAFE_INTEGER
  for (let step = 0; step < mostSteps; step++) {
    const looked: { id: number; hit: number }[] = await db
      .select('id', allOccur(db, words))
      .from(candidates(below).as('candidates'))
      .orderBy('id', 'desc')
    for (const { id, hit } of looked) if (hit === 1) ids.push(id)
    if (ids.length > mostMatches) return { ids: ids.slice(0, mostMatches), truncated: true }
    const last = looked.at(-1)
    if (last === undefined || looked.length < stepSize) return { ids, truncated: false }
    below = last.id
  }
  return { ids, truncated: true }
}

/** Whether all the words occur in the ticket `candidates.id`, as the column `hit`. */
function allOccur(db: Database, words: string[]): Sql {
  const places = words.map((word) =>
    // A scalar subquery with a limit: an EXISTS could be turned into a join that reads all places of the word.
    db(tableByIndex(db, 'search_terms', 'search_terms_ticket'))
      .where('search_terms.ticket_id', db.ref('candidates.id'))
      .where(begins('search_terms.term', word))
      .select(db.raw('1'))
      .limit(1),
  )
  return db.raw(`(${['1 = 1', ...places.map(() => '? is not null')].join(' and ')}) as hit`, places)
}

/** The range of all terms that begin with this word. */
function begins(column: string, word: string) {
  return (query: Query) => query.where(column, '>=', word).where(column, '<', `${word}\u{10ffff}`)
}
