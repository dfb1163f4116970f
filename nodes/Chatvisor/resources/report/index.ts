import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	type ItemContext,
	type Operation,
	pagingFields,
	resource,
	simplifyField,
} from '../../../shared/action';
import { expectObject, expectObjects } from '../../../shared/request';
import { ask, chatvisorApi } from '../../api';
import { endpoints } from '../../endpoints';

const periodField: INodeProperties = {
	displayName: 'Period',
	name: 'grouping',
	type: 'string',
	required: true,
	default: 'LAST_7_DAYS',
	placeholder: 'e.g. LAST_7_DAYS',
	description:
		'The days to report on, in the words of Chatvisor. Its example has LAST_7_DAYS; others are not in the documents that could be read.',
};

/**
 * POST /rest/v1/report/agent/times/online with `{ grouping }` -> `[{ userId, timeRanges: [{ start, end }], sumMinutes }]`;
 * a user's ID is the agent's e-mail address. https://docs.chatvisor.com/docs/integrationsapirest01_agenttimes
 */
const agentTimes: Operation = {
	name: 'Agent Times',
	action: 'Report times of agents',
	description: 'Retrieve when each agent was online, and for how many minutes',
	fields: [periodField, ...pagingFields],
	async run(item) {
		const grouping = item.text('grouping');
		const limit = item.limit();
		const times = await ask(item, endpoints.reportAgentTimes, { grouping });
		return expectObjects(item.context, chatvisorApi, times, item.itemIndex).slice(0, limit);
	},
};

/**
 * POST /rest/v1/report/agent with `{ metrics: [{ metricName, groupBy: "AGENT" }], dateFilter: { grouping } }` ->
 * `{ results: { "2020/10/30": { "kate@example.com": "205" } } }`, in seconds. The same page documents it.
 */
const agentReport: Operation = {
	name: 'Agent Report',
	action: 'Report days of agents',
	description: 'Retrieve for how many seconds each agent was online, or signed in, on each day',
	fields: [
		{
			displayName: 'Time',
			name: 'metricName',
			type: 'options',
			options: [
				{ name: 'Online', value: 'ONLINE_TIME', description: 'How long the agent could be reached' },
				{ name: 'Signed In', value: 'LOGGED_IN_TIME', description: 'How long the agent was signed in' },
			],
			default: 'ONLINE_TIME',
			description: 'Which time to add up',
		},
		periodField,
		simplifyField,
	],
	async run(item) {
		const metricName = item.choice('metricName');
		const grouping = item.text('grouping');
		const isSimple = item.boolean('simplify', true);
		const body = await ask(item, endpoints.reportAgents, {
			metrics: [{ metricName, groupBy: 'AGENT' }],
			dateFilter: { grouping },
		});
		const report = expectObject(item.context, chatvisorApi, body, item.itemIndex);
		return isSimple ? rowsOf(item, report, metricName) : report;
	},
};

/** One row for each day and agent. The date as ISO 8601, the time in seconds. */
function rowsOf(item: ItemContext, { results }: IDataObject, metricName: string): IDataObject[] {
	const days = Object.entries(expectObject(item.context, chatvisorApi, results, item.itemIndex));
	return days.flatMap(([day, times]) =>
		Object.entries(expectObject(item.context, chatvisorApi, times, item.itemIndex)).map(
			([userId, seconds]) => ({
				date: day.replaceAll('/', '-'),
				userId,
				metricName,
				seconds: Number(seconds),
			}),
		),
	);
}

export const report = resource({
	name: 'Report',
	value: 'report',
	operations: { agentReport, agentTimes },
	default: 'agentTimes',
});
