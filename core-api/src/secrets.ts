import { randomBytes } from 'node:crypto'
import type { Database } from '@campus-helpdesk/db/connection'
import { isUniqueViolation } from '@campus-helpdesk/db/dialect'

/** A secret that all processes on this database share: the one kept there, made at the first start. */
export async function sharedSecret(db: Database, name: string): Promise<string> {
  const kept: { value: string } | undefined = await db('secrets').where({ name }).first('value')
  if (kept !== undefined) return kept.value
  const value = randomBytes(32).toString('base64url')
  try {
    await db('secrets').insert({ name, value })
    return value
  } catch (error) {
    if (isUniqueViolation(error)) return sharedSecret(db, name)
    throw error
  }
}
