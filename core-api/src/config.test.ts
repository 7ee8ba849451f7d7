import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ConfigError, isLoopback, readConfig } from './config.ts'

const token = 'an-example-token-for-bots'
const tokens = `bots:helpdesk:${token}`
const secret = 'an entry secret of more than 32 characters'

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('without any setting there is a loopback server with an embedded database and the whole page', () => {
  expect(readConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: resolve('data'),
    database: { kind: 'sqlite', file: join(resolve('data'), 'helpdesk.sqlite') },
    tokens: [],
    publicUrl: null,
    portalRoles: ['user', 'helpdesk'],
    entrySecret: null,
    logLevel: 'info',
  })
})

test('every setting is taken as it is given', () => {
  expect(
    readConfig({
      CORE_API_PORT: '0',
      HOST: '0.0.0.0',
      DATA_DIR: '/var/lib/helpdesk',
      DATABASE_URL: 'mysql://desk:p%40ss@db.example:3307/helpdesk?ssl=true',
      API_TOKENS: ` ${tokens}, slack:user:a:b ,`,
      PUBLIC_URL: 'https://helpdesk.example.edu//',
      PORTAL_ROLES: 'helpdesk, user',
      ENTRY_SECRET: secret,
      LOG_LEVEL: 'debug',
    }),
  ).toEqual({
    port: 0,
    host: '0.0.0.0',
    dataDir: '/var/lib/helpdesk',
    database: {
      kind: 'mysql',
      host: 'db.example',
      port: 3307,
      user: 'desk',
      password: 'p@ss',
      database: 'helpdesk',
      tls: true,
    },
    tokens: [
      { name: 'bots', role: 'helpdesk', token },
      { name: 'slack', role: 'user', token: 'a:b' },
    ],
    publicUrl: 'https://helpdesk.example.edu',
    portalRoles: ['user', 'helpdesk'],
    entrySecret: secret,
    logLevel: 'debug',
  })
})

