import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** A MariaDB server of a test's own, on loopback. `pid` is the present process's: a restart changes it, never the URL. */
export type MariaDbServer = {
  /** `mysql://root@127.0.0.1:PORT`: may do everything, create databases included; no password. */
  readonly url: string
  readonly pid: number
  /** SIGKILL: as if the machine had died. The data stay for `restart`. */
  kill(): Promise<void>
  /** Starts it again on the same port and data; ends it in order before, if it still runs. */
  restart(): Promise<void>
  /** Ends it in order and removes what it made. */
  stop(): Promise<void>
}

type MariaDbOptions = {
  /** Where the data lie; made if empty, and then left there by `stop`. Default: a temporary folder. */
  dataDir?: string
  /** Default: a free one. */
  port?: number
  /** Whether a commit is on the disk before it is answered, as in production. Default: no, which is faster. */
  durable?: boolean
}

const startDeadlineMs = 60_000
const stopDeadlineMs = 30_000

/** The path of the server's program on this machine, or null if it is not installed. */
export function findMariaDb(): string | null {
  const server = findProgram('mariadbd') ?? findProgram('mysqld')
  return server !== null && findProgram('mariadb-install-db') !== null ? server : null
}

/** Debian keeps servers in /usr/sbin, which an ordinary user's PATH leaves out. */
function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/**
 * Starts a MariaDB server and resolves when it answers. It ends with this process, however that ends.
 * Throws when MariaDB is not installed or does not come up within a minute; the message carries the end of its log.
 */
export async function startMariaDb(options: MariaDbOptions = {}): Promise<MariaDbServer> {
  const program = findMariaDb()
  if (program === null) throw new Error('MariaDB is not installed (apt install mariadb-server)')
  const folder = await mkdtemp(join(tmpdir(), 'mariadb-'))
  const dataDir = options.dataDir ?? join(folder, 'data')
  try {
    if (!existsSync(join(dataDir, 'mysql'))) await installTables(folder, dataDir)
    const port = options.port ?? (await freePort())
    const start = () => launch({ program, folder, dataDir, port, durable: options.durable ?? false })
    let server = await start()
    return {
      url: `mysql://root@127.0.0.1:${port}`,
      get pid() {
        return server.pid
      },
      kill: () => server.end('SIGKILL'),
      restart: async () => {
        await server.end('SIGTERM')
        server = await start()
      },
      stop: async () => {
        await server.end('SIGTERM')
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** The server refuses to run as root unless told to. */
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []

/** Free when asked; whoever takes it before the server does makes the start fail, not the tests wrong. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function installTables(folder: string, dataDir: string): Promise<void> {
  const log = join(folder, 'install.log')
  const installer = await runGuarded(folder, log, findProgram('mariadb-install-db') ?? '', [
    '--no-defaults',
    ...asRoot,
    `--datadir=${dataDir}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=16M',
  ])
  if ((await within(startDeadlineMs, installer.ended)) === 0) return
  await installer.end('SIGKILL')
  throw new Error(`mariadb-install-db failed:\n${await endOf(log)}`)
}

type Launch = { program: string; folder: string; dataDir: string; port: number; durable: boolean }

async function launch({ program, folder, dataDir, port, durable }: Launch): Promise<Guarded> {
  const log = join(folder, 'server.log')
  const server = await runGuarded(folder, log, program, [
    '--no-defaults',
    ...asRoot,
    `--datadir=${dataDir}`,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--default-time-zone=+00:00',
    '--innodb-buffer-pool-size=128M',
    '--innodb-log-file-size=16M',
    `--innodb-flush-log-at-trx-commit=${durable ? 1 : 2}`,
  ])
  const deadline = Date.now() + startDeadlineMs
  let running = true
  void server.ended.then(() => {
    running = false
  })
  while (running && Date.now() < deadline) {
    if ((await readServerVersion('127.0.0.1', port)) !== null) return server
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await server.end('SIGKILL')
  throw new Error(`MariaDB did not start on port ${port}:\n${await endOf(log)}`)
}

/**
 * What the server at this address calls itself in its greeting, such as `MariaDB 10.11.19` or `MySQL 8.4.3`;
 * null if none greets within two seconds. https://mariadb.com/kb/en/connection/#initial-handshake-packet
 */
export function readServerVersion(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 })
    const finish = (version: string | null) => {
      socket.destroy()
      resolve(version)
    }
    socket.once('error', () => finish(null))
    socket.once('timeout', () => finish(null))
    socket.once('close', () => resolve(null))
    socket.once('data', (packet) => {
      // Four bytes of length and number, the protocol's version (10), then the server's as a string that ends in NUL.
      const text = packet.toString('latin1', 5, Math.max(5, packet.indexOf(0, 5)))
      const mariaDb = /(\d+\.\d+\.\d+)-MariaDB/.exec(text)?.[1]
      const mySql = /^\d+\.\d+\.\d+/.exec(text)?.[0]
      if (packet[4] !== 10) finish(null)
      else finish(mariaDb ? `MariaDB ${mariaDb}` : mySql ? `MySQL ${mySql}` : null)
    })
  })
}

type Guarded = {
  pid: number
  /** The exit code. */
  ended: Promise<number>
  /** Sends the signal and waits for the end; SIGKILL when it does not come in time. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/**
 * A shell that runs a program and waits on a pipe, which closes when the process that asked for the program dies:
 * nobody else would then end the program and remove its folder.
 */
const guardScript = `
folder=$1 log=$2
shift 2
exec 3<&0
"$@" 3<&- </dev/null >>"$log" 2>&1 &
program=$!
echo "$program"
{ read -r word <&3 || { : >"$folder/orphaned"; kill -KILL "$program"; }; } &
watcher=$!
wait "$program"
code=$?
if [ -e "$folder/orphaned" ]; then rm -rf -- "$folder"; else kill "$watcher"; fi
exit "$code"
`

async function runGuarded(folder: string, log: string, program: string, args: string[]): Promise<Guarded> {
  // A process group of its own: Ctrl-C ends the tests, which then end it; not the server under them.
  const guard = spawn('/bin/sh', ['-c', guardScript, 'guard', folder, log, program, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  const ended = new Promise<number>((resolve) => {
    guard.once('exit', (code) => resolve(code ?? 1))
  })
  const pid = await readPid(guard)
  return {
    pid,
    ended,
    end: async (signal) => {
      send(pid, signal, guard)
      if ((await within(stopDeadlineMs, ended)) === undefined) send(pid, 'SIGKILL', guard)
      await ended
    },
  }
}

type Guard = ChildProcessByStdio<Writable, Readable, null>

function readPid(guard: Guard): Promise<number> {
  return new Promise((resolve, reject) => {
    guard.once('error', reject)
    guard.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())))
  })
}

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL', guard: Guard): void {
  if (guard.exitCode === null && guard.signalCode === null) process.kill(pid, signal)
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  const first = await Promise.race([promise, late])
  clearTimeout(timer)
  return first
}

async function endOf(logFile: string): Promise<string> {
  return (await readFile(logFile, 'utf8')).split('\n').slice(-20).join('\n')
}
