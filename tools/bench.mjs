import './prepare/requireNode.mjs'
import { spawn } from 'node:child_process'
import { build } from './prepare/build.mjs'
import { checkout } from './prepare/checkout.mjs'
import { install } from './prepare/install.mjs'
import { readArguments } from './prepare/readArguments.mjs'
import { StepFailed } from './prepare/runStep.mjs'

const usage = `npm run bench [-- --quick | --full] [word ...]

Installs what is missing, builds what has changed and measures the core API beside two floors of the same run, on SQLite
and, where it is installed, on a MariaDB of its own with durable commits: requests a second, latencies, growth with the
number of tickets, the feed's delay, the export, memory and start-up. Prints what misses its goal.
  --quick   about a minute: fewer tickets, shorter rounds, rougher figures
  --full    a million tickets too
Words choose databases (sqlite, mariadb) and operations by a part of their name (list, search, post, ...).`

const { flags } = readArguments(usage, ['--quick', '--full'])
if (flags.size > 1) {
  console.error(`--quick or --full, not both.\n\n${usage}`)
  process.exit(2)
}

try {
  await install(console.log)
  await build(console.log)
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  console.error(error.message)
  process.exit(1)
}

// A process group of its own: Ctrl-C reaches it only through here, and nothing of it is left behind, however it ends.
const child = spawn(
  process.execPath,
  ['--conditions=@campus-helpdesk/source', '--import', 'tsx', 'tools/bench/main.ts', ...process.argv.slice(2)],
  { cwd: checkout, stdio: 'inherit', detached: true },
)
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => child.kill(signal))
child.once('exit', (code) => {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  } catch {
    // Nobody is left: as it should be.
  }
  process.exit(code ?? 1)
})
