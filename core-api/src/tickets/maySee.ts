import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import type { Database } from '@campus-helpdesk/db/connection'
import { visibleStatuses } from './policy.ts'

/** Which of these tickets a role may see now; neither deleted nor erased ones. */
export async function ticketsVisibleTo(db: Database, role: Role, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set()
  const rows: { id: number }[] = await db('tickets')
    .whereIn('id', ids)
    .whereIn('status', visibleStatuses(role))
    .whereNull('erased_at')
    .select('id')
  return new Set(rows.map((row) => row.id))
}
