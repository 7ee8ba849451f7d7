import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { type Role, roles } from '@campus-helpdesk/core-api-contract/actor'
import { type DatabaseSettings, parseDatabaseUrl } from '@campus-helpdesk/db/settings'
import { z } from 'zod'

/** A service token: its name, the highest role that it may speak for, and the secret itself. */
export type ServiceToken = { name: string; role: Role; token: string }

export type Config = {
  port: number
  host: string
  dataDir: string
  database: DatabaseSettings
  /** None: no token is asked for, and loopback only is served. */
  tokens: ServiceToken[]
  /** The page's address as people reach it, without a slash at its end. */
  publicUrl: string | null
  /** As whom the page may be entered; none: the page is turned off. */
  portalRoles: Role[]
  /** Signs the page's cookies and the lists' cursors; null: made and kept in the database. */
  entrySecret: string | null
  logLevel: (typeof logLevels)[number]
}

/** Everything that is wrong with the settings, each line beginning with the variable's name. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const defaultHost = '127.0.0.1'

const settings = z.object({
  CORE_API_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535 (0: any free one)')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number, 0 to 65535 (0: any free one)')
    .default(3000),
  HOST: z.string().default(defaultHost),
  DATA_DIR: z
    .string()
    .default('data')
    .transform((dir) => resolve(dir)),
  DATABASE_URL: z.string().transform(parseDatabase).optional(),
  API_TOKENS: z.string().default('').transform(parseTokens),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address like https://helpdesk.example.edu' })
    .refine((url) => !/[?#]/.test(url), 'must be an address without ? and #: paths are put behind it')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  PORTAL_ROLES: z.string().transform(parseRoles).optional(),
  ENTRY_SECRET: z.string().min(32, 'must be at least 32 characters long').optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
})

/** May be given as a file's name in `..._FILE` instead. */
const secretSettings = ['DATABASE_URL', 'API_TOKENS', 'ENTRY_SECRET'] as const

/** Reads and checks all settings. Throws ConfigError with every problem at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = []
  const raw = readRaw(env, problems)
  const host = raw.HOST ?? defaultHost
  const loopback = isLoopback(host)
  // Where tokens were given but cannot be read, that is the problem, not their absence.
  const unread = problems.some((problem) => problem.startsWith('API_TOKENS'))
  const tokens = unread ? undefined : settings.shape.API_TOKENS.safeParse(raw.API_TOKENS).data
  if (tokens?.length === 0 && !loopback) {
    problems.push(
      `HOST is ${host}, which others can reach, but no API_TOKENS are set: without tokens only loopback (127.0.0.1) is served, because anybody who reaches the API could do anything`,
    )
  }
  const parsed = settings.safeParse(raw)
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join('.')} ${issue.message}`)
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  const { data } = parsed
  return {
    port: data.CORE_API_PORT,
    host: data.HOST,
    dataDir: data.DATA_DIR,
    database: data.DATABASE_URL ?? parseDatabaseUrl(undefined, data.DATA_DIR),
    tokens: data.API_TOKENS,
    publicUrl: data.PUBLIC_URL ?? null,
    portalRoles: data.PORTAL_ROLES ?? (loopback ? [...roles] : ['user']),
    entrySecret: data.ENTRY_SECRET ?? null,
    logLevel: data.LOG_LEVEL,
  }
}

/** An empty value is as none, except for PORTAL_ROLES, where it turns the page off. */
function readRaw(env: NodeJS.ProcessEnv, problems: string[]): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const name of Object.keys(settings.shape)) {
    const value = env[name]
    if (value !== undefined && (value !== '' || name === 'PORTAL_ROLES')) raw[name] = value
  }
  for (const name of secretSettings) {
    const file = env[`${name}_FILE`]
    if (file === undefined || file === '') continue
    if (raw[name] !== undefined) {
      problems.push(`${name}_FILE and ${name} are both set; set one of them`)
      continue
    }
    try {
      const value = readFileSync(file, 'utf8').trim()
      // Not as if it were unset: a broken secret must not open what it was to close.
      if (value === '') problems.push(`${name}_FILE names a file that is empty: ${file}`)
      else raw[name] = value
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read: ${file}`)
    }
  }
  return raw
}

function parseDatabase(url: string, ctx: z.RefinementCtx): DatabaseSettings {
  try {
    return parseDatabaseUrl(url, '')
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
    return z.NEVER
  }
}

function parseTokens(text: string, ctx: z.RefinementCtx): ServiceToken[] {
  const tokens: ServiceToken[] = []
  if (text !== '' && text.replaceAll(',', '').trim() === '') {
    ctx.addIssue({
      code: 'custom',
      message: 'holds no token; leave it unset to serve this machine only, without tokens',
    })
  }
  for (const [index, entry] of text.split(',').entries()) {
    if (entry.trim() === '') continue
    // The entry itself is not repeated in the message: it holds a secret.
    const match = /^\s*([\w.-]{1,100}):(user|helpdesk):([\x21-\x7e]+)\s*$/.exec(entry)
    const [, name, role, token] = match ?? []
    if (name === undefined || token === undefined) {
      ctx.addIssue({
        code: 'custom',
        message: `entry ${index + 1} must look like name:role:token, the role user or helpdesk`,
      })
    } else {
      tokens.push({ name, role: role === 'helpdesk' ? 'helpdesk' : 'user', token })
    }
  }
  return tokens
}

function parseRoles(text: string, ctx: z.RefinementCtx): Role[] {
  const words = text.split(',').map((word) => word.trim())
  const known = roles.filter((role) => words.includes(role))
  if (words.some((word) => word !== '' && !roles.some((role) => role === word))) {
    ctx.addIssue({
      code: 'custom',
      message: `must be a comma-separated list of ${roles.join(', ')}, or empty to turn the page off`,
    })
  }
  return known
}

/** An address or name that only this machine reaches. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  if (isIP(name) === 4) return name.startsWith('127.')
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost')
}
