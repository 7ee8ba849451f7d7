import type { Database } from '@campus-helpdesk/db/connection'
import { insertRows } from '@campus-helpdesk/db/insertRows'

const columns = [
  'status', 'description', 'category', 'category_source', 'category_confidence', 'requester_id', 'requester_name',
  'origin', 'opened_at', 'modified_at', 'version', 'message_count',
] // biome-ignore format: as a table
const at = '2026-11-21 09:30:00.000'

/** Fresh open tickets to be written to, and the way back to them. */
export type WritePool = {
  ids: number[]
  /** Takes away what was written since, so that each round finds the same tables. */
  reset: () => Promise<void>
}

export async function makeWritePool(db: Database, count: number): Promise<WritePool> {
  const row = ['open', 'The projector stays dark', 'technical', 'auto', 0.9, 'slack:U1', 'Ana', 'slack', at, at, 1, 0]
  const before = await newestId(db, 'tickets')
  await db.transaction((trx) =>
    insertRows(
      trx,
      'tickets',
      columns,
      Array.from({ length: count }, () => row),
    ),
  )
  const rows: { id: number }[] = await db('tickets').where('id', '>', before).orderBy('id').select('id')
  const ids = rows.map(({ id }) => id)
  const newest = ids.at(-1) ?? before
  const newestMessage = await newestId(db, 'messages')
  const newestEvent = await newestId(db, 'events')
  const fresh = {
    status: 'open',
    activated_at: null,
    first_answered_at: null,
    modified_at: at,
    version: 1,
    message_count: 0,
  }

  return {
    ids,
    reset: async () => {
      await db.transaction(async (trx) => {
        await trx('events').where('id', '>', newestEvent).delete()
        await trx('messages').where('id', '>', newestMessage).delete()
        await trx('tickets').where('id', '>', newest).delete()
        await trx('search_terms')
          .whereBetween('ticket_id', [before + 1, newest])
          .delete()
        await trx('tickets')
          .whereBetween('id', [before + 1, newest])
          .update(fresh)
      })
    },
  }
}

async function newestId(db: Database, table: string): Promise<number> {
  const row: { id: number } | undefined = await db(table).orderBy('id', 'desc').first('id')
  return row?.id ?? 0
}

/** Resolves when each committed event has its place in the feed, which core-api gives a little after the commit. */
export async function untilSequenced(db: Database): Promise<void> {
  while ((await db('events').whereNull('position').first('id')) !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
