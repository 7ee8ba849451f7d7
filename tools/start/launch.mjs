import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { checkout } from '../prepare/checkout.mjs'

/**
 * One life of a program, from its start to its end.
 * @typedef {object} Life
 * @property {Promise<string | null>} ready its address once it is ready to serve, or null if it ended before
 * @property {Promise<string>} ended how it ended, for people; after its last words were shown
 * @property {number | null} readyAt by `performance.now()`
 * @property {() => string} state what it lacks to be ready, for people
 * @property {(signal: NodeJS.Signals) => void} send
 */

/**
 * Starts a program as a process of its own, in a group of its own, so that Ctrl-C reaches only the one who stops all in
 * order. It is told by its IPC channel if that one dies.
 * @param {import('./programs.mjs').Program} program
 * @param {{ env: NodeJS.ProcessEnv, show: (line: string, isError: boolean) => void }} surroundings
 * @returns {Life}
 */
export function launch(program, { env, show }) {
  const child = spawn(process.execPath, [join(checkout, program.entry)], {
    cwd: checkout,
    env: { ...env, ...program.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  let state = 'it does not listen yet'
  /** @type {Promise<string>} */
  const listening = new Promise((resolve) => {
    if (hidesInfo.includes(env.LOG_LEVEL ?? '')) resolve(expectedAddress(program, env))
    eachLine(child.stdout, (line) => {
      show(line, false)
      const url = findAddress(line)
      if (url !== null) resolve(url)
    })
  })
  eachLine(child.stderr, (line) => show(line, true))

  /** @type {Life} */
  const life = {
    ready: Promise.race([ended.then(() => null), listening.then(untilReady)]),
    ended,
    readyAt: null,
    state: () => state,
    send: (signal) => child.kill(signal),
  }
  return life

  /** @param {string} url */
  async function untilReady(url) {
    for (;;) {
      const answer = await ask(`${url}/readyz`)
      if (answer === '200') break
      if (child.exitCode !== null || child.signalCode !== null) return null
      state = `${url}/readyz says ${answer}`
      await delay(100)
    }
    life.readyAt = performance.now()
    return url
  }
}

/** @param {import('node:stream').Readable | null} stream @param {(line: string) => void} take */
function eachLine(stream, take) {
  if (stream) createInterface({ input: stream }).on('line', take)
}

/** Levels at which a program does not log that it listens. */
const hidesInfo = ['warn', 'error', 'fatal', 'silent']

/** @param {import('./programs.mjs').Program} program @param {NodeJS.ProcessEnv} env */
function expectedAddress({ port }, env) {
  const everywhere = ['0.0.0.0', '::', '']
  const host = env.HOST && !everywhere.includes(env.HOST) ? env.HOST : '127.0.0.1'
  return `http://${host.includes(':') ? `[${host}]` : host}:${env[port.variable] || port.otherwise}`
}

/** @param {string} line */
function findAddress(line) {
  if (!line.includes('"listening"')) return null
  try {
    const { msg, url } = JSON.parse(line)
    return msg === 'listening' && typeof url === 'string' ? url.replace(/\/$/, '') : null
  } catch {
    return null
  }
}

/** @param {string} url @returns {Promise<string>} the status, or the error's code */
function ask(url) {
  return new Promise((resolve) => {
    // No agent: a kept connection would have to be waited for when the program ends.
    const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume().once('close', () => resolve(String(response.statusCode)))
    })
    request.once('timeout', () => request.destroy())
    request.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code ?? error.message))
  })
}
