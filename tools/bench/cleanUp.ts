import { say } from './say.ts'

const undone: (() => Promise<void> | void)[] = []

/** To be done when the benchmark ends, however that comes; what was registered last is done first. Doing it early is no harm. */
export function atEnd(undo: () => Promise<void> | void): () => Promise<void> {
  let done = false
  const once = async () => {
    if (done) return
    done = true
    await undo()
  }
  undone.push(once)
  return once
}

/** Stops what runs and removes what was made. */
export async function cleanUp(): Promise<void> {
  for (let undo = undone.pop(); undo !== undefined; undo = undone.pop()) {
    await Promise.resolve(undo()).catch((error: unknown) => say(`Could not clean up: ${error}`))
  }
}

let signalled = false

/** Whether a signal is ending the program; what fails then, fails because its servers have been stopped. */
export function isEnding(): boolean {
  return signalled
}

/** Ctrl-C and SIGTERM clean up before they end the program. */
export function cleanUpOnSignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => {
      signalled = true
      say('\nEnding: stopping the servers and removing the data ...')
      void cleanUp().finally(() => process.exit(code))
    })
  }
}
