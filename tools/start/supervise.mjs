import { setTimeout as delay } from 'node:timers/promises'
import { launch } from './launch.mjs'

/** Milliseconds, except the count of starts. */
const usualLimits = {
  /** How long the first start of a program may take. */
  readyWithin: 120_000,
  /** How often a person who waits is told why. */
  stillWaiting: 10_000,
  /** A program finishes what it has begun within 10 s; then a little. */
  stopWithin: 12_000,
  firstPause: 500,
  longestPause: 30_000,
  /** Who was ready for so long is not thought to be failing: its pauses start small again. */
  steadyAfter: 60_000,
  startsInVain: 5,
}

/**
 * @typedef {object} Supervision
 * @property {import('./programs.mjs').Program[]} programs
 * @property {NodeJS.ProcessEnv} env
 * @property {(program: string, line: string, isError: boolean) => void} show a program's own line
 * @property {(line: string) => void} say what goes wrong, for the person at the terminal
 * @property {(addresses: Map<string, string>) => void} onReady each program's address, once all are ready
 * @property {Promise<void>} stopAsked
 * @property {Promise<void>} killAsked
 * @property {Partial<typeof usualLimits>} [limits]
 */

class CannotRun extends Error {}

/**
 * Runs the programs until it is asked to stop: starts them in order, starts again what dies, stops them in reverse order.
 * When one cannot start, or keeps dying, all are stopped.
 * @param {Supervision} supervision
 * @returns {Promise<boolean>} whether everything started, ran and ended as it should
 */
export async function supervise({ programs, env, show, say, onReady, stopAsked, killAsked, limits: given }) {
  const limits = { ...usualLimits, ...given }
  /** @type {Map<import('./programs.mjs').Program, import('./launch.mjs').Life>} */
  const lives = new Map()
  let stopping = false
  const stop = stopAsked.then(() => {
    stopping = true
  })
  let inOrder = true
  try {
    await Promise.race([stop, startAll()])
    if (!stopping) await Promise.race([stop, ...programs.map(keepRunning)])
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error
    say(error.message)
    inOrder = false
  }
  stopping = true
  return (await stopAll()) && inOrder

  /** @param {import('./programs.mjs').Program} program */
  function start(program) {
    const life = launch(program, { env, show: (line, isError) => show(program.name, line, isError) })
    lives.set(program, life)
    return life
  }

  async function startAll() {
    const addresses = new Map()
    for (const group of inOrderOfStart(programs)) {
      if (stopping) return
      await Promise.all(group.map(async (program) => addresses.set(program.name, await startFirst(program))))
    }
    if (!stopping) onReady(addresses)
  }

  /** @param {import('./programs.mjs').Program} program */
  async function startFirst(program) {
    const life = start(program)
    const reminder = setInterval(() => say(`Waiting for ${program.name}: ${life.state()}.`), limits.stillWaiting)
    const late = new AbortController()
    const address = await Promise.race([
      life.ready,
      delay(limits.readyWithin, 'late', { signal: late.signal, ref: false }).catch(() => 'late'),
    ])
    clearInterval(reminder)
    late.abort()
    if (address === 'late') {
      throw new CannotRun(`${program.name} could not start within ${limits.readyWithin / 1000} s: ${life.state()}.`)
    }
    if (address === null && !stopping) {
      throw new CannotRun(`${program.name} could not start (${await life.ended}); what it said is above.`)
    }
    return address
  }

  /** @param {import('./programs.mjs').Program} program */
  async function keepRunning(program) {
    let pause = limits.firstPause
    let inVain = 0
    for (let life = lives.get(program); life; life = start(program)) {
      life.ready.then((address) => inVain > 0 && address && say(`${program.name} is ready again: ${address}`))
      const end = await life.ended
      if (stopping) return
      inVain = life.readyAt === null ? inVain + 1 : 1
      if (life.readyAt !== null && performance.now() - life.readyAt > limits.steadyAfter) pause = limits.firstPause
      if (inVain > limits.startsInVain) {
        throw new CannotRun(
          `${program.name} was started again ${limits.startsInVain} times in vain; what it said is above.`,
        )
      }
      say(`${program.name} has ended unasked (${end}). It is started again in ${pause / 1000} s.`)
      await delay(pause)
      if (stopping) return
      pause = Math.min(pause * 2, limits.longestPause)
    }
  }

  async function stopAll() {
    let allInTime = true
    void killAsked.then(() => {
      for (const life of lives.values()) life.send('SIGKILL')
    })
    for (const group of inOrderOfStart(programs).reverse()) {
      const inTime = await Promise.all(group.map(stopOne))
      allInTime = inTime.every(Boolean) && allInTime
    }
    return allInTime
  }

  /** @param {import('./programs.mjs').Program} program */
  async function stopOne(program) {
    const life = lives.get(program)
    if (life === undefined) return true
    life.send('SIGTERM')
    const clock = new AbortController()
    const late = delay(limits.stopWithin, true, { signal: clock.signal }).catch(() => false)
    if (await Promise.race([life.ended.then(() => false), late])) {
      say(`${program.name} did not end within ${limits.stopWithin / 1000} s; it is killed.`)
      life.send('SIGKILL')
      await life.ended
      return false
    }
    clock.abort()
    return true
  }
}

/**
 * @param {import('./programs.mjs').Program[]} programs
 * @returns {import('./programs.mjs').Program[][]} programs that are started together, group after group
 */
function inOrderOfStart(programs) {
  const orders = [...new Set(programs.map(({ order }) => order))].sort((a, b) => a - b)
  return orders.map((order) => programs.filter((program) => program.order === order))
}
