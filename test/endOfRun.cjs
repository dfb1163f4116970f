/** Long enough for the teardown, which stops an n8n. */
const GRACE_SECONDS = 30;

/** Ends a jest that something keeps from exiting, with exit code 1: it would hang for ever. */
module.exports = class EndOfRun {
	onRunComplete() {
		const end = () => {
			const left = process.getActiveResourcesInfo().join(', ');
			process.stderr.write(
				`Jest is ended: after ${GRACE_SECONDS} seconds it was kept from exiting by ${left}\n`,
			);
			process.exit(1);
		};
		setTimeout(end, GRACE_SECONDS * 1000).unref();
	}
};
