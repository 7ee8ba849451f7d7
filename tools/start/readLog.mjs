const levels = new Map([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
  [60, 'fatal'],
])

const shownElsewhere = ['level', 'time', 'msg', 'err', 'pid', 'hostname', 'name', 'program']

/**
 * A program's line as a person at a terminal reads it: time, program, level, message, ids. What is not a JSON log line
 * stays as it is, after the program's name.
 * @param {string} program @param {string} line
 */
export function readLog(program, line) {
  const entry = parseEntry(line)
  if (entry === null) return `${program}: ${printable(line)}`
  const time = new Date(typeof entry.time === 'string' ? entry.time : Number(entry.time))
  const level = levels.get(Number(entry.level)) ?? String(entry.level)
  const fields = Object.entries(entry)
    .filter(([name]) => !shownElsewhere.includes(name))
    .map(([name, value]) => `${name}=${readValue(value)}`)
  const { stack, ...error } = entry.err ?? {}
  if (entry.err) fields.push(`err=${readValue(error)}`)
  const head = [readTime(time), program.padEnd(8), level.padEnd(5), printable(String(entry.msg ?? '')), ...fields]
  return [head.join(' '), ...(typeof stack === 'string' ? stack.split('\n').map(printable) : [])].join('\n')
}

/** @param {string} line @returns {Record<string, any> | null} */
function parseEntry(line) {
  try {
    const entry = JSON.parse(line)
    return typeof entry === 'object' && entry !== null && 'level' in entry && 'time' in entry ? entry : null
  } catch {
    return null
  }
}

/** @param {Date} time */
function readTime(time) {
  if (Number.isNaN(time.getTime())) return '--:--:--.---'
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, '0')}`
}

/** @param {unknown} value */
function readValue(value) {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : printable(JSON.stringify(value))
}

/**
 * What a requester sent may be in a log line, and must not be able to steer the terminal.
 * @param {string} text
 */
function printable(text) {
  return text.replace(
    /\p{Cc}|\p{Bidi_Control}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
