import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { checkout } from '../prepare/checkout.mjs'

const notOurs = ['node_modules', 'dist', 'data', 'coverage', '.git']

/**
 * The files of tests, as paths from the checkout.
 * @param {string} [folder]
 * @returns {string[]}
 */
export function listSuites(folder = '') {
  return readdirSync(join(checkout, folder), { withFileTypes: true })
    .filter(({ name }) => !notOurs.includes(name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isDirectory()) return listSuites(path)
      return path.endsWith('.test.ts') ? [path] : []
    })
    .sort()
}

/**
 * Which of the suites to run, and which of those that the patterns match have to be left out.
 * @param {string[]} suites
 * @param {{ patterns: string[], all: boolean, hasChromium: boolean }} request a pattern is a part of a path; none: all
 * @returns {{ chosen: string[], withoutChromium: string[], slow: string[] }}
 */
export function chooseSuites(suites, { patterns, all, hasChromium }) {
  const matching = suites.filter((path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern)))
  const slow = matching.filter((path) => path.includes('.slow.test.') && !all && !isNamed(path, patterns))
  const withoutChromium = matching.filter((path) => path.includes('.browser.') && !hasChromium && !slow.includes(path))
  const chosen = matching.filter((path) => !slow.includes(path) && !withoutChromium.includes(path))
  return { chosen, withoutChromium, slow }
}

/**
 * Whether a pattern means this file, rather than a folder that it happens to lie in.
 * @param {string} path @param {string[]} patterns
 */
function isNamed(path, patterns) {
  const nameStart = path.length - basename(path).length
  return patterns.some((pattern) => path.lastIndexOf(pattern) + pattern.length > nameStart && path.includes(pattern))
}
