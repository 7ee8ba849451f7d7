import { join } from 'node:path'

/** Where the data lies: a MySQL or MariaDB server, or the embedded file. */
export type DatabaseSettings =
  | { kind: 'mysql'; host: string; port: number; user: string; password: string; database: string; tls: boolean }
  | { kind: 'sqlite'; file: string }

const shape = 'must look like mysql://user:password@host:3306/name'

/**
 * Reads `DATABASE_URL`; without one, the embedded file in `dataDir`.
 * Throws an Error whose message says what to write instead, and never repeats the password.
 */
export function parseDatabaseUrl(url: string | undefined, dataDir: string): DatabaseSettings {
  if (url === undefined) return { kind: 'sqlite', file: join(dataDir, 'helpdesk.sqlite') }
  if (!URL.canParse(url)) throw new Error(shape)
  const parsed = new URL(url)
  if (parsed.protocol !== 'mysql:' && parsed.protocol !== 'mariadb:') throw new Error(shape)
  const database = decode(parsed.pathname.slice(1))
  if (parsed.hostname === '' || database === '' || database.includes('/')) throw new Error(shape)
  for (const [name, value] of parsed.searchParams) {
    if (name !== 'ssl') throw new Error(`knows only the parameter ssl=true, not ${name}`)
    // Anything else would be taken for no TLS, and the password would travel in the clear.
    if (value !== 'true' && value !== 'false') throw new Error('must say ssl=true or ssl=false')
  }
  return {
    kind: 'mysql',
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 3306 : Number(parsed.port),
    user: decode(parsed.username),
    password: decode(parsed.password),
    database,
    tls: parsed.searchParams.get('ssl') === 'true',
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Error(`${shape}, with special characters percent-encoded`)
  }
}
