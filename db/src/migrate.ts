import type { Knex } from 'knex'
import type { Database } from './connection.ts'
import { dialectOf } from './dialect.ts'
import * as createTickets from './migrations/20261121_1_create_tickets.ts'
import * as createMessages from './migrations/20261121_2_create_messages.ts'
import * as createEvents from './migrations/20261121_3_create_events.ts'
import * as createFeedHead from './migrations/20261121_4_create_feed_head.ts'
import * as createIdempotencyKeys from './migrations/20261121_5_create_idempotency_keys.ts'
import * as createSearchTerms from './migrations/20261121_6_create_search_terms.ts'
import * as createSecrets from './migrations/20261121_7_create_secrets.ts'
import * as createReaders from './migrations/20261121_8_create_readers.ts'
import * as createPlaces from './migrations/20261121_9_create_places.ts'
import * as createKeyLocks from './migrations/20261121_10_create_key_locks.ts'

type Migration = { name: string; up: (db: Knex) => Promise<void>; down: (db: Knex) => Promise<void> }

/** In order, never edited once released. Each makes one thing and can be run again: MySQL keeps a table whose transaction fails. */
export const migrations: readonly Migration[] = [
  { name: '20261121_1_create_tickets', ...createTickets },
  { name: '20261121_2_create_messages', ...createMessages },
  { name: '20261121_3_create_events', ...createEvents },
  { name: '20261121_4_create_feed_head', ...createFeedHead },
  { name: '20261121_5_create_idempotency_keys', ...createIdempotencyKeys },
  { name: '20261121_6_create_search_terms', ...createSearchTerms },
  { name: '20261121_7_create_secrets', ...createSecrets },
  { name: '20261121_8_create_readers', ...createReaders },
  { name: '20261121_9_create_places', ...createPlaces },
  { name: '20261121_10_create_key_locks', ...createKeyLocks },
]

const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...migrations],
  getMigrationName: (migration) => migration.name,
  getMigration: async ({ up, down }) => ({ up, down }),
}

function configOf(db: Database): Knex.MigratorConfig {
  return {
    migrationSource,
    // A newer program may have migrated further; the one before it still runs on that schema.
    disableMigrationsListValidation: true,
    // MySQL commits each DDL statement by itself, transaction or not.
    disableTransactions: dialectOf(db) === 'mysql',
  }
}

/** Brings the schema up to this program's. Safe when several processes start at once; does nothing when it is up to date. */
export async function migrateUp(db: Database): Promise<void> {
  await underLock(db, () => db.migrate.latest(configOf(db)))
}

/** Takes the last `steps` migrations back, with all that is in their tables. */
export async function migrateDown(db: Database, steps = migrations.length): Promise<void> {
  await underLock(db, async () => {
    for (let step = 0; step < steps; step++) await db.migrate.down(configOf(db))
  })
}

/** Is the schema at least this program's? */
export async function isMigrated(db: Database): Promise<boolean> {
  const done: { name: string }[] = await db('knex_migrations').select('name')
  const names = new Set(done.map((row) => row.name))
  return migrations.every((migration) => names.has(migration.name))
}

/**
 * One process migrates, the others wait. Knex's own lock is a mark in a table that stays when its process is killed;
 * this is a row lock of an open transaction, which the server lets go with the connection. The embedded database has
 * one owner anyway.
 */
async function underLock(db: Database, work: () => Promise<unknown>): Promise<void> {
  if (dialectOf(db) === 'sqlite') {
    await db.migrate.forceFreeMigrationsLock(configOf(db))
    await work()
    return
  }
  await db.raw('create table if not exists migration_lock (id int primary key) engine=InnoDB')
  await db.raw('insert ignore into migration_lock (id) values (1)')
  await db.transaction(async (holder) => {
    // The holder may create indexes on large tables; whoever waits has nothing else to do.
    await holder.raw('set session innodb_lock_wait_timeout = 3600')
    await holder('migration_lock').where({ id: 1 }).forUpdate().first()
    await db.migrate.forceFreeMigrationsLock(configOf(db))
    await work()
    await holder.raw('set session innodb_lock_wait_timeout = 5')
  })
}
