import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { atEnd } from './cleanUp.ts'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

export const withTypeScript = ['--conditions=@campus-helpdesk/source', '--import', 'tsx']

/** Starts Node on something, in the checkout; it ends with the benchmark. What it logs is thrown away, what it says on stderr is shown. */
export function startNode(
  args: string[],
  env: Record<string, string> = {},
): { child: ChildProcess; stop: () => Promise<void> } {
  const child = spawn(process.execPath, args, {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const stop = atEnd(async () => {
    // Also ends one that is paused.
    child.kill('SIGKILL')
    await ended
  })
  return { child, stop }
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
