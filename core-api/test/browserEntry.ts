import type { RunningCoreApi, Said } from './startCoreApi.ts'

/** What a browser says of a request of the page itself. */
export const ownPage = { 'sec-fetch-site': 'same-origin' }

type Cookie = { name: string; value: string; attributes: Record<string, string> }

export function cookiesOf(answer: Said): Cookie[] {
  return answer.headers.getSetCookie().map((line) => {
    const [pair = '', ...rest] = line.split('; ')
    const attributes = rest.map((part) => part.split('=')).map(([name = '', value = '']) => [name.toLowerCase(), value])
    return {
      name: pair.slice(0, pair.indexOf('=')),
      value: pair.slice(pair.indexOf('=') + 1),
      attributes: Object.fromEntries(attributes),
    }
  })
}

/** What a browser sends from then on. */
export const jarOf = (answer: Said) => ({
  cookie: cookiesOf(answer)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; '),
})

export const enter = (api: RunningCoreApi, body: unknown, headers: Record<string, string> = ownPage) =>
  api.call('POST', '/entry', { body, headers })
