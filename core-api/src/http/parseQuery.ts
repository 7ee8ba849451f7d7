import type { FieldError } from '@campus-helpdesk/core-api-contract/problem'

/** The query's parameters, each at most once; says by name what is given twice or cannot be decoded. */
export function parseQuery(querystring: string, errors: FieldError[]): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  for (const pair of querystring.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    if (name === undefined) errors.push({ path: 'query', message: 'a name has broken percent-encoding' })
    else if (value === undefined) errors.push({ path: name, message: 'has broken percent-encoding' })
    else if (name in query) errors.push({ path: name, message: 'is given more than once' })
    else query[name] = value
  }
  return query
}

/** Undefined where the percent-encoding is broken. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