test('an empty setting is as none', () => {
  const names = ['CORE_API_PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'API_TOKENS', 'PUBLIC_URL', 'ENTRY_SECRET']
  const empty = Object.fromEntries([...names, 'LOG_LEVEL', 'API_TOKENS_FILE'].map((name) => [name, '']))
  expect(readConfig(empty)).toEqual(readConfig({}))
})

test.each([
  [{}, ['user', 'helpdesk']],
  [{ HOST: '::1' }, ['user', 'helpdesk']],
  [{ HOST: '0.0.0.0', API_TOKENS: tokens }, ['user']],
  [{ HOST: '0.0.0.0', API_TOKENS: tokens, PORTAL_ROLES: 'helpdesk' }, ['helpdesk']],
  [{ PORTAL_ROLES: '' }, []],
  [{ PORTAL_ROLES: ' user , user ' }, ['user']],
])('with %j the page may be entered as %j', (env, roles) => {
  expect(readConfig(env as Record<string, string>).portalRoles).toEqual(roles)
})

const bad: [string, string][] = [
  ['CORE_API_PORT', '65536'],
  ['CORE_API_PORT', '-1'],
  ['CORE_API_PORT', '3e3'],
  ['CORE_API_PORT', ' 3000'],
  ['DATABASE_URL', 'not an address'],
  ['DATABASE_URL', 'postgres://u:p@db.example/helpdesk'],
  ['DATABASE_URL', 'mysql://u:p@db.example/'],
  ['DATABASE_URL', 'mysql://u:p@db.example/a/b'],
  ['DATABASE_URL', 'mysql://u:%zz@db.example/helpdesk'],
  ['DATABASE_URL', 'mysql://u:p@db.example/helpdesk?socket=x'],
  ['API_TOKENS', token],
  ['API_TOKENS', `bots:${token}`],
  ['API_TOKENS', `bots:root:${token}`],
  ['API_TOKENS', `:user:${token}`],
  ['API_TOKENS', `two words:user:${token}`],
  ['API_TOKENS', 'bots:user:'],
  ['API_TOKENS', 'bots:user:to ken'],
  ['API_TOKENS', 'bots:user:tökén'],
  ['API_TOKENS', ' , '],
  ['PUBLIC_URL', 'helpdesk.example.edu'],
  ['PUBLIC_URL', 'https://helpdesk.example.edu/?desk=1'],
  ['PUBLIC_URL', 'ftp://helpdesk.example.edu'],
  ['PUBLIC_URL', 'javascript:alert(1)'],
  ['PORTAL_ROLES', 'admin'],
  ['PORTAL_ROLES', 'user;helpdesk'],
  ['ENTRY_SECRET', 'x'.repeat(31)],
  ['LOG_LEVEL', 'loud'],
]
test.each(bad)('%s=%s is refused by its name', (name, value) => {
  const problems = problemsOf({ [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(new RegExp(`^${name} must|^${name} entry 1 must|^${name} knows|^${name} holds no token`))
})

test('everything that is wrong is said at once', () => {
  const problems = problemsOf({
    CORE_API_PORT: 'http',
    HOST: '0.0.0.0',
    DATABASE_URL: 'nowhere',
    PUBLIC_URL: 'x',
    PORTAL_ROLES: 'x',
    ENTRY_SECRET: 'x',
    LOG_LEVEL: 'x',
    API_TOKENS_FILE: '',
  })
  expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(
    ['CORE_API_PORT', 'DATABASE_URL', 'ENTRY_SECRET', 'HOST', 'LOG_LEVEL', 'PORTAL_ROLES', 'PUBLIC_URL'].sort(),
  )
})

test('no secret is repeated in what is said about it', () => {
  const said = problemsOf({
    API_TOKENS: 'bots:root:hush-one,hush-two',
    DATABASE_URL: 'mysql://u:hush-three@db.example/a/b',
    ENTRY_SECRET: 'hush-four',
  }).join('\n')
  expect(said.split('\n')).toHaveLength(4)
  expect(said).not.toContain('hush')
})

describe('secrets in files', () => {
  let folder: string
  const fileOf = (content: string) => {
    const path = join(folder, `${Math.random()}`)
    writeFileSync(path, content)
    return path
  }
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-test-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are taken as if they stood in the environment, without the line break at the end', () => {
    const inFiles = {
      API_TOKENS_FILE: fileOf(`${tokens}\n`),
      DATABASE_URL_FILE: fileOf('mysql://u:p@db.example/helpdesk\n'),
      ENTRY_SECRET_FILE: fileOf(`${secret}\r\n`),
    }
    expect(readConfig(inFiles)).toEqual(
      readConfig({ API_TOKENS: tokens, DATABASE_URL: 'mysql://u:p@db.example/helpdesk', ENTRY_SECRET: secret }),
    )
  })

  test('are named with their file when it cannot be read, and nothing else is said to be missing', () => {
    const file = join(folder, 'none')
    expect(problemsOf({ HOST: '0.0.0.0', API_TOKENS_FILE: file })).toEqual([
      `API_TOKENS_FILE names a file that cannot be read: ${file}`,
    ])
  })

  test('are refused beside the setting itself, and when what the file holds is wrong', () => {
    const file = fileOf('hush')
    expect(problemsOf({ API_TOKENS: tokens, API_TOKENS_FILE: file })).toEqual([
      'API_TOKENS_FILE and API_TOKENS are both set; set one of them',
    ])
    expect(problemsOf({ API_TOKENS_FILE: file })).toEqual([
      'API_TOKENS entry 1 must look like name:role:token, the role user or helpdesk',
    ])
  })
})

test.each(['0.0.0.0', '::', '10.0.0.7', 'helpdesk.example.edu', '127.0.0.1.example.edu', 'localhost.example.edu'])(
  'HOST=%s is refused without tokens, saying why, and taken with them',
  (HOST) => {
    for (const env of [{ HOST }, { HOST, API_TOKENS: '' }]) {
      expect(problemsOf(env)).toEqual([
        `HOST is ${HOST}, which others can reach, but no API_TOKENS are set: without tokens only loopback (127.0.0.1) is served, because anybody who reaches the API could do anything`,
      ])
    }
    expect(readConfig({ HOST, API_TOKENS: tokens }).host).toBe(HOST)
  },
)

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['[::1]', true],
  ['LOCALHOST', true],
  ['desk.localhost', true],
  ['', false],
  ['localhost.', false],
  ['127.1', false],
  ['0.0.0.0', false],
  ['::', false],
  ['evil-localhost', false],
  ['127.0.0.1.evil.example', false],
  ['::ffff:10.0.0.1', false],
])('whether %j is this machine only: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
