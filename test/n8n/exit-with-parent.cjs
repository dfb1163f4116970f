// Preloaded into n8n. Its stdin is a pipe from the process that started it: the pipe closes when that process is gone,
// however it went (a kill -9 leaves no time for an exit hook), and then n8n must not stay behind.
process.stdin.on('error', leave).on('close', leave).resume();
process.stdin.unref?.();

let leaving = false;
function leave() {
	if (leaving) return;
	leaving = true;
	process.kill(process.pid, 'SIGTERM');
	// n8n leads a process group of its own; the group holds its task runner too.
	setTimeout(() => process.kill(-process.pid, 'SIGKILL'), 15_000).unref();
}
