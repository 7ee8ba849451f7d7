import type { Database } from '@campus-helpdesk/db/connection'
import { indexHint } from '@campus-helpdesk/db/dialect'
import { joined, rowsOf, type SqlPart, sql, verbatim } from '@campus-helpdesk/db/sql'
import { searchWords } from './words.ts'

/** The newest tickets that match, newest first; `truncated`: there may be more, older ones. */
export type Matches = { ids: number[]; truncated: boolean }

/** The contract: `q` answers from the newest 1,000 matches. */
const mostMatches = 1_000
/** Tickets are looked at in steps of this many, and in at most this many steps; then the search stops and says so. */
const stepSize = 1_000
const mostSteps = 25
/** A frequent word that begins more words than this is looked for ticket by ticket instead of word by word. */
const mostTerms = 16

/** Gives the newest tickets below an id that may match, as `id`, newest first, at most `stepSize`. */
type Candidates = (below: number) => SqlPart

/**
 * Full-text search by a plain table of terms: the engines' own indexes collect and sort every hit of a frequent word
 * before they give the newest. Here one word leads, its places are read from the newest backwards, and the other words
 * are looked up for each ticket; so it reads about as many rows as it finds, whatever the tables hold.
 * `filter`: what the row of a ticket must fulfil as well.
 */
export async function findMatches(db: Database, query: string, filter: SqlPart): Promise<Matches> {
  const words = withoutImplied(searchWords(query))
  if (words.length === 0) return { ids: [], truncated: false }

  const rare = await firstWhere(words, (word) => isRare(db, word))
  if (rare !== undefined) return walk(db, placesOf(rare), others(words, rare), filter)

  const expanded = await Promise.all(words.map(async (word) => ({ word, terms: await termsOf(db, word) })))
  const [lead] = expanded.sort((a, b) => a.terms.length - b.terms.length)
  if (lead === undefined || lead.terms.length > mostTerms) return walk(db, allTickets, words, filter)
  return walk(db, newestOf(lead.terms), others(words, lead.word), filter)
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
  const beyond = sql`select term from search_terms where ${begins(word)} order by term limit 1 offset ${stepSize}`
  return (await rowsOf(db, beyond)).length === 0
}

/** The words in use that this one is or begins; one more than `mostTerms` at most. Each is a step along the index. */
async function termsOf(db: Database, word: string): Promise<string[]> {
  const terms: string[] = []
  while (terms.length <= mostTerms) {
    const last = terms.at(-1)
    const further = last === undefined ? verbatim('1 = 1') : sql`term > ${last}`
    const step = sql`select term from search_terms where ${begins(word)} and ${further} order by term limit 1`
    const [next] = await rowsOf<{ term: string }>(db, step)
    if (next === undefined) break
    terms.push(next.term)
  }
  return terms
}

function placesOf(word: string): Candidates {
  return (below) =>
    sql`select distinct ticket_id as id from search_terms where ${begins(word)} and ticket_id < ${below}
      order by ticket_id desc limit ${stepSize}`
}

function newestOf(terms: string[]): Candidates {
  return (below) => {
    const runs = terms.map(
      (term) =>
        sql`select distinct ticket_id as id from search_terms where term = ${term} and ticket_id < ${below}
          order by ticket_id desc limit ${stepSize}`,
    )
    const [only] = runs
    if (runs.length === 1 && only !== undefined) return only
    const apart = runs.map((run) => sql`select * from (${run}) as run`)
    return sql`select id from (${joined(apart, ' union ')}) as runs order by id desc limit ${stepSize}`
  }
}

const allTickets: Candidates = (below) =>
  sql`select id from tickets where id < ${below} order by id desc limit ${stepSize}`

/** Goes through the candidates, newest first, and keeps those in which all the words occur and which pass the filter. */
async function walk(db: Database, candidates: Candidates, words: string[], filter: SqlPart): Promise<Matches> {
  const passes = sql`(select 1 from tickets where tickets.id = candidates.id and ${filter}) is not null`
  const hit = sql`${passes} and ${allOccur(db, words)}`
  const ids: number[] = []
  let below = Number.MAX_SAFE_INTEGER
  for (let step = 0; step < mostSteps; step++) {
    const look = sql`select id, (${hit}) as hit from (${candidates(below)}) as candidates order by id desc`
    const looked = await rowsOf<{ id: number; hit: number }>(db, look)
    for (const candidate of looked) if (candidate.hit === 1) ids.push(candidate.id)
    if (ids.length > mostMatches) return { ids: ids.slice(0, mostMatches), truncated: true }
    const last = looked.at(-1)
    if (last === undefined || looked.length < stepSize) return { ids, truncated: false }
    below = last.id
  }
  return { ids, truncated: true }
}

/** Whether all the words occur in the ticket `candidates.id`. */
function allOccur(db: Database, words: string[]): SqlPart {
  const hint = verbatim(indexHint(db, 'search_terms_ticket'))
  const places = words.map(
    // A scalar subquery with a limit: an EXISTS could be turned into a join that reads all places of the word.
    (word) =>
      sql`(select 1 from search_terms ${hint} where ticket_id = candidates.id and ${begins(word)} limit 1) is not null`,
  )
  return joined([verbatim('1 = 1'), ...places], ' and ')
}

/** The range of all terms that begin with this word. */
function begins(word: string): SqlPart {
  return sql`term >= ${word} and term < ${`${word}\u{10ffff}`}`
}
