/**
 * Shows what `/_sandbox/events` says, and posts what a person does to `/_sandbox/<vendor>/actions/<id>`, and how the
 * vendor's API is to answer to `/_sandbox/<vendor>/answers`.
 * It knows no vendor: buttons, forms, chats and cards come as data (test/sandbox/frame/panel.ts).
 */

const byId = (id) => document.getElementById(id);
let vendors = [];
let chosenVendor = location.hash.slice(1);
/** Chat id per vendor, once a person has picked one; else the newest. */
const chosenChat = new Map();
const openLines = new Set();
/** What each part showed last, so that only what changed is drawn anew: forms keep their text. */
const drawn = new Map();
/** Values per chat and card, to mark what is new. */
const seenRows = new Map();

/** Builds an element; texts are never read as HTML. */
function el(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function') element.addEventListener(name, value);
		else if (value !== undefined && value !== false) element.setAttribute(name, value);
	}
	element.append(...children);
	return element;
}

function draw(id, data, build) {
	const key = JSON.stringify(data);
	if (drawn.get(id) === key) return;
	drawn.set(id, key);
	byId(id).replaceChildren(...[build()].flat());
}

const clock = (time) =>
	new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const act = async (action, input) => await post(`actions/${action}`, input);
const answer = async (as) => await post('answers', { as });

async function post(path, input) {
	let message = '';
	try {
		const reply = await fetch(`/_sandbox/${chosenVendor}/${path}`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(input),
		});
		if (!reply.ok) message = (await reply.json()).message;
	} catch {
		message = 'The sandbox does not answer. Is it still running?';
	}
	byId('notice').textContent = message;
	byId('notice').hidden = message === '';
	return message === '';
}

function button(action, input = () => ({})) {
	return el(
		'button',
		{
			type: 'button',
			class: action.primary ? 'button primary' : 'button',
			click: async () => {
				// a new chat is what the person wants to see next
				if ((action.place ?? 'bar') === 'bar') chosenChat.delete(chosenVendor);
				await act(action.id, input());
			},
		},
		action.label,
	);
}

function webhookForm(action) {
	const form = el(
		'form',
		{
			class: 'form',
			submit: async (event) => {
				event.preventDefault();
				if (await act(action.id, Object.fromEntries(new FormData(form)))) form.reset();
			},
		},
		...action.fields.map((field) =>
			el(
				'label',
				{},
				field.label,
				field.options
					? el('select', { name: field.name }, ...field.options.map((option) => el('option', {}, option)))
					: el('input', {
							name: field.name,
							placeholder: field.placeholder ?? '',
							value: field.value ?? '',
							type: field.secret ? 'password' : 'text',
							autocomplete: 'off',
						}),
			),
		),
		el('div', { class: 'buttons' }, el('button', { class: 'button primary' }, action.label)),
	);
	return form;
}

function rows(list, isFresh = () => false) {
	return el(
		'dl',
		{},
		...list.map((row) =>
			el('div', { class: isFresh(row) ? 'fresh' : '' }, el('dt', {}, row.name), el('dd', {}, row.value)),
		),
	);
}

function copyable(text) {
	const copy = el(
		'button',
		{
			type: 'button',
			class: 'button small',
			click: async () => {
				await navigator.clipboard.writeText(text);
				copy.textContent = 'Copied';
				setTimeout(() => (copy.textContent = 'Copy'), 1500);
			},
		},
		'Copy',
	);
	return el('span', { class: 'copyable' }, el('code', {}, text), copy);
}

function setup({ title, setup: { credential, fields, webhook, urlEnding } }) {
	const names = fields.map(({ name, value }) => ({ name, value: copyable(value) }));
	return [
		el(
			'details',
			{},
			el('summary', {}, 'What to enter in n8n'),
			el(
				'p',
				{},
				`Credential: ${credential}. After npm start, n8n has it already, as “${title} sandbox”. Fields that are not named here stay as they are.`,
			),
			rows(names),
		),
		el(
			'details',
			{},
			el('summary', {}, 'Where the webhook URL goes'),
			el('ol', {}, ...webhook.map((step) => el('li', {}, step))),
			...(urlEnding ? [rows([{ name: 'Ending of the URL', value: copyable(urlEnding) }])] : []),
		),
	];
}

