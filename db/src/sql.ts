import type { Database } from './connection.ts'
import { dialectOf } from './dialect.ts'

type Value = string | number | null

/** A piece of SQL, its values apart: they are bound, never written into the text. */
export type SqlPart = { text: string; values: readonly Value[] }

/**
 * Puts SQL together from pieces; what is no piece is a value and is bound. For queries that are asked so often, or are
 * so large, that building them with Knex costs more than to answer them.
 */
export function sql(strings: TemplateStringsArray, ...inserted: readonly (SqlPart | Value)[]): SqlPart {
  let text = strings[0] ?? ''
  const values: Value[] = []
  for (const [index, insert] of inserted.entries()) {
    if (typeof insert === 'object' && insert !== null) {
      text += insert.text
      values.push(...insert.values)
    } else {
      text += '?'
      values.push(insert)
    }
    text += strings[index + 1] ?? ''
  }
  return { text, values }
}

/** A name or keyword from our own closed lists; never anything that came from outside. */
export function verbatim(text: string): SqlPart {
  return { text, values: [] }
}

export function joined(parts: readonly SqlPart[], separator: string): SqlPart {
  return { text: parts.map((part) => part.text).join(separator), values: parts.flatMap((part) => part.values) }
}

/** The rows that a query gives. */
export async function rowsOf<Row>(db: Database, { text, values }: SqlPart): Promise<Row[]> {
  const answer = await db.raw(text, [...values])
  return dialectOf(db) === 'mysql' ? answer[0] : answer
}
