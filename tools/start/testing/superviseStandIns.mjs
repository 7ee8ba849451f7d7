import { askedToEnd } from '../askedToEnd.mjs'
import { supervise } from '../supervise.mjs'

// Keeps the stand-ins that its arguments name: `name:order:behaviour`. The limits are those of STAND_IN_LIMITS (JSON).
const wanted = process.argv.slice(2).map((word) => {
  const [name = '', order = '1', behaviour = ''] = word.split(':')
  return { name, order: Number(order), behaviour }
})
const { stopAsked, killAsked, wasKilled } = askedToEnd(console.log)
const inOrder = await supervise({
  programs: wanted.map(({ name, order, behaviour }) => ({
    name,
    order,
    entry: 'tools/start/testing/standIn.mjs',
    env: { STAND_IN: behaviour },
    port: { variable: 'STAND_IN_PORT', otherwise: 0 },
    isWanted: () => true,
  })),
  env: process.env,
  show: (program, line) => console.log(`${program}: ${line}`),
  say: console.log,
  onReady: (addresses) => console.log(`Ready: ${JSON.stringify(Object.fromEntries(addresses))}`),
  stopAsked,
  killAsked,
  limits: JSON.parse(process.env.STAND_IN_LIMITS ?? '{}'),
})
process.exit(wasKilled() ? 130 : inOrder ? 0 : 1)
