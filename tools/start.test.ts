import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, runCommand } from './start/testing/runCommand.ts'

let dataDir: string
const started: Command[] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'start-test-'))
})

afterEach(async () => {
  for (const command of started.splice(0)) {
    command.process.kill('SIGTERM')
    await command.ended
  }
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(env: Record<string, string> = {}, ...args: string[]): Promise<Command> {
  const command = runCommand('tools/start.mjs', args, {
    CORE_API_PORT: String(await freePort()),
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    LOG_LEVEL: 'info',
    ...env,
  })
  started.push(command)
  return command
}

async function readyAddress(command: Command): Promise<string> {
  const [, address = ''] = await command.says(/^Ready: (\S+)$/m)
  return address
}

test('prints Ready with the address of the page, and the page, the API and its documentation are there', async () => {
  const command = await start()
  const address = await readyAddress(command)
  const page = await fetch(address)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  expect((await fetch(`${address}api/v1/docs`)).status).toBe(200)
  expect(await fileTicket(address)).toMatchObject({ status: 201 })
  expect(command.output()).toContain(dataDir)
})

test('is ready also when the log is silent', async () => {
  const address = await readyAddress(await start({ LOG_LEVEL: 'silent' }))
  expect((await fetch(`${address}readyz`)).status).toBe(200)
})

test('says which port is taken and which variable chooses another, and ends with an error', async () => {
  const other = createServer()
  const port = await listen(other)
  const command = await start({ CORE_API_PORT: String(port) })
  expect(await command.ended).toBe(1)
  expect(command.output()).toContain(`Port ${port}`)
  expect(command.output()).toContain('CORE_API_PORT=')
  other.close()
})

test('names every setting that is wrong, and ends with an error', async () => {
  const command = await start({ LOG_LEVEL: 'loud', DATABASE_URL: 'postgres://somewhere', CORE_API_PORT: 'door' })
  expect(await command.ended).toBe(1)
  for (const name of ['LOG_LEVEL', 'DATABASE_URL', 'CORE_API_PORT']) expect(command.output()).toContain(name)
  expect(command.output()).not.toContain('Ready')
})

test('finishes a request in flight when it is ended with Ctrl-C, and ends without an error', async () => {
  const command = await start()
  const address = await readyAddress(command)
  const finish = await beginTicket(address)
  command.process.kill('SIGINT')
  await command.says(/"msg":"stopping"/)
  expect(await finish()).toBe(201)
  expect(await command.ended).toBe(0)
})

test('starts core-api again when it is killed, and nothing is lost', async () => {
  const command = await start()
  const address = await readyAddress(command)
  const { path } = await fileTicket(address)
  process.kill(programOf(command), 'SIGKILL')
  await command.says(/core-api has ended unasked \(SIGKILL\)/)
  await command.says(/core-api is ready again/)
  expect((await fetch(new URL(path ?? '', address))).status).toBe(200)
})

test('leaves no program behind when it is killed itself', async () => {
  const command = await start()
  const address = await readyAddress(command)
  const program = programOf(command)
  command.process.kill('SIGKILL')
  await command.ended
  await endOf(program)
  await expect(fetch(address)).rejects.toThrow()
})

test('refuses a flag that it does not know, by name', async () => {
  const command = await start({}, '--reday')
  expect(await command.ended).toBe(2)
  expect(command.output()).toContain('--reday')
})

async function fileTicket(address: string): Promise<{ status: number; path: string | null }> {
  const answer = await fetch(`${address}api/v1/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ description: 'The lift in building C is stuck' }),
  })
  return { status: answer.status, path: answer.headers.get('location') }
}

/** Sends half a request; the function that it gives sends the rest and resolves with the answer's status. */
async function beginTicket(address: string): Promise<() => Promise<number>> {
  const body = JSON.stringify({ description: 'The lift in building C is stuck' })
  const half = request(`${address}api/v1/tickets`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  })
  const status = new Promise<number>((resolve, reject) => {
    half.once('error', reject)
    half.once('response', (answer) => resolve(answer.resume().statusCode ?? 0))
  })
  // The server says `continue` once the request has begun there.
  await new Promise((resolve) => half.once('continue', resolve).flushHeaders())
  half.write(body.slice(0, 10))
  return () => {
    half.end(body.slice(10))
    return status
  }
}

/** The process id of the one program that the command has started. */
function programOf(command: Command): number {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = table.split('\n').map((row) => row.trim().split(/\s+/).map(Number))
  const [pid] = rows.find(([, parent]) => parent === command.process.pid) ?? []
  if (pid === undefined) throw new Error(`no program was started:\n${command.output()}`)
  return pid
}

async function endOf(pid: number): Promise<void> {
  const deadline = Date.now() + 20_000
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      process.kill(pid, 'SIGKILL')
      throw new Error(`process ${pid} did not end by itself`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function listen(server: ReturnType<typeof createSocketServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

async function freePort(): Promise<number> {
  const probe = createSocketServer()
  const port = await listen(probe)
  await new Promise((resolve) => probe.close(resolve))
  return port
}
