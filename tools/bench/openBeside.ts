/// <reference path="../../db/src/knexDialects.d.ts" />
import { type Database, openDatabase } from '@campus-helpdesk/db/connection'
import { LibsqlClient } from '@campus-helpdesk/db/libsqlClient'
import type { DatabaseSettings } from '@campus-helpdesk/db/settings'
import knex from 'knex'

/** Opens a database as core-api does, but does not claim the embedded file: several programs look at it here, in turns. */
export function openBeside(settings: DatabaseSettings): Database {
  if (settings.kind === 'mysql') return openDatabase(settings).db
  return knex({
    client: LibsqlClient,
    connection: { filename: settings.file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: { exec: (sql: string) => void }, done: (error: Error | null) => void) => {
        connection.exec(sqliteSession)
        done(null)
      },
    },
  })
}

/** As db/src/connection.ts sets it for the connection that writes. */
export const sqliteSession =
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;'
