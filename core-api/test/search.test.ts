import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { ticketIn } from './scenario.ts'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

describeOnEachDatabase('search', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  async function found(q: string, role: 'user' | 'helpdesk' = 'helpdesk'): Promise<number[]> {
    const { status, body } = await api.call('GET', `/tickets?q=${encodeURIComponent(q)}&limit=100`, { role })
    expect(status).toBe(200)
    return body.items.map((ticket: { id: number }) => ticket.id)
  }

  test('every word must occur, in any case, whole or as a prefix, in any order', async () => {
    const { id } = await ticketIn(api, 'open', 'Der Überdruck-Ventilator in ROOM B12 stinkt! Катя: не работает лифт')
    for (const q of [
      'ventilator',
      'VENTIL',
      'b12 room',
      'überdr',
      'ÜBERDRUCK stinkt',
      'лиф КАТ',
      'room, (b12)!',
      'v r b',
    ]) {
      expect(await found(q)).toContain(id)
    }
    for (const q of ['entilator', 'ventilator lamp', 'room b123', 'udruck']) expect(await found(q)).not.toContain(id)
  })

  test('a query without a word gives an empty page', async () => {
    for (const q of ['', ' ', '...', '\u{1F6D7}', '%_*"']) expect(await found(q)).toEqual([])
  })

  test('words may stand in the description and in messages of the same ticket, not of two', async () => {
    const one = await ticketIn(api, 'open', 'Quokka in the lecture hall')
    const two = await ticketIn(api, 'open', 'Numbat in the lecture hall')
    await api.call('POST', `/tickets/${one.id}/messages`, { body: { body: 'It ate a wombat' } })
    expect(await found('quokka wombat')).toEqual([one.id])
    expect(await found('wombat')).toEqual([one.id])
    expect(await found('numbat wombat')).toEqual([])
    expect(await found('lecture numbat')).toEqual([two.id])
  })

  test('an edited description is found by its new words only, unless a message has the old ones', async () => {
    const { id } = await ticketIn(api, 'open', 'Axolotl and bilby')
    await api.call('POST', `/tickets/${id}/messages`, { body: { body: 'The bilby again' } })
    await api.call('PATCH', `/tickets/${id}`, { body: { description: 'Caracal' } })
    expect(await found('caracal')).toEqual([id])
    expect(await found('axolotl')).toEqual([])
    expect(await found('bilby')).toEqual([id])
  })

  test('a deleted ticket is not found, a closed one by the helpdesk alone', async () => {
    const gone = await ticketIn(api, 'open', 'Dugong')
    const closed = await ticketIn(api, 'closed', 'Dugong')
    await api.call('DELETE', `/tickets/${gone.id}`, { role: 'helpdesk' })
    expect(await found('dugong')).toEqual([closed.id])
    expect(await found('dugong', 'user')).toEqual([])
  })

  test('a frequent word finds what the filters ask for, however many others are newer', async () => {
    const closed = await ticketIn(api, 'closed', 'Narwhal')
    const own = await ticketIn(api, 'open', 'Narwhal', { actor: 'ana' })
    for (let i = 0; i < 22; i++) {
      await Promise.all(
        Array.from({ length: 50 }, () => api.call('POST', '/tickets', { body: { description: 'Narwhal' } })),
      )
    }
    for (const [filter, id] of [
      ['status=closed', closed.id],
      ['requester=ana', own.id],
    ]) {
      const { body } = await api.call('GET', `/tickets?q=narwhal&withTotal=true&${filter}`, { role: 'helpdesk' })
      expect(body).toMatchObject({ items: [{ id }], total: 1 })
      expect(body).not.toHaveProperty('truncated')
    }
  }, 120_000)

  test('long words, many words and words like code are found', async () => {
    const long = 'x'.repeat(500)
    const many = Array.from({ length: 2_000 }, (_, i) => `w${i}`).join(' ')
    const { id } = await ticketIn(api, 'open', `${long} constructor __proto__ ${many}`.slice(0, 10_000))
    for (const q of [long.slice(0, 200), 'constructor', '__proto__', 'w1234', 'w1 w2 w3 w4 w5 w6 w7 w8 w9 w77']) {
      expect(await found(q)).toEqual([id])
    }
  })

  test('answers from the newest 1,000 matches and says when there are more', async () => {
    for (let i = 0; i < 1_001; i += 50) {
      await Promise.all(
        Array.from({ length: Math.min(50, 1_001 - i) }, () =>
          api.call('POST', '/tickets', { body: { description: 'Pangolin' } }),
        ),
      )
    }
    const first = await api.call('GET', '/tickets?q=pangolin&limit=100&withTotal=true', { role: 'helpdesk' })
    expect(first.body).toMatchObject({ truncated: true, total: 1_000, totalIsMore: true })
    let { items, nextCursor } = first.body
    let count = items.length
    while (nextCursor !== null) {
      ;({ items, nextCursor } = (
        await api.call('GET', `/tickets?q=pangolin&limit=100&cursor=${nextCursor}`, { role: 'helpdesk' })
      ).body)
      count += items.length
    }
    expect(count).toBe(1_000)
    const one = items[0].id
    await api.call('DELETE', `/tickets/${one}`, { role: 'helpdesk' })
    const after = await api.call('GET', '/tickets?q=pangolin&withTotal=true', { role: 'helpdesk' })
    expect(after.body.total).toBe(1_000)
    expect(after.body).not.toHaveProperty('truncated')
    expect((await api.call('GET', '/tickets?q=pangolin%20quokka', { role: 'helpdesk' })).body.items).toEqual([])
  }, 120_000)
})
