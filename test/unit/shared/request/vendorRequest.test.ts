import {
	type ApiRequest,
	type RequestContext,
	type VendorApi,
	vendorRequest,
} from '../../../../nodes/shared/request';

const api: VendorApi = { name: 'Vendor', credential: 'vendorApi', baseUrlField: 'baseUrl' };

/** What n8n's helper gives or throws for one request. */
type Answer = { status: number; retryAfter?: string } | { code: string };

/**
 * Asks a vendor that answers in the given way, the last one for ever.
 * @returns when each request was sent, in milliseconds since the first, and how it ended: a status or a message
 */
async function ask(request: Omit<ApiRequest, 'path'>, answers: Answer[]) {
	const sentAt: number[] = [];
	const started = Date.now();
	const httpRequestWithAuthentication = jest.fn(async () => {
		const answer = answers[Math.min(sentAt.push(Date.now() - started), answers.length) - 1];
		if ('code' in answer) throw Object.assign(new Error('the network failed'), { code: answer.code });
		const { status, retryAfter } = answer;
		return {
			statusCode: status,
			headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
			body: {},
		};
	});
	const context = {
		getNode: () => ({ name: 'Vendor', type: 'vendor', parameters: {} }),
		getCredentials: async () => ({ baseUrl: 'https://api.example.com' }),
		helpers: { httpRequestWithAuthentication },
	} as unknown as RequestContext;
	const asked = vendorRequest(context, api, { path: '/x', ...request }).then(
		({ status }) => status,
		(error: Error) => error.message,
	);
	await jest.runAllTimersAsync();
	return { sentAt, ended: await asked };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const changes = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

describe('after a network fault', () => {
	test.each(changes)(
		'a %s is never sent again: nobody knows whether the vendor acted on it',
		async (method) => {
			const { sentAt, ended } = await ask({ method }, [{ code: 'ECONNRESET' }, { status: 200 }]);
			expect(sentAt).toEqual([0]);
			expect(ended).toContain('could not be reached');
		},
	);

	test.each<[string, Omit<ApiRequest, 'path'>]>([
		['a GET', { method: 'GET' }],
		['a POST that only reads', { method: 'POST', reads: true }],
	])('%s is sent again, twice at the most', async (_, request) => {
		const recovered = await ask(request, [{ code: 'ECONNRESET' }, { status: 200 }]);
		expect(recovered).toEqual({ sentAt: [0, 500], ended: 200 });
		const { sentAt, ended } = await ask(request, [{ code: 'ECONNRESET' }]);
		expect(sentAt).toEqual([0, 500, 1500]);
		expect(ended).toContain('could not be reached');
	});

	test('a GET that changes something is not', async () => {
		const { sentAt } = await ask({ method: 'GET', reads: false }, [{ code: 'ECONNRESET' }]);
		expect(sentAt).toEqual([0]);
	});
});

test.each(['ECONNABORTED', 'ETIMEDOUT'])(
	'a GET that timed out (%s) is never sent again: a second one would double the time that the person allows',
	async (code) => {
		const { sentAt, ended } = await ask({ method: 'GET' }, [{ code }, { status: 200 }]);
		expect(sentAt).toEqual([0]);
		expect(ended).toContain('did not answer in time');
	},
);

describe('a vendor that is busy', () => {
	test.each<[string, Omit<ApiRequest, 'path'>, Answer, number[]]>([
		['503 with Retry-After', { method: 'GET' }, { status: 503, retryAfter: '7' }, [0, 7000]],
		['503 with Retry-After', { method: 'POST' }, { status: 503, retryAfter: '7' }, [0, 7000]],
		['429 with Retry-After', { method: 'GET' }, { status: 429, retryAfter: '7' }, [0, 7000]],
		['429 with Retry-After', { method: 'POST' }, { status: 429, retryAfter: '7' }, [0, 7000]],
		['503', { method: 'GET' }, { status: 503 }, [0, 1000]],
		['429', { method: 'POST' }, { status: 429 }, [0, 1000]],
	])('and answers %s to %j is waited for', async (_, request, busy, times) => {
		expect(await ask(request, [busy, { status: 200 }])).toEqual({ sentAt: times, ended: 200 });
	});

	test.each<[string, Omit<ApiRequest, 'path'>, Answer]>([
		['503 without Retry-After to a change', { method: 'POST' }, { status: 503 }],
		['503 with Retry-After beyond a minute', { method: 'GET' }, { status: 503, retryAfter: '61' }],
		['500', { method: 'GET' }, { status: 500 }],
		['500 with Retry-After', { method: 'GET' }, { status: 500, retryAfter: '1' }],
	])('but not for %s', async (_, request, refusal) => {
		const { sentAt, ended } = await ask(request, [refusal, { status: 200 }]);
		expect(sentAt).toEqual([0]);
		expect(ended).toContain(`out of order (${(refusal as { status: number }).status})`);
	});

	test('for a minute in all, whatever it asks for each time', async () => {
		const { sentAt, ended } = await ask({ method: 'GET' }, [{ status: 503, retryAfter: '25' }]);
		expect(sentAt).toEqual([0, 25_000, 50_000]);
		expect(ended).toContain('out of order (503)');
	});
});
