import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type CoreClient, createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'

const main = fileURLToPath(new URL('../../core-api/dist/main.js', import.meta.url))
const page = fileURLToPath(new URL('../dist/index.html', import.meta.url))

export type Product = { url: string; core: CoreClient; stop: () => Promise<void> }

/** The built core API with the built page, on a free port and an empty database of its own. */
export async function startProduct(): Promise<Product> {
  for (const built of [main, page]) {
    if (!existsSync(built)) throw new Error(`${built} is missing: build the product first`)
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-test-'))
  const settings = { CORE_API_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'info' }
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [main], { env: { PATH, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await listeningUrl(child)
  return {
    url,
    core: createCoreClient({ baseUrl: url }),
    stop: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The address in the program's log line that says it is listening; throws when it ends before. */
async function listeningUrl(child: ChildProcess): Promise<string> {
  const output = child.stdout
  if (output === null) throw new Error('the core API has no standard output')
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the core API ended with ${code} before it was listening`)))
    createInterface({ input: output }).on('line', (line) => {
      const entry: { msg?: unknown; url?: unknown } = JSON.parse(line)
      if (entry.msg === 'listening' && typeof entry.url === 'string') resolve(entry.url)
    })
  })
}
