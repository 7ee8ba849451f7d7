/** npm passes a Ctrl-C on that the terminal has sent to us already: only a later one is meant as a second. */
const sameKeyPressMs = 500

/**
 * Listens for a person or a system that wants everything to end: in order at the first Ctrl-C, SIGTERM, closed terminal
 * or closed pipe; at once at the second Ctrl-C.
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
