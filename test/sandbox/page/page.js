/**
 * Shows what `/_sandbox/events` says, and posts what a person does to `/_sandbox/<vendor>/actions/<id>`.
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

async function act(action, input) {
	let message = '';
	try {
		const reply = await fetch(`/_sandbox/${chosenVendor}/actions/${action}`, {
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
				el('input', {
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

	draw('tabs', [vendors.map(({ title }) => title), vendor.name], () =>
		vendors.map(({ name, title }) =>
			el(
				'button',
				{
					type: 'button',
					role: 'tab',
					'aria-selected': String(name === vendor.name),
					click: () => (location.hash = name),
				},
				title,
			),
		),
	);
	draw('intro', [vendor.title, vendor.faults], () =>
		vendor.faults > 0
			? `${vendor.title} answers out of order on purpose (${vendor.faults} ${vendor.faults === 1 ? 'rule' : 'rules'}).`
			: `This page plays ${vendor.title}. Start a chat as a visitor would, and see what your workflow sends to the agent.`,
	);
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
	draw('setup', vendor.setup ?? [], () =>
		vendor.setup ? el('details', {}, el('summary', {}, 'What to enter in n8n'), rows(vendor.setup)) : [],
	);
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
