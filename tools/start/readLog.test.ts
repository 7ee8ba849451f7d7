import { spawnSync } from 'node:child_process'

/** What a person at a terminal sees of these lines of core-api. */
function shown(...lines: string[]): string[] {
  const reader = spawnSync(process.execPath, ['tools/start/testing/readLogLines.mjs'], {
    input: lines.join('\n'),
    encoding: 'utf8',
  })
  return reader.stdout.trimEnd().split('\n')
}

test('a log line is shown as time, program, level, message and ids', () => {
  const entry = {
    level: 30,
    time: 1_750_000_000_123,
    program: 'core-api',
    requestId: 'a-1',
    status: 201,
    msg: 'request',
  }
  expect(shown(JSON.stringify(entry))).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d\.123 core-api info {2}request requestId=a-1 status=201$/),
  ])
})

test('an error is shown with where it came from', () => {
  const err = { type: 'TypeError', message: 'no ticket', stack: '    at one.ts:1\n    at two.ts:2' }
  const [head, ...stack] = shown(JSON.stringify({ level: 50, time: 1_750_000_000_123, err, msg: 'failed' }))
  expect(head).toMatch(/error failed .*no ticket/)
  expect(stack).toEqual(['    at one.ts:1', '    at two.ts:2'])
})

test('what is no log line is shown as it is, with the name of the program', () => {
  expect(shown('CORE_API_PORT must be a number', '{"a":1}')).toEqual([
    'core-api: CORE_API_PORT must be a number',
    'core-api: {"a":1}',
  ])
})

test('what somebody sent cannot steer the terminal', () => {
  const [line] = shown(
    JSON.stringify({ level: 30, time: 1, path: '/\u001b[2J', msg: 'x\u001b]0;y\u202e' }),
    '\u001b[2J',
  )
  expect(line).not.toContain('\u001b')
  expect(line).not.toContain('\u202e')
  expect(shown('\u001b[2J')).toEqual(['core-api: \\u001b[2J'])
})
