import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** One JSON line an event: ids, kinds and times; never names, texts or secrets. */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  const options = { level, base: { program: 'core-api' }, serializers: { err: describeError } }
  // Written at once: a buffered log is written again and again at the exit when its reader has died.
  return pino(options, destination ?? pino.destination({ fd: 1, sync: true }))
}

/** What of an error may be logged. Messages of databases quote values, so of theirs only the code and the place are kept. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = codeOf(error)
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '))
  return {
    type: error.name,
    code,
    message: code === undefined ? error.message : undefined,
    stack: frames?.join('\n'),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  }
}

/** Objection wraps errors of the database: the code is then inside, the message outside as well. */
function codeOf(error: Error): unknown {
  if ('code' in error) return error.code
  return 'nativeError' in error && error.nativeError instanceof Error ? codeOf(error.nativeError) : undefined
}
