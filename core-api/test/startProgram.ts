import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Call, callApi, type Said } from './startCoreApi.ts'

const entry = fileURLToPath(new URL('../dist/main.js', import.meta.url))

export type Ending = { code: number | null; signal: NodeJS.Signals | null; output: string }

export type RunningProgram = {
  url: string
  /** As RunningCoreApi's. */
  call: (method: string, path: string, call?: Call) => Promise<Said>
  /** Ends it at once, as kill -9 does. */
  kill: () => Promise<Ending>
  /** Asks it to end in order. */
  stop: () => Promise<Ending>
  ended: Promise<Ending>
}

/**
 * The core API as it is run: a process of its own, from what was built (`npx tsc -b tsconfig.build.json`), on a free
 * port. Resolves when it listens; throws with its output when it ends before. It ends with the process of the tests.
 */
export async function startProgram(env: Record<string, string>): Promise<RunningProgram> {
  const { child, ended, url } = launch(env)
  const address = await Promise.race([url, ended])
  if (typeof address !== 'string') throw new Error(`The core API did not start (${address.code}): ${address.output}`)
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    url: address,
    call: (method, path, call) => callApi(address, method, path, call),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    ended,
  }
}

/** Runs the core API, which is expected to refuse to start. */
export function runProgram(env: Record<string, string>): Promise<Ending> {
  return launch(env).ended
}

type Launched = { child: ChildProcess; url: Promise<string>; ended: Promise<Ending> }

function launch(env: Record<string, string>): Launched {
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH, CORE_API_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  let listening = false
  const url = new Promise<string>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      // Under load there is a line for each request: to look through them all at each piece would take all the time.
      if (listening) return
      const line = output.split('\n').find((each) => each.includes('"msg":"listening"'))
      if (line === undefined) return
      listening = true
      resolve(JSON.parse(line).url)
    })
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, output: error.message }))
    child.once('close', (code, signal) => resolve({ code, signal, output }))
  })
  return { child, url, ended }
}

/** Asks every 50 ms until the condition holds; throws after `seconds`, which are meant to be more than enough. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
