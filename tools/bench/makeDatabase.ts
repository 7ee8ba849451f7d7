import { openDatabase } from '@campus-helpdesk/db/connection'
import { migrateUp } from '@campus-helpdesk/db/migrate'
import { type DatabaseKind, emptyDatabase, type TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { atEnd } from './cleanUp.ts'
import { say } from './say.ts'
import { type Seeded, seed } from './seed.ts'

/** A database of the benchmark's own with so many tickets; nobody has it open. */
export async function makeDatabase(
  kind: DatabaseKind,
  size: number,
): Promise<{ database: TestDatabase; seeded: Seeded; drop: () => Promise<void> }> {
  const database = await emptyDatabase(kind)
  const drop = atEnd(() => database.drop())
  const opened = openDatabase(database.settings)
  await migrateUp(opened.db)
  const startedAt = performance.now()
  const seeded = await seed(opened.db, size)
  await opened.close()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  if (seconds > '0') say(`\n${kind}: filled with ${size.toLocaleString('en')} tickets in ${seconds} s`)
  return { database, seeded, drop }
}
