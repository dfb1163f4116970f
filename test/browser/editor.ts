// Runs in the browser tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

import type { N8nClient } from '../n8n/client';
import { provide } from '../n8n/provide';

const PICTURES = resolve(__dirname, '..', '..', 'docs', 'screenshots');
const CHROMIUM = '/usr/bin/chromium';
/** Where a Chrome or Chromium usually is, besides Debian's. */
const OTHER_BROWSERS = [
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export type Theme = 'dark' | 'light';

/** A headless Chromium: `$CHROMIUM`, or one of this machine, or Debian's, which is installed where apt can. */
export async function startBrowser(): Promise<Browser> {
	const found = [process.env.CHROMIUM, CHROMIUM, ...OTHER_BROWSERS].find((path) => path && existsSync(path));
	if (!found) await provide('chromium', CHROMIUM);
	return await chromium.launch({
		executablePath: found ?? CHROMIUM,
		args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
	});
}

/** n8n's editor, as a person sees and uses it. Every method fails when what it looks for does not show up in 30 s. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly baseUrl: string,
	) {}

	/** Opens a window of its own, signed in as the client is. */
	static async open(browser: Browser, client: N8nClient, theme: Theme = 'light'): Promise<Editor> {
		const context = await browser.newContext({
			viewport: { width: 1440, height: 900 },
			deviceScaleFactor: 1.5,
			colorScheme: theme,
			locale: 'en-US',
			timezoneId: 'UTC',
			reducedMotion: 'reduce',
		});
		await context.addCookies([{ name: 'n8n-auth', value: client.authCookie, url: client.baseUrl }]);
		await context.addInitScript(
			([browserId, chosen]) => {
				localStorage.setItem('n8n-browserId', browserId);
				localStorage.setItem('N8N_THEME', chosen);
				// Hints that n8n shows once per browser, over what is to be seen.
				localStorage.setItem('N8N_PIN_DATA_DISCOVERY_NDV', 'true');
				localStorage.setItem('N8N_PIN_DATA_DISCOVERY_CANVAS', 'true');
			},
			[client.browserId, theme],
		);
		return new Editor(await context.newPage(), client.baseUrl);
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	/** By n8n's own `data-test-id`. */
	id(testId: string, within: Locator | Page = this.page): Locator {
		return within.locator(`[data-test-id="${testId}"]`);
	}

	/** Goes to a workflow; an empty one shows *Add first step*. */
	async openWorkflow(workflowId: string): Promise<void> {
		await this.page.goto(`${this.baseUrl}/workflow/${workflowId}`);
		await this.id('canvas-node').or(this.id('canvas-plus-button')).first().waitFor();
		await this.closeChecklist();
	}

	/** The checklist that n8n lays over the canvas of a published workflow. It comes a moment after the canvas. */
	async closeChecklist(): Promise<void> {
		const close = this.id('suggested-actions-close');
		await close.waitFor({ timeout: 1500 }).catch(() => {}); // most workflows have none
		if (await close.isVisible()) await close.click();
	}

	/** Opens the nodes panel of an empty workflow and types; the hits are in `id('node-creator-item-name')`. */
	async searchNodes(text: string): Promise<void> {
		const field = this.id('node-creator-search-bar');
		if (!(await field.isVisible())) await this.id('canvas-plus-button').first().click();
		await field.fill(text);
		await this.id('node-creator-item-name').first().waitFor();
	}

	/** Opens a node of the canvas. */
	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-node-name="${name}"]`).first().dblclick();
		await this.id('ndv').waitFor();
		await this.id('node-parameters').waitFor();
	}

	/** Chooses an entry of a parameter with a list, by what the list says. */
	async choose(parameter: string, entry: string): Promise<void> {
		await this.id(`parameter-input-${parameter}`).click();
		const listed = this.page.locator('[role="option"]:visible');
		await listed.filter({ hasText: entry }).first().click();
		await listed.first().waitFor({ state: 'hidden' });
	}

	/** Chooses entries of a parameter that takes several, by what the list says, and closes it. */
	async chooseSeveral(parameter: string, entries: string[]): Promise<void> {
		await this.id(`parameter-input-${parameter}`).click();
		const listed = this.page.locator('[role="option"]:visible');
		for (const entry of entries) await listed.getByText(entry, { exact: true }).click();
		await this.page.keyboard.press('Escape');
	}

	/** The names that a parameter's list offers. */
	async entries(parameter: string): Promise<string[]> {
		await this.id(`parameter-input-${parameter}`).click();
		const listed = this.page.locator('[role="option"]:visible');
		await listed.first().waitFor();
		const texts = await listed.allInnerTexts();
		await this.page.keyboard.press('Escape');
		return texts.map((text) => text.trim().split('\n')[0].trim());
	}

	/** What a parameter with a list shows as chosen. */
	async chosen(parameter: string): Promise<string> {
		return await this.id(`parameter-input-${parameter}`).locator('input').first().inputValue();
	}

	/** The names of the parameters that the open node shows, in their order. */
	async labels(): Promise<string[]> {
		const labels = await this.id('node-parameters')
			.locator('[data-test-id="input-label"], [data-test-id="credentials-label"]')
			.all();
		const texts = await Promise.all(labels.map(async (label) => await label.innerText()));
		return texts.map((text) => text.split('\n')[0].trim());
	}

	/** The notices that the open node shows, as they are read: a line per step. */
	async notices(): Promise<string[]> {
		return await this.id('node-parameters').locator('.notice-content').allInnerTexts();
	}

	/** Opens the credential of the open node. n8n tests it at once. */
	async openCredential(): Promise<void> {
		await this.id('credential-edit-button').click();
		await this.id('editCredential-modal').waitFor();
	}

	/** Fills in a field of the open credential. */
	async fillCredential(field: string, value: string): Promise<void> {
		await this.id(`parameter-input-${field}`, this.id('editCredential-modal'))
			.locator('input')
			.first()
			.fill(value);
	}

	/** Saves the open credential. n8n tests it again. */
	async saveCredential(): Promise<void> {
		await this.id('credential-save-button').locator('button').click();
	}

	/** Waits until no message lies over the page any more. */
	async withoutToasts(): Promise<void> {
		await this.page.locator('.el-notification').first().waitFor({ state: 'hidden' });
	}

	/**
	 * Takes a picture for the guides, when pictures were asked for (`npm run screenshots`).
	 *
	 * @param name the file in docs/screenshots, without `.png`
	 * @param part of the page; all of it by default
	 */
	async picture(name: string, part?: Locator): Promise<void> {
		await takePicture(this.page, name, part);
	}
}

/** See {@link Editor.picture}. */
export async function takePicture(page: Page, name: string, part?: Locator): Promise<void> {
	if (!process.env.SCREENSHOTS) return;
	mkdirSync(PICTURES, { recursive: true });
	await page.mouse.move(0, 0); // no field shows that the mouse is over it
	await page.waitForTimeout(500); // what fades in has done so
	await (part ?? page).screenshot({ path: resolve(PICTURES, `${name}.png`), animations: 'disabled' });
}
