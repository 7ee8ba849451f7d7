import './prepare/requireNode.mjs'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './prepare/checkout.mjs'
import { install } from './prepare/install.mjs'
import { readArguments } from './prepare/readArguments.mjs'
import { runInstalled, StepFailed } from './prepare/runStep.mjs'

const usage = `npm run check

Installs what is missing, then checks the code without running it: types, lint and format, who imports whom, and what
nobody uses. What a step found is shown only if it fails; all steps are run. "npm run format" mends the format.`

const folders = ['core-api', 'db', 'bots', 'analytics-services', 'portal', 'tools'].filter((folder) =>
  existsSync(join(checkout, folder)),
)
const steps = [
  { name: 'types', script: 'typescript/bin/tsc', args: ['--noEmit'] },
  { name: 'types of the commands', script: 'typescript/bin/tsc', args: ['--project', 'tools/tsconfig.json'] },
  { name: 'types of the page', script: 'typescript/bin/tsc', args: ['--noEmit', '--project', 'portal/tsconfig.json'] },
  { name: 'lint and format', script: '@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings'] },
  {
    name: 'dependency rules',
    script: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', ...folders],
  },
  { name: 'unused code', script: 'knip/bin/knip.js', args: ['--treat-config-hints-as-errors'] },
]

const { words } = readArguments(usage)
if (words.length > 0) {
  console.error(`Unknown: ${words.join(' ')}\n\n${usage}`)
  process.exit(2)
}

try {
  await install(console.log)
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  console.error(error.message)
  process.exit(1)
}

/** @type {string[]} */
const failed = []
for (const { name, script, args } of steps) {
  const { code, output, seconds } = await runInstalled(script, args)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(22)} ${seconds.padStart(5)} s`)
  if (code === 0) continue
  failed.push(name)
  console.log(`\n${output.trim()}\n`)
}
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`)
process.exit(failed.length === 0 ? 0 : 1)
