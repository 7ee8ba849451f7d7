import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { checkout } from './checkout.mjs'

/** A step of getting ready that failed; its message is for the person at the terminal, and nothing else is to be said. */
export class StepFailed extends Error {}

/**
 * Runs a program to its end in the checkout and collects what it says. It is given no keyboard: it can ask nothing.
 * @param {string} program @param {string[]} args
 * @param {{ show?: boolean, folder?: string }} [options] `show`: its output goes to the terminal as it comes, and is not
 *   collected; `folder`: where in the checkout it runs
 * @returns {Promise<{ code: number, output: string, seconds: string }>} `code` is 1 when a signal ended it
 */
export function run(program, args, { show = false, folder = '.' } = {}) {
  const startedAt = performance.now()
  const child = spawn(program, args, {
    cwd: join(checkout, folder),
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    // npm is a script for the shell on Windows.
    shell: program === 'npm' && process.platform === 'win32',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) })
    })
  })
}

/**
 * Runs a program that is among the installed packages.
 * @param {string} script below node_modules, such as `typescript/bin/tsc`
 * @param {string[]} args
 * @param {{ folder?: string }} [options]
 */
export function runInstalled(script, args, options) {
  return run(process.execPath, [join(checkout, 'node_modules', script), ...args], options)
}
