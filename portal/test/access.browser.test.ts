import type { Browser, Page } from 'playwright-core'
import { enter, filedNumber, openBrowser, openReader, type Reader } from './openBrowser.ts'
import { type Product, startProduct } from './startProduct.ts'

let product: Product
let browser: Browser
let reader: Reader | undefined

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})
afterEach(async () => {
  await reader?.leave()
  expect(reader?.faults).toEqual([])
})

/** Presses Tab until the element with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = `(() => {
    const element = document.activeElement
    return (element.labels?.[0]?.textContent ?? element.textContent).trim()
  })()`
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate<string>(focused)).startsWith(name)) return
  }
  throw new Error(`Tab does not lead to ${name}`)
}

test('a ticket can be filed and opened with the keyboard alone', async () => {
  reader = await openReader(browser, product.url)
  const { page } = reader
  await page.goto('/')
  await page.getByLabel('Your name').waitFor()
  await tabTo(page, 'User')
  await tabTo(page, 'Your name')
  await page.keyboard.type('Ada')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Tickets' }).waitFor()
  await tabTo(page, 'File a ticket')
  await page.keyboard.press('Enter')
  await page.keyboard.type('The keyboard lamp is broken')
  await tabTo(page, 'File ticket')
  await page.keyboard.press('Enter')
  const id = await filedNumber(page)
  await tabTo(page, `Open ticket #${id}`)
  await page.keyboard.press('Enter')
  await page.getByText('The keyboard lamp is broken').waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe(`Ticket #${id}`)
})

test.each([360, 1280])('no page scrolls sideways at a width of %i', async (width) => {
  const longName = 'N'.repeat(100)
  const actor = { id: 'test:long', name: longName, role: 'helpdesk' } as const
  const { body: ticket } = await product.core.fileTicket({ body: { description: 'x'.repeat(300) } }, { actor })
  reader = await openReader(browser, product.url, { viewport: { width, height: 740 } })
  const { page } = reader
  const scrollWidth = () => page.evaluate<number>('document.documentElement.scrollWidth')
  await page.goto('/')
  await page.getByLabel('Your name').waitFor()
  expect(await scrollWidth()).toBe(width)
  await enter(page, 'Helpdesk', longName)
  await page.getByRole('link', { name: `#${ticket.id}` }).waitFor()
  expect(await scrollWidth()).toBe(width)
  await page.getByRole('link', { name: `#${ticket.id}` }).click()
  await page.getByRole('button', { name: 'Start' }).waitFor()
  await page.getByText('Nobody has written here yet.').waitFor()
  expect(await scrollWidth()).toBe(width)
})

test('what is at no address of ours is said to be nowhere', async () => {
  reader = await openReader(browser, product.url)
  const { page } = reader
  await enter(page, 'User', 'Ada', '/tickets/abc')
  await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  await page.getByRole('link', { name: 'Go to the tickets' }).click()
  await page.getByRole('heading', { name: 'Tickets' }).waitFor()
})
