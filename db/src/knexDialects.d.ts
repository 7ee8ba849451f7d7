// Knex publishes no types for its dialect classes; only what libsqlClient.ts uses is described.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex'
  export type RawQuery = { sql: string; bindings?: readonly unknown[]; response?: unknown }
  export default class BetterSqlite3Client extends Knex.Client {
    connectionSettings: object
    _driver(): unknown
    _query(connection: unknown, query: RawQuery): Promise<RawQuery>
    _formatBindings(bindings: readonly unknown[] | undefined): unknown[]
  }
}
