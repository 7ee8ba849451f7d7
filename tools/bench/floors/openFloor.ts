import type { DatabaseSettings } from '@campus-helpdesk/db/settings'
import type { Floor, OnStatement } from './floor.ts'
import { libsqlFloor } from './libsql.ts'
import { mysql2Floor } from './mysql2.ts'
import { objectionFloor } from './objection.ts'

/** K: Koa with the driver itself. O: Koa with Objection. */
export type FloorName = 'K' | 'O'

export function openFloor(name: FloorName, settings: DatabaseSettings, onStatement: OnStatement = () => {}): Floor {
  if (name === 'O') return objectionFloor(settings, onStatement)
  return settings.kind === 'mysql' ? mysql2Floor(settings, onStatement) : libsqlFloor(settings.file, onStatement)
}
