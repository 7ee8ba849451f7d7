import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { checkout } from './checkout.mjs'
import { run, StepFailed } from './runStep.mjs'

/**
 * Installs the packages that package-lock.json names, unless they are there already.
 * @param {(line: string) => void} say
 */
export async function install(say) {
  if (isInstalled()) return
  say('Installing packages (npm ci; the first time takes a minute or so) ...')
  const { code, seconds } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { show: true })
  if (code !== 0) throw new StepFailed('The packages could not be installed: npm said why above. Is the network there?')
  say(`Installed the packages in ${seconds} s.`)
}

/**
 * Whether node_modules is what package-lock.json and each package.json ask for, by the record that npm keeps of what it
 * installed last; it writes that at the very end, so half an installation has none.
 */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json')
  const locked = readPackages('package-lock.json')
  if (installed === null || locked === null) return false
  return Object.entries(locked).every(([path, lock]) => {
    if (!path.includes('node_modules/')) return asksForTheSame(path, lock)
    const found = installed[path]
    return found ? found.version === lock.version && found.integrity === lock.integrity : lock.optional === true
  })
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean } & Record<string, unknown>} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage> | null}
 */
function readPackages(file) {
  const path = join(checkout, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : null
}

/**
 * A package of ours whose package.json was changed without the lockfile is left to npm, which says what is wrong.
 * @param {string} folder @param {LockedPackage} lock
 */
function asksForTheSame(folder, lock) {
  const path = join(checkout, folder, 'package.json')
  if (!existsSync(path)) return false
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  return ['dependencies', 'devDependencies'].every((kind) => isDeepStrictEqual(manifest[kind] ?? {}, lock[kind] ?? {}))
}
