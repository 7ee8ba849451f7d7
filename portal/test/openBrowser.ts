import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Starts headless Chromium; `CHROMIUM` says where it is if not at Debian's place. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A person's own browser window, and what went wrong in it. */
export type Reader = { page: Page; faults: string[]; leave: () => Promise<void> }

/**
 * Opens a window of its own, with no cookies. `faults` gets everything that a clean page never has: errors in the
 * console (refused answers included), exceptions, violations of the Content-Security-Policy, requests to elsewhere.
 */
export async function openReader(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Reader> {
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', ...options })
  // Below the test's own limit, so that it is said what was waited for.
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) faults.push(request.url())
  })
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => console.error('CSP: ' + event.violatedDirective))`,
  )
  return { page, faults, leave: () => context.close() }
}

/** Opens a page of the product and enters. */
export async function enter(page: Page, role: 'User' | 'Helpdesk', name: string, path = '/'): Promise<void> {
  await page.goto(path)
  await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check()
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Enter' }).click()
  await page.getByRole('button', { name: 'Leave' }).waitFor()
}

/** Files a ticket through the form; gives its number. */
export async function fileTicket(page: Page, description: string): Promise<number> {
  await page.getByRole('button', { name: 'File a ticket' }).click()
  await page.getByLabel('What is wrong').fill(description)
  await page.getByRole('button', { name: 'File ticket' }).click()
  return filedNumber(page)
}

/** The number that the page says a ticket was filed under. */
export async function filedNumber(page: Page): Promise<number> {
  const text = await page.getByRole('heading', { name: /^Filed as #\d+$/ }).textContent()
  return Number(text?.match(/\d+/)?.[0])
}
