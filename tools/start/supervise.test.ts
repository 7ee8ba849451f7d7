import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, runCommand } from './testing/runCommand.ts'

const started: Command[] = []
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervise-test-'))
})

afterEach(async () => {
  for (const command of started.splice(0)) {
    command.process.kill('SIGKILL')
    await command.ended
  }
  rmSync(folder, { recursive: true, force: true })
})

/** Keeps stand-ins for programs: `name:order:behaviour`. Limits in milliseconds. */
function keep(standIns: string[], limits: Record<string, number> = {}): Command {
  const env = { STAND_IN_LIMITS: JSON.stringify(limits), STAND_IN_MARK: join(folder, 'mark') }
  const command = runCommand('tools/start/testing/superviseStandIns.mjs', standIns, env)
  started.push(command)
  return command
}

test('programs are started in their order and ended in the reverse order', async () => {
  const command = keep(['second:2:serves', 'first:1:serves'])
  await command.says(/^Ready/m)
  expect(order(command, /^(\w+): .*listening/gm)).toEqual(['first', 'second'])
  command.process.kill('SIGTERM')
  expect(await command.ended).toBe(0)
  expect(order(command, /^(\w+): ended/gm)).toEqual(['second', 'first'])
})

test('when one program cannot start, its words are shown, the others are ended, and the end is an error', async () => {
  const command = keep(['first:1:serves', 'second:2:diesAtOnce'])
  expect(await command.ended).toBe(1)
  expect(command.output()).toContain('second: the setting COLOUR is wrong')
  expect(command.output()).toContain('second could not start (exit code 2)')
  expect(command.output()).toContain('first: ended')
  expect(command.output()).not.toContain('Ready')
})

test('a program that never becomes ready is given up, and what it lacks is said', async () => {
  const command = keep(['first:1:isNeverReady'], { readyWithin: 1_000, stillWaiting: 200 })
  expect(await command.ended).toBe(1)
  expect(command.output()).toMatch(/Waiting for first: .*\/readyz says 503/)
  expect(command.output()).toMatch(/first could not start within 1 s/)
})

test('a program that does not end in time is killed, and that is said', async () => {
  const command = keep(['first:1:endsLate'], { stopWithin: 300 })
  await command.says(/^Ready/m)
  command.process.kill('SIGTERM')
  expect(await command.ended).toBe(1)
  expect(command.output()).toContain('first did not end within 0.3 s; it is killed.')
})

test('a second Ctrl-C ends everything at once, but the one that npm passes on is no second', async () => {
  const command = keep(['first:1:endsLate'])
  await command.says(/^Ready/m)
  command.process.kill('SIGINT')
  await command.says(/Ending in order/)
  command.process.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(command.process.exitCode).toBeNull()
  command.process.kill('SIGINT')
  expect(await command.ended).toBe(130)
})

test('a program that dies is started again after growing pauses, and is given up after five starts in vain', async () => {
  const command = keep(['first:1:servesOnce'], { firstPause: 10 })
  expect(await command.ended).toBe(1)
  expect(command.output()).toContain('Ready')
  expect(order(command, /started again in ([\d.]+) s/g)).toEqual(['0.01', '0.02', '0.04', '0.08', '0.16'])
  expect(command.output()).toContain('first was started again 5 times in vain')
})

function order(command: Command, pattern: RegExp): (string | undefined)[] {
  return [...command.output().matchAll(pattern)].map(([, found]) => found)
}
