/** npm passes a Ctrl-C on that the terminal has sent to us already: only a later one is meant as a second. */
const sameKeyPressMs = 500

/**
 * Listens for a person or a system that wants everything to end: in order at the first Ctrl-C, SIGTERM, closed terminal
 * or closed pipe, or when npm is killed; at once at the second Ctrl-C. (`npm start` says `exec` because npm sends a
 * SIGTERM to the shell between itself and us, which would die of it and leave us running.)
 * @param {(line: string) => void} say
 * @returns {{ stopAsked: Promise<void>, killAsked: Promise<void>, wasKilled: () => boolean }}
 */
export function askedToEnd(say) {
  let stopAskedAt = Number.POSITIVE_INFINITY
  let killed = false
  /** @type {Promise<void>} */
  const stopAsked = new Promise((resolve) => {
    const stop = () => {
      if (Number.isFinite(stopAskedAt)) return
      stopAskedAt = performance.now()
      say('Ending in order: requests in flight have 10 s. Ctrl-C again ends everything at once.')
      resolve()
    }
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop)
    process.stdout.on('error', stop)
    if (process.env.npm_lifecycle_event) whenOrphaned(stop)
  })
  /** @type {Promise<void>} */
  const killAsked = new Promise((resolve) => {
    process.on('SIGINT', () => {
      if (performance.now() - stopAskedAt < sameKeyPressMs) return
      killed = true
      resolve()
    })
  })
  return { stopAsked, killAsked, wasKilled: () => killed }
}

/** @param {() => void} act */
function whenOrphaned(act) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 250)
}
