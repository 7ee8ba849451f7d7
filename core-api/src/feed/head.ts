import type { Database, Transaction } from '@campus-helpdesk/db/connection'

/** How far the feed reaches, and which feed it is. */
export type Head = { position: number; feedId: string }

export async function readHead(db: Database): Promise<Head> {
  return toHead(await db('feed_head').where({ id: 1 }).first())
}

/** Whoever holds this lock, among all processes, is the only one that gives positions. */
export async function lockHead(trx: Transaction): Promise<Head> {
  return toHead(await trx('feed_head').where({ id: 1 }).forUpdate().first())
}

function toHead(row: { position: number; feed_id: string } | undefined): Head {
  if (row === undefined) throw new Error('The feed has no head: the database is not migrated')
  return { position: row.position, feedId: row.feed_id }
}

/** Statements are limited, and the database goes through the whole list of positions for each event in it. */
const eventsPerStatement = 500

/** Gives events the next positions, in the order of the ids. Returns the new head's position. */
export async function givePositions(trx: Transaction, head: Head, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return head.position
  let { position } = head
  for (let start = 0; start < ids.length; start += eventsPerStatement) {
    const some = ids.slice(start, start + eventsPerStatement)
    const cases = some.map(() => 'when ? then ?').join(' ')
    const positions = some.flatMap((id) => [id, ++position])
    await trx('events')
      .whereIn('id', some)
      .update({ position: trx.raw(`case id ${cases} end`, positions) })
  }
  await trx('feed_head').where({ id: 1 }).update({ position })
  return position
}
