/**
 * Reads the words after a command. `--help` prints the usage and ends the program; an unknown flag ends it with code 2.
 * @param {string} usage @param {string[]} knownFlags such as `--all`
 * @returns {{ flags: Set<string>, words: string[] }} `words` is all that does not begin with a dash
 */
export function readArguments(usage, knownFlags = []) {
  const given = process.argv.slice(2)
  if (given.includes('--help') || given.includes('-h')) {
    console.log(usage)
    process.exit(0)
  }
  const flags = given.filter((word) => word.startsWith('-'))
  const unknown = flags.filter((flag) => !knownFlags.includes(flag))
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(' ')}\n\n${usage}`)
    process.exit(2)
  }
  return { flags: new Set(flags), words: given.filter((word) => !word.startsWith('-')) }
}
