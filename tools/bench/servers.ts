import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import type { FloorName } from './floors/openFloor.ts'
import { freePort, startNode, withTypeScript } from './startNode.ts'

export type ServerName = 'ours' | FloorName

/** A server that is being measured. Only one runs at a time; the others are paused, and use nothing but memory. */
export type Server = {
  name: ServerName
  port: number
  pid: number
  /** From the start of its process to its first 200 at /readyz. */
  readyMs: number
  pause: () => void
  resume: () => void
  stop: () => Promise<void>
}

/** 32 characters or more; cursors are signed with it. */
export const entrySecret = 'a secret of the benchmark, not of anybody else'
const readyWithinMs = 60_000

export async function startServer(name: ServerName, database: TestDatabase, extraArgs: string[] = []): Promise<Server> {
  const port = await freePort()
  const common = { CORE_API_PORT: String(port), NODE_ENV: 'production' }
  const startedAt = performance.now()
  const { child, stop } =
    name === 'ours'
      ? startNode([...extraArgs, 'core-api/dist/main.js'], {
          ...common,
          ...database.env,
          ENTRY_SECRET: entrySecret,
          LOG_LEVEL: 'info',
        })
      : startNode([...withTypeScript, 'tools/bench/floors/main.ts'], {
          ...common,
          FLOOR: name,
          FLOOR_SETTINGS: JSON.stringify(database.settings),
        })
  const url = `http://127.0.0.1:${port}`
  while ((await statusOf(`${url}/readyz`)) !== 200) {
    if (child.exitCode !== null) throw new Error(`The server ${name} has ended with code ${child.exitCode}`)
    if (performance.now() - startedAt > readyWithinMs) throw new Error(`The server ${name} does not become ready`)
    await delay(10)
  }
  return {
    name,
    port,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop,
  }
}

async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status
  } catch {
    return 0
  }
}

/** The most memory that a process has held so far, in MiB; undefined where the system does not tell (not Linux). */
export function peakMemory(pid: number): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib === undefined ? undefined : Number(kib) / 1024
  } catch {
    return undefined
  }
}

/** The CPU time that a process has used so far, in ms; NaN where the system does not tell (not Linux). */
export function cpuTime(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const ns = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    )
    return ns.reduce((sum, one) => sum + one, 0) / 1e6
  } catch {
    return Number.NaN
  }
}
