import express from 'express';

import { CrmSandbox } from './crm';
import { control } from './frame/control';
import { listen } from './frame/http';
import type { Trap } from './frame/trap';
import { startTrap } from './frame/trap';
import type { VendorContext, VendorSandbox } from './frame/vendor';
import { ModelSandbox } from './model';
import { ChatvisorSandbox } from './vendors/chatvisor';
import { GiosgSandbox } from './vendors/giosg';
import { LiveChatSandbox } from './vendors/liveChat';
import { LiveSupportiSandbox } from './vendors/liveSupporti';
import { SmartsuppSandbox } from './vendors/smartsupp';

/** One line per vendor: the key is the vendor's `name`. The page opens with the first. */
function createVendors(context: VendorContext) {
	return {
		liveSupporti: new LiveSupportiSandbox(context),
		chatvisor: new ChatvisorSandbox(context),
		giosg: new GiosgSandbox(context),
		liveChat: new LiveChatSandbox(context),
		smartsupp: new SmartsuppSandbox(context),
	};
}

export interface SandboxOptions {
	/** 0 (default) for a free one. */
	port?: number;
	/** 127.0.0.1 unless given. */
	host?: string;
	/** Factor for the vendors' waits between attempts: 0.001 unless given, so that a minute is 60 milliseconds. */
	retryScale?: number;
}

export interface Sandbox {
	/** The page's address, without a slash at the end; the vendors' base URLs are below it. */
	url: string;
	port: number;
	vendors: ReturnType<typeof createVendors>;
	/** Where a workflow looks a visitor up. */
	crm: CrmSandbox;
	/** What an AI Agent asks. */
	model: ModelSandbox;
	/** A server on another port: where a redirect may lead, to prove that no credential goes along. */
	trap: Trap;
	/** Back to the state after the start: records, faults, chats, WebHooks and what the trap got are forgotten. */
	reset(): void;
	/** Ends every connection, kept-alive ones too, and every waiting retry. */
	close(): Promise<void>;
}

/**
 * Starts a server that plays the live-chat vendors over real HTTP, with a page at `/` to play with them, and what a
 * workflow asks besides: a CRM and a language model.
 *
 * @throws when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, host = '127.0.0.1', retryScale = 0.001 } = options;
	const app = express().disable('x-powered-by').disable('etag');
	const server = await listen(app, port, host);
	const trap = await startTrap(host);
	const vendors = createVendors({ url: server.url, retryScale });
	const list: VendorSandbox[] = Object.values(vendors);
	const crm = new CrmSandbox(server);
	const model = new ModelSandbox(server);
	const services = [...list, crm, model];

	const reset = () => {
		for (const service of services) service.reset();
		trap.reset();
	};
	for (const service of services) {
		for (const [base, router] of Object.entries(service.routes())) app.use(base, service.mount(base, router));
	}
	app.use(control(list, trap, reset));

	return {
		url: server.url,
		port: server.port,
		vendors,
		crm,
		model,
		trap,
		reset,
		close: async () => {
			for (const vendor of list) vendor.stop();
			await Promise.all([server.close(), trap.close()]);
		},
	};
}
