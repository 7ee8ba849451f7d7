import './prepare/requireNode.mjs'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from './prepare/build.mjs'
import { checkout } from './prepare/checkout.mjs'
import { install } from './prepare/install.mjs'
import { readArguments } from './prepare/readArguments.mjs'
import { StepFailed } from './prepare/runStep.mjs'
import { askedToEnd } from './start/askedToEnd.mjs'
import { findTakenPort } from './start/findTakenPort.mjs'
import { programs } from './start/programs.mjs'
import { readLog } from './start/readLog.mjs'
import { supervise } from './start/supervise.mjs'

const usage = `npm start

Installs what is missing, builds what has changed, starts the programs of Campus Helpdesk and prints "Ready" with their
addresses. Ctrl-C ends them in order: requests in flight are finished. Settings are environment variables, or lines of a
file .env (see .env.example); the environment wins.`

const { words } = readArguments(usage)
if (words.length > 0) {
  console.error(`Unknown: ${words.join(' ')}\n\n${usage}`)
  process.exit(2)
}
const envFile = join(checkout, '.env')
if (existsSync(envFile)) process.loadEnvFile(envFile)

try {
  // Ended by name: nothing that is still waited for shall hold up a person who pressed Ctrl-C.
  process.exit(await start(programs.filter(({ isWanted }) => isWanted(process.env))))
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  console.error(error.message)
  process.exit(1)
}

/** @param {import('./start/programs.mjs').Program[]} wanted @returns {Promise<number>} the exit code */
async function start(wanted) {
  const taken = await findTakenPort(wanted, process.env)
  if (taken !== null) throw new StepFailed(taken)
  await install(console.log)
  await build(console.log)

  console.log(`Starting ${wanted.map(({ name }) => name).join(', ')} ...`)
  const { stopAsked, killAsked, wasKilled } = askedToEnd(console.log)
  const inOrder = await supervise({
    programs: wanted,
    env: process.env,
    show: showLine,
    say: console.error,
    onReady: sayReady,
    stopAsked,
    killAsked,
  })
  if (wasKilled()) return 130
  return inOrder ? 0 : 1
}

/** @param {string} program @param {string} line @param {boolean} isError */
function showLine(program, line, isError) {
  const out = isError ? process.stderr : process.stdout
  out.write(`${out.isTTY ? readLog(program, line) : line}\n`)
}

/** @param {Map<string, string>} addresses */
function sayReady(addresses) {
  const api = addresses.get('core-api')
  console.log(`Ready: ${api}/
  API      ${api}/api/v1 (how to use it: ${api}/api/v1/docs)
  Health   ${api}/readyz
  Data     ${resolve(checkout, process.env.DATA_DIR || 'data')}
  End it   Ctrl-C`)
}
