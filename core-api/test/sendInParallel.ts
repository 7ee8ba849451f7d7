import { callApi, type Said } from './startCoreApi.ts'

/** A request that may be sent many times; `name` stands for its key or source. */
export type Repeated = { method: string; path: string; name: string; headers?: Record<string, string>; body: unknown }

/**
 * Sends each request `times` times, all at once and spread over the addresses; gives what was answered, by name.
 */
export async function sendInParallel(
  urls: readonly string[],
  requests: readonly Repeated[],
  times: number,
): Promise<Map<string, Said[]>> {
  const answers = new Map<string, Said[]>(requests.map(({ name }) => [name, []]))
  // The repeats of each side by side, so that they meet.
  const all = requests.flatMap((request) => Array.from({ length: times }, (_, n) => ({ request, n })))
  await Promise.all(
    all.map(async ({ request, n }) => {
      const { method, path, headers, body } = request
      const said = await callApi(urls[n % urls.length] ?? '', method, path, { body, ...(headers ? { headers } : {}) })
      answers.get(request.name)?.push(said)
    }),
  )
  return answers
}

/** 200 requests with 20 keys must have made 20 things: each key's answers are one 201 and its repeats. */
export function expectOncePerKey(answers: Map<string, Said[]>): void {
  for (const said of answers.values()) {
    const [first] = said
    expect(said.map(({ status, body }) => ({ status, body }))).toEqual(
      said.map(() => ({ status: 201, body: first?.body })),
    )
    expect(said.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true')).toHaveLength(1)
  }
  expect(new Set(madeIds(answers)).size).toBe(answers.size)
}

/** As above, with sources: one 201, and 200 with what it made for the others. */
export function expectOncePerSource(answers: Map<string, Said[]>): void {
  for (const said of answers.values()) {
    const how = said.map(({ status, headers }) => `${status} ${headers.get('idempotency-replayed') ?? 'new'}`).sort()
    expect(how).toEqual([...Array(said.length - 1).fill('200 true'), '201 new'])
    expect(said.map(({ body }) => body)).toEqual(said.map(() => said[0]?.body))
  }
  expect(new Set(madeIds(answers)).size).toBe(answers.size)
}

export function madeIds(answers: Map<string, Said[]>): number[] {
  return [...answers.values()].map((said) => said[0]?.body.id)
}
