// n8n gives a community node n8n-workflow and zod, and nothing else: any other require in the built files would work
// here, where the development dependencies are installed, and break at a user's.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ALLOWED = ['n8n-workflow', 'zod', 'node:crypto'];
const dist = 'dist';

const isAllowed = (name) => ALLOWED.includes(name) || /^\.\.?\//.test(name);

/** Every import of a built file that is not allowed, as `line: what`. */
function findings(file) {
	const source = ts.createSourceFile(
		file,
		readFileSync(file, 'utf8'),
		ts.ScriptTarget.Latest,
		true,
		ts.ScriptKind.JS,
	);
	const found = [];
	const report = (node, what) =>
		found.push(`${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
	const check = (node, name) => {
		if (!name || !ts.isStringLiteralLike(name))
			report(node, `an import that is not a plain string: ${node.getText()}`);
		else if (!isAllowed(name.text)) report(node, name.text);
	};
	const visit = (node) => {
		const called = ts.isCallExpression(node) ? node.expression : undefined;
		if (called?.kind === ts.SyntaxKind.ImportKeyword || called?.getText() === 'require')
			check(node, node.arguments[0]);
		else if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier)) {
			check(node, node.moduleSpecifier);
		} else if (ts.isIdentifier(node) && node.text === 'require' && !ts.isCallExpression(node.parent)) {
			report(node, `require used other than in a call: ${node.parent.getText()}`);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

let files = [];
try {
	files = readdirSync(dist, { recursive: true })
		.map((name) => join(dist, name))
		.filter((name) => name.endsWith('.js'));
} catch {
	// no dist folder: the message below
}
const bad = files.flatMap((file) => findings(file).map((text) => `${relative('.', file)}:${text}`));

if (files.length === 0) {
	process.stderr.write('check-imports: there is no .js file in dist, so the build made nothing.\n');
	process.exitCode = 1;
} else if (bad.length > 0) {
	process.stderr.write(
		`check-imports: only relative paths, ${ALLOWED.join(', ')} may be imported.\n${bad.map((line) => `  ${line}\n`).join('')}`,
	);
	process.exitCode = 1;
} else {
	process.stdout.write(
		`check-imports: ${files.length} files import nothing but ${ALLOWED.join(', ')} and each other.\n`,
	);
}
