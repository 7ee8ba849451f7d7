import { tsImport } from 'tsx/esm/api'

/** @type {import('../../db/src/testing/mariadbServer.ts').MariaDbServer | undefined} */
let server

/** What the tests run on, for people: `SQLite`, `MariaDB 10.11.19`. @type {string[]} */
export const databases = ['SQLite']

/**
 * Before the first suite: the server of `TEST_MYSQL_URL`, or else one MariaDB of this run's own, if it is installed.
 * The suites find its address in `TEST_MYSQL_URL`. A server that should be there and does not answer is an error.
 */
export default async function startDatabases() {
  /** @type {typeof import('../../db/src/testing/mariadbServer.ts')} */
  const mariaDb = await tsImport('../../db/src/testing/mariadbServer.ts', import.meta.url)
  if (!process.env.TEST_MYSQL_URL) {
    if (mariaDb.findMariaDb() === null) return
    server = await mariaDb.startMariaDb()
    process.env.TEST_MYSQL_URL = server.url
  }
  const { hostname, port } = new URL(process.env.TEST_MYSQL_URL)
  const version = await mariaDb.readServerVersion(hostname, Number(port || 3306))
  if (version === null) throw new Error(`No MySQL or MariaDB answers at ${hostname}:${port || 3306} (TEST_MYSQL_URL)`)
  databases.push(version)
}

/** After the last suite. */
export async function stopDatabases() {
  await server?.stop()
}
