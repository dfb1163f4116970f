import type { INodeType } from 'n8n-workflow';

import packageJson from '../../../../package.json';

const nodes = packageJson.n8n.nodes.map((file) => file.replace(/^dist\/(.*)\.js$/, '$1'));

test.each(nodes)('%s: the editor keeps every tag of its notices', async (file) => {
	const [node] = Object.values((await import(`../../../../${file}`)) as Record<string, new () => INodeType>);
	const notices = new node().description.properties.filter(({ type }) => type === 'notice');
	// n8n 2.41 takes all other tags out of a notice, line breaks and bold type too, and runs its lines together.
	const taken = notices.filter(({ displayName }) => /<(?!\/?(a|ul|li)[ >])/.test(displayName));
	expect(taken.map(({ displayName }) => displayName)).toEqual([]);
});