/** How the vendor's API answers: as usual, or with one of the faults. */
function answers({ title, answers: { as, choices } }) {
	return [
		el('legend', {}, `How ${title}'s API answers your workflow`),
		...[{ id: 'usual', label: 'As usual' }, ...choices].map(({ id, label }) =>
			el(
				'label',
				{},
				el('input', {
					type: 'radio',
					name: 'answers',
					value: id,
					checked: id === as ? '' : undefined,
					change: async () => {
						// what was refused is not what is on
						if (!(await answer(id))) drawn.delete('answers');
						show();
					},
				}),
				label,
			),
		),
	];
}

function trouble({ title, answers: { as, choices } }) {
	const label = choices.find(({ id }) => id === as)?.label ?? 'as a test has set it';
	return [
		`${title}'s API does not answer as usual. ${label}.`,
		el(
			'button',
			{ type: 'button', class: 'button small', click: async () => await answer('usual') },
			'Answer as usual',
		),
	];
}

function card(chat, content) {
	const key = `${chat.id} ${content.title}`;
	const before = seenRows.get(key);
	seenRows.set(key, new Map(content.rows.map((row) => [row.name, row.value])));
	const isFresh = (row) =>
		content.highlight === true && before !== undefined && before.get(row.name) !== row.value;
	return el(
		'section',
		{ class: content.highlight && content.rows.length > 0 ? 'highlight' : '' },
		el('h2', {}, content.title),
		content.rows.length > 0 ? rows(content.rows, isFresh) : el('p', { class: 'nothing' }, content.empty),
	);
}

function message({ from, name, text, time }) {
	const head = from === 'system' ? [] : [el('small', {}, `${name}, ${clock(time)}`)];
	return el('div', { class: `message ${from}` }, ...head, el('p', {}, text));
}

function logLine(vendor, line) {
	const key = `${vendor.name} ${line.time} ${line.what} ${line.attempt}`;
	const good = line.status !== null && line.status < 300;
	const parts = [];
	if (line.attempt !== null)
		parts.push(el('h3', {}, `Attempt ${line.attempt}, answered after ${line.ms} ms`));
	if (line.body)
		parts.push(el('h3', {}, line.direction === 'out' ? 'Sent' : 'Received'), el('pre', {}, line.body));
	if (line.reply) parts.push(el('h3', {}, 'Answer'), el('pre', {}, line.reply));
	return el(
		'details',
		{
			open: openLines.has(key) ? '' : undefined,
			toggle: (event) => (event.target.open ? openLines.add(key) : openLines.delete(key)),
		},
		el(
			'summary',
			{ title: line.what },
			el('small', {}, clock(line.time)),
			el('small', {}, line.direction === 'out' ? '→ sent' : '← received'),
			el('code', {}, line.what),
			el(
				'span',
				{ class: `chip ${good ? 'good' : 'bad'}` },
				line.status === null ? 'no answer' : String(line.status),
			),
		),
		...(parts.length > 0 ? parts : [el('h3', {}, 'No content')]),
	);
}

