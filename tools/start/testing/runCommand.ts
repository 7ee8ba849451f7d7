import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../..', import.meta.url))

/** A command that runs as a person would run it, and all that it has said so far. */
export type Command = {
  process: ChildProcess
  output: () => string
  /** Resolves with the match, or rejects with what was said instead when the command ends or a minute is over. */
  says: (pattern: RegExp) => Promise<RegExpExecArray>
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>
}

/** Runs a script of the checkout with Node; `env` goes on top of this process's own, less what tells of a test run. */
export function runCommand(script: string, args: string[], env: Record<string, string>): Command {
  const { NODE_ENV, NODE_OPTIONS, JEST_WORKER_ID, ...inherited } = process.env
  const child = spawn(process.execPath, [script, ...args], {
    cwd: checkout,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const listener of listeners) listener()
    })
  }

  function says(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        listeners.delete(look)
        reject(new Error(`${script} never said ${pattern}, but:\n${output}`))
      }
      const timer = setTimeout(giveUp, 60_000)
      const look = () => {
        const match = pattern.exec(output)
        if (match === null) return
        clearTimeout(timer)
        listeners.delete(look)
        resolve(match)
      }
      listeners.add(look)
      look()
      void ended.then(() => {
        clearTimeout(timer)
        giveUp()
      })
    })
  }
  return { process: child, output: () => output, says, ended }
}
