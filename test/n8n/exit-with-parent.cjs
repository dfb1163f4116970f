// Preloaded into n8n. Its stdin is a pipe from the process that started it: the pipe closes when that process is gone,
// however it went (a kill -9 leaves no time for an exit hook), and then n8n must not stay behind.
const { isMainThread } = require('node:worker_threads');

// A worker thread of n8n preloads this file too, and closes a stdin of its own when it ends.
if (isMainThread) {
	process.stdin.on('close', leave).on('error', leave).resume();
	process.stdin.unref?.();
	// Its output goes to the same process. Without a listener n8n tries to log each line that it could not write, for ever.
	process.stdout.on('error', leave);
	process.stderr.on('error', leave);
}

let leaving = false;
function leave() {
	if (leaving) return;
	leaving = true;
	process.kill(process.pid, 'SIGTERM');
	// n8n leads a process group of its own; the group holds its task runner too.
	setTimeout(() => process.kill(-process.pid, 'SIGKILL'), 5000).unref();
}