function show() {
	const vendor = vendors.find(({ name }) => name === chosenVendor) ?? vendors[0];
	if (!vendor) return;
	if (vendor.name !== chosenVendor || drawn.get('vendor') !== vendor.name) {
		chosenVendor = vendor.name;
		drawn.clear();
		drawn.set('vendor', vendor.name);
		byId('notice').hidden = true;
	}
	const inPlace = (place) => vendor.actions.filter((action) => (action.place ?? 'bar') === place);

	const inTrouble = ({ answers: { as } }) => as !== 'usual';
	draw('tabs', [vendors.map((one) => [one.title, inTrouble(one)]), vendor.name], () =>
		vendors.map(({ name, title, ...one }) =>
			el(
				'button',
				{
					type: 'button',
					role: 'tab',
					'aria-selected': String(name === vendor.name),
					click: () => (location.hash = name),
				},
				inTrouble(one) ? `${title} ⚠` : title,
			),
		),
	);
	draw(
		'intro',
		vendor.title,
		() =>
			`This page plays ${vendor.title}. Start a chat as a visitor would, and see what your workflow sends to the agent.`,
	);
	byId('trouble').hidden = !inTrouble(vendor);
	draw('trouble', [vendor.title, vendor.answers], () => trouble(vendor));
	draw('answers', [vendor.title, vendor.answers], () => answers(vendor));
	draw('actions', inPlace('bar'), () => inPlace('bar').map((action) => button(action)));

	const chat = vendor.chats.find(({ id }) => id === chosenChat.get(vendor.name)) ?? vendor.chats[0];
	draw('chats', [vendor.chats.map(({ id, title, subtitle }) => [id, title, subtitle]), chat?.id], () =>
		vendor.chats.length === 0
			? el('p', { class: 'nothing' }, 'No chats yet.')
			: vendor.chats.map(({ id, title, subtitle }) =>
					el(
						'button',
						{
							type: 'button',
							class: 'chat',
							'aria-current': String(id === chat.id),
							click: () => {
								chosenChat.set(vendor.name, id);
								show();
							},
						},
						el('span', { class: 'face', 'aria-hidden': 'true' }, title.slice(0, 1).toUpperCase()),
						el('span', {}, el('b', {}, title), el('small', {}, subtitle)),
					),
				),
	);
	draw('chatHead', [chat?.id, chat?.title], () =>
		chat ? [chat.title, el('small', {}, `since ${clock(chat.startedAt)}`)] : 'Conversation',
	);
	const messagesBefore = drawn.get('messages');
	draw('messages', [chat?.id, chat?.messages], () =>
		chat ? chat.messages.map(message) : el('p', { class: 'nothing' }, 'Start a chat to see it here.'),
	);
	if (drawn.get('messages') !== messagesBefore) byId('messages').scrollTop = byId('messages').scrollHeight;
	byId('composer').hidden = !chat || inPlace('chat').length === 0;
	draw('composerButtons', inPlace('chat'), () =>
		inPlace('chat').map((action, index) =>
			el(
				'button',
				{ class: action.primary ? 'button primary' : 'button', value: action.id, 'data-index': index },
				action.label,
			),
		),
	);
	draw('cards', [chat?.id, chat?.cards], () =>
		chat
			? chat.cards.map((content) => card(chat, content))
			: el(
					'p',
					{ class: 'nothing' },
					'Beside the conversation, the agent sees what is known of the visitor.',
				),
	);

	draw('webhooks', vendor.webhooks, () =>
		vendor.webhooks.length === 0
			? el('p', { class: 'nothing' }, `${vendor.title} has nowhere to send to yet.`)
			: vendor.webhooks.map(({ url, events, state, text }) =>
					el(
						'div',
						{ class: 'webhook' },
						el('code', {}, url),
						el('div', {}, el('small', {}, events), el('span', { class: `chip ${state}` }, text)),
					),
				),
	);
	draw('webhookForms', inPlace('webhook'), () => {
		const forms = inPlace('webhook').filter(({ fields }) => fields);
		const plain = inPlace('webhook').filter(({ fields }) => !fields);
		return [
			...forms.map(webhookForm),
			el('div', { class: 'buttons' }, ...plain.map((action) => button(action))),
		];
	});
	draw('setup', vendor.setup ?? [], () => (vendor.setup ? setup(vendor) : []));
	draw('log', vendor.log, () =>
		vendor.log.length === 0
			? el('p', { class: 'nothing', style: 'padding: 0 8px' }, 'Nothing yet.')
			: vendor.log.map((line) => logLine(vendor, line)),
	);
}

byId('composer').addEventListener('submit', async (event) => {
	event.preventDefault();
	const vendor = vendors.find(({ name }) => name === chosenVendor);
	const chat = vendor.chats.find(({ id }) => id === chosenChat.get(chosenVendor)) ?? vendor.chats[0];
	const text = byId('composerText').value.trim();
	const action = vendor.actions.find(({ id }) => id === event.submitter.value);
	if (!chat || (action.needsText && text === '')) return;
	if (await act(action.id, { chat: chat.id, text })) byId('composerText').value = '';
});

addEventListener('hashchange', () => {
	chosenVendor = location.hash.slice(1);
	show();
});

const events = new EventSource('/_sandbox/events');
const live = (on) => {
	byId('live').className = on ? 'live on' : 'live';
	byId('live').textContent = on ? 'Live' : 'Not connected';
};
events.addEventListener('open', () => live(true));
events.addEventListener('error', () => live(false));
events.addEventListener('message', ({ data }) => {
	vendors = JSON.parse(data);
	show();
});
