/** Doubles from 200 ms up to `longestMs`, with half of it left to chance so that many clients do not come back together. */
export function backOffMs(attempt: number, longestMs = 60_000): number {
  const full = Math.min(200 * 2 ** (attempt - 1), longestMs)
  return full / 2 + Math.random() * (full / 2)
}

/** Rejects with the signal's reason when that comes first. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
