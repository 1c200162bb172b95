const require_rolldown_runtime = require("./rolldown-runtime.js");
const require_shared = require("./shared.js");
let node_fs = require("node:fs");
let node_path = require("node:path");
let node_os = require("node:os");
let node_net = require("node:net");
let node_child_process = require("node:child_process");
let node_timers_promises = require("node:timers/promises");
let node_stream = require("node:stream");
let node_stream_promises = require("node:stream/promises");
// node_modules/isexe/windows.js
var require_windows = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	module.exports = isexe;
	isexe.sync = sync;
	var fs = require("fs");
	function checkPathExt(path, options) {
		var pathext = options.pathExt !== void 0 ? options.pathExt : process.env.PATHEXT;
		if (!pathext) return true;
		pathext = pathext.split(";");
		if (pathext.indexOf("") !== -1) return true;
		for (var i = 0; i < pathext.length; i++) {
			var p = pathext[i].toLowerCase();
			if (p && path.substr(-p.length).toLowerCase() === p) return true;
		}
		return false;
	}
	function checkStat(stat, path, options) {
		if (!stat.isSymbolicLink() && !stat.isFile()) return false;
		return checkPathExt(path, options);
	}
	function isexe(path, options, cb) {
		fs.stat(path, function(er, stat) {
			cb(er, er ? false : checkStat(stat, path, options));
		});
	}
	function sync(path, options) {
		return checkStat(fs.statSync(path), path, options);
	}
}));
// node_modules/isexe/mode.js
var require_mode = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	module.exports = isexe;
	isexe.sync = sync;
	var fs = require("fs");
	function isexe(path, options, cb) {
		fs.stat(path, function(er, stat) {
			cb(er, er ? false : checkStat(stat, options));
		});
	}
	function sync(path, options) {
		return checkStat(fs.statSync(path), options);
	}
	function checkStat(stat, options) {
		return stat.isFile() && checkMode(stat, options);
	}
	function checkMode(stat, options) {
		var mod = stat.mode;
		var uid = stat.uid;
		var gid = stat.gid;
		var myUid = options.uid !== void 0 ? options.uid : process.getuid && process.getuid();
		var myGid = options.gid !== void 0 ? options.gid : process.getgid && process.getgid();
		var u = parseInt("100", 8);
		var g = parseInt("010", 8);
		var o = parseInt("001", 8);
		var ug = u | g;
		return mod & o || mod & g && gid === myGid || mod & u && uid === myUid || mod & ug && myUid === 0;
	}
}));
// node_modules/isexe/index.js
var require_isexe = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	require("fs");
	var core;
	if (process.platform === "win32" || global.TESTING_WINDOWS) core = require_windows();
	else core = require_mode();
	module.exports = isexe;
	isexe.sync = sync;
	function isexe(path, options, cb) {
		if (typeof options === "function") {
			cb = options;
			options = {};
		}
		if (!cb) {
			if (typeof Promise !== "function") throw new TypeError("callback not provided");
			return new Promise(function(resolve, reject) {
				isexe(path, options || {}, function(er, is) {
					if (er) reject(er);
					else resolve(is);
				});
			});
		}
		core(path, options || {}, function(er, is) {
			if (er) {
				if (er.code === "EACCES" || options && options.ignoreErrors) {
					er = null;
					is = false;
				}
			}
			cb(er, is);
		});
	}
	function sync(path, options) {
		try {
			return core.sync(path, options || {});
		} catch (er) {
			if (options && options.ignoreErrors || er.code === "EACCES") return false;
			else throw er;
		}
	}
}));
// node_modules/which/which.js
var require_which = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const isWindows = process.platform === "win32" || process.env.OSTYPE === "cygwin" || process.env.OSTYPE === "msys";
	const path = require("path");
	const COLON = isWindows ? ";" : ":";
	const isexe = require_isexe();
	const getNotFoundError = (cmd) => Object.assign(/* @__PURE__ */ new Error(`not found: ${cmd}`), { code: "ENOENT" });
	const getPathInfo = (cmd, opt) => {
		const colon = opt.colon || COLON;
		const pathEnv = cmd.match(/\//) || isWindows && cmd.match(/\\/) ? [""] : [...isWindows ? [process.cwd()] : [], ...(opt.path || process.env.PATH || 
		/* istanbul ignore next: very unusual */ "").split(colon)];
		const pathExtExe = isWindows ? opt.pathExt || process.env.PATHEXT || ".EXE;.CMD;.BAT;.COM" : "";
		const pathExt = isWindows ? pathExtExe.split(colon) : [""];
		if (isWindows) {
			if (cmd.indexOf(".") !== -1 && pathExt[0] !== "") pathExt.unshift("");
		}
		return {
			pathEnv,
			pathExt,
			pathExtExe
		};
	};
	const which = (cmd, opt, cb) => {
		if (typeof opt === "function") {
			cb = opt;
			opt = {};
		}
		if (!opt) opt = {};
		const { pathEnv, pathExt, pathExtExe } = getPathInfo(cmd, opt);
		const found = [];
		const step = (i) => new Promise((resolve, reject) => {
			if (i === pathEnv.length) return opt.all && found.length ? resolve(found) : reject(getNotFoundError(cmd));
			const ppRaw = pathEnv[i];
			const pathPart = /^".*"$/.test(ppRaw) ? ppRaw.slice(1, -1) : ppRaw;
			const pCmd = path.join(pathPart, cmd);
			const p = !pathPart && /^\.[\\\/]/.test(cmd) ? cmd.slice(0, 2) + pCmd : pCmd;
			resolve(subStep(p, i, 0));
		});
		const subStep = (p, i, ii) => new Promise((resolve, reject) => {
			if (ii === pathExt.length) return resolve(step(i + 1));
			const ext = pathExt[ii];
			isexe(p + ext, { pathExt: pathExtExe }, (er, is) => {
				if (!er && is) {
					if (opt.all) found.push(p + ext);
					else return resolve(p + ext);
				}
				return resolve(subStep(p, i, ii + 1));
			});
		});
		return cb ? step(0).then((res) => cb(null, res), cb) : step(0);
	};
	const whichSync = (cmd, opt) => {
		opt = opt || {};
		const { pathEnv, pathExt, pathExtExe } = getPathInfo(cmd, opt);
		const found = [];
		for (let i = 0; i < pathEnv.length; i++) {
			const ppRaw = pathEnv[i];
			const pathPart = /^".*"$/.test(ppRaw) ? ppRaw.slice(1, -1) : ppRaw;
			const pCmd = path.join(pathPart, cmd);
			const p = !pathPart && /^\.[\\\/]/.test(cmd) ? cmd.slice(0, 2) + pCmd : pCmd;
			for (let j = 0; j < pathExt.length; j++) {
				const cur = p + pathExt[j];
				try {
					if (isexe.sync(cur, { pathExt: pathExtExe })) {
						if (opt.all) found.push(cur);
						else return cur;
					}
				} catch (ex) {}
			}
		}
		if (opt.all && found.length) return found;
		if (opt.nothrow) return null;
		throw getNotFoundError(cmd);
	};
	module.exports = which;
	which.sync = whichSync;
}));
// node_modules/path-key/index.js
var require_path_key = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const pathKey = (options = {}) => {
		const environment = options.env || process.env;
		if ((options.platform || process.platform) !== "win32") return "PATH";
		return Object.keys(environment).reverse().find((key) => key.toUpperCase() === "PATH") || "Path";
	};
	module.exports = pathKey;
	module.exports.default = pathKey;
}));
// node_modules/cross-spawn/lib/util/resolveCommand.js
var require_resolveCommand = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const path = require("path");
	const which = require_which();
	const getPathKey = require_path_key();
	function resolveCommandAttempt(parsed, withoutPathExt) {
		const env = parsed.options.env || process.env;
		const cwd = process.cwd();
		const hasCustomCwd = parsed.options.cwd != null;
		const shouldSwitchCwd = hasCustomCwd && process.chdir !== void 0 && !process.chdir.disabled;
		if (shouldSwitchCwd) try {
			process.chdir(parsed.options.cwd);
		} catch (err) {}
		let resolved;
		try {
			resolved = which.sync(parsed.command, {
				path: env[getPathKey({ env })],
				pathExt: withoutPathExt ? path.delimiter : void 0
			});
		} catch (e) {} finally {
			if (shouldSwitchCwd) process.chdir(cwd);
		}
		if (resolved) resolved = path.resolve(hasCustomCwd ? parsed.options.cwd : "", resolved);
		return resolved;
	}
	function resolveCommand(parsed) {
		return resolveCommandAttempt(parsed) || resolveCommandAttempt(parsed, true);
	}
	module.exports = resolveCommand;
}));
// node_modules/cross-spawn/lib/util/escape.js
var require_escape = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const metaCharsRegExp = /([()\][%!^"`<>&|;, *?])/g;
	function escapeCommand(arg) {
		arg = arg.replace(metaCharsRegExp, "^$1");
		return arg;
	}
	function escapeArgument(arg, doubleEscapeMetaChars) {
		arg = `${arg}`;
		arg = arg.replace(/(?=(\\+?)?)\1"/g, "$1$1\\\"");
		arg = arg.replace(/(?=(\\+?)?)\1$/, "$1$1");
		arg = `"${arg}"`;
		arg = arg.replace(metaCharsRegExp, "^$1");
		if (doubleEscapeMetaChars) arg = arg.replace(metaCharsRegExp, "^$1");
		return arg;
	}
	module.exports.command = escapeCommand;
	module.exports.argument = escapeArgument;
}));
// node_modules/shebang-regex/index.js
var require_shebang_regex = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	module.exports = /^#!(.*)/;
}));
// node_modules/shebang-command/index.js
var require_shebang_command = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const shebangRegex = require_shebang_regex();
	module.exports = (string = "") => {
		const match = string.match(shebangRegex);
		if (!match) return null;
		const [path, argument] = match[0].replace(/#! ?/, "").split(" ");
		const binary = path.split("/").pop();
		if (binary === "env") return argument;
		return argument ? `${binary} ${argument}` : binary;
	};
}));
// node_modules/cross-spawn/lib/util/readShebang.js
var require_readShebang = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const fs = require("fs");
	const shebangCommand = require_shebang_command();
	function readShebang(command) {
		const size = 150;
		const buffer = Buffer.alloc(size);
		let fd;
		try {
			fd = fs.openSync(command, "r");
			fs.readSync(fd, buffer, 0, size, 0);
			fs.closeSync(fd);
		} catch (e) {}
		return shebangCommand(buffer.toString());
	}
	module.exports = readShebang;
}));
// node_modules/cross-spawn/lib/parse.js
var require_parse = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const path = require("path");
	const resolveCommand = require_resolveCommand();
	const escape = require_escape();
	const readShebang = require_readShebang();
	const isWin = process.platform === "win32";
	const isExecutableRegExp = /\.(?:com|exe)$/i;
	const isCmdShimRegExp = /node_modules[\\/].bin[\\/][^\\/]+\.cmd$/i;
	function detectShebang(parsed) {
		parsed.file = resolveCommand(parsed);
		const shebang = parsed.file && readShebang(parsed.file);
		if (shebang) {
			parsed.args.unshift(parsed.file);
			parsed.command = shebang;
			return resolveCommand(parsed);
		}
		return parsed.file;
	}
	function parseNonShell(parsed) {
		if (!isWin) return parsed;
		const commandFile = detectShebang(parsed);
		const needsShell = !isExecutableRegExp.test(commandFile);
		if (parsed.options.forceShell || needsShell) {
			const needsDoubleEscapeMetaChars = isCmdShimRegExp.test(commandFile);
			parsed.command = path.normalize(parsed.command);
			parsed.command = escape.command(parsed.command);
			parsed.args = parsed.args.map((arg) => escape.argument(arg, needsDoubleEscapeMetaChars));
			parsed.args = [
				"/d",
				"/s",
				"/c",
				`"${[parsed.command].concat(parsed.args).join(" ")}"`
			];
			parsed.command = process.env.comspec || "cmd.exe";
			parsed.options.windowsVerbatimArguments = true;
		}
		return parsed;
	}
	function parse(command, args, options) {
		if (args && !Array.isArray(args)) {
			options = args;
			args = null;
		}
		args = args ? args.slice(0) : [];
		options = Object.assign({}, options);
		const parsed = {
			command,
			args,
			options,
			file: void 0,
			original: {
				command,
				args
			}
		};
		return options.shell ? parsed : parseNonShell(parsed);
	}
	module.exports = parse;
}));
// node_modules/cross-spawn/lib/enoent.js
var require_enoent = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const isWin = process.platform === "win32";
	function notFoundError(original, syscall) {
		return Object.assign(/* @__PURE__ */ new Error(`${syscall} ${original.command} ENOENT`), {
			code: "ENOENT",
			errno: "ENOENT",
			syscall: `${syscall} ${original.command}`,
			path: original.command,
			spawnargs: original.args
		});
	}
	function hookChildProcess(cp, parsed) {
		if (!isWin) return;
		const originalEmit = cp.emit;
		cp.emit = function(name, arg1) {
			if (name === "exit") {
				const err = verifyENOENT(arg1, parsed);
				if (err) return originalEmit.call(cp, "error", err);
			}
			return originalEmit.apply(cp, arguments);
		};
	}
	function verifyENOENT(status, parsed) {
		if (isWin && status === 1 && !parsed.file) return notFoundError(parsed.original, "spawn");
		return null;
	}
	function verifyENOENTSync(status, parsed) {
		if (isWin && status === 1 && !parsed.file) return notFoundError(parsed.original, "spawnSync");
		return null;
	}
	module.exports = {
		hookChildProcess,
		verifyENOENT,
		verifyENOENTSync,
		notFoundError
	};
}));
// node_modules/cross-spawn/index.js
var require_cross_spawn = /* @__PURE__ */ require_rolldown_runtime.__commonJSMin(((exports, module) => {
	const cp = require("child_process");
	const parse = require_parse();
	const enoent = require_enoent();
	function spawn(command, args, options) {
		const parsed = parse(command, args, options);
		const spawned = cp.spawn(parsed.command, parsed.args, parsed.options);
		enoent.hookChildProcess(spawned, parsed);
		return spawned;
	}
	function spawnSync(command, args, options) {
		const parsed = parse(command, args, options);
		const result = cp.spawnSync(parsed.command, parsed.args, parsed.options);
		result.error = result.error || enoent.verifyENOENTSync(result.status, parsed);
		return result;
	}
	module.exports = spawn;
	module.exports.spawn = spawn;
	module.exports.sync = spawnSync;
	module.exports._parse = parse;
	module.exports._enoent = enoent;
}));
// src/delivery/run-child.ts
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
const BY_SIGNAL = 128;
const KILL_TIMEOUT_MS = 7e3;
const LAST_KILL_TIMEOUT_MS = 1e3;
const DRAIN_TIMEOUT_MS = 5e3;
const MAX_UNDER_WAY = 262144;
/**
* Runs a command to its end, passing signals on to it.
* @returns the exit code, as a shell gives it
* @throws what the run was stopped with, if it was before the command was started
*/
async function runChild({ words, variables, masked }, run) {
	const [command = "", ...rest] = words;
	const start = require_cross_spawn();
	run.deadline.requireTime("run the command");
	const pipes = masked ? [openPipe(), openPipe()] : void 0;
	const fail = (reason) => run.warn(`Could not run ${command}: ${reason}`);
	const options = {
		stdio: pipes ? ["inherit", ...pipes.map((pipe) => pipe?.writeEnd ?? "pipe")] : "inherit",
		detached: leadsGroup()
	};
	let child;
	try {
		child = require_shared.spawnOutside((all) => start(command, rest, all), run.inherited, options, variables);
	} catch (error) {
		for (const pipe of pipes ?? []) pipe?.output.destroy();
		fail(require_shared.describeError(error));
		return NOT_RUNNABLE;
	} finally {
		pipes?.forEach(closeWriteEnd);
	}
	const outputs = [pipes?.[0]?.output ?? child.stdout, pipes?.[1]?.output ?? child.stderr];
	const passOn = new SignalPasser(child);
	return await run.forwardSignals((signal) => passOn.take(signal), async () => {
		const masking = masked ? maskStreams(outputs, masked) : void 0;
		const code = await awaitEnd(child, fail);
		await awaitRest(masking, passOn);
		passOn.end();
		return code;
	});
}
/**
* Waits for what a command wrote to be passed on. What it left running in the background may hold its output open, and write, for ever;
* whoever reads ours may take their time, as without us, until a signal comes.
*/
async function awaitRest(masking, passOn) {
	let isPassed = false;
	const passing = Promise.resolve(masking).then(() => {
		isPassed = true;
	});
	const written = () => process.stdout.bytesWritten - process.stdout.writableLength;
	const enough = process.stdout.bytesWritten + MAX_UNDER_WAY;
	for (let looks = 0; looks < 2 && !isPassed;) {
		await Promise.race([passing, (0, node_timers_promises.setTimeout)(DRAIN_TIMEOUT_MS / 2, void 0, { ref: false })]);
		looks = process.stdout.writableLength > 0 && written() < enough && !passOn.isTold ? 0 : looks + 1;
	}
}
/** Passes signals on; one that asks to end and is not heeded becomes SIGKILL in the end. */
var SignalPasser = class {
	#child;
	#platform;
	#count = 0;
	#killing;
	/** @param platform as in `process.platform` */
	constructor(child, platform = process.platform) {
		this.#child = child;
		this.#platform = platform;
	}
	/** Whether a signal came. */
	get isTold() {
		return this.#count > 0;
	}
	take(signal) {
		this.#count += 1;
		const isHeard = this.#isHeardAnyway(signal);
		if (!isHeard) this.#kill(signal);
		if (signal === "SIGINT" && (isHeard || this.#count === 1)) return;
		clearTimeout(this.#killing);
		const isLast = this.#count > 1 || signal === "SIGHUP" && this.#platform === "win32";
		this.#killing = setTimeout(() => this.#kill("SIGKILL"), isLast ? LAST_KILL_TIMEOUT_MS : KILL_TIMEOUT_MS);
	}
	/**
	* Ctrl-C on a terminal reaches the child by itself, and twice is more than once to some commands. Whatever a process on Windows hears,
	* all of its console hear, and Node can pass on nothing there but the end.
	*/
	#isHeardAnyway(signal) {
		return this.#platform === "win32" || (signal === "SIGINT" || signal === "SIGQUIT") && hasTerminal();
	}
	end() {
		clearTimeout(this.#killing);
	}
	#kill(signal) {
		if (this.#platform === "win32" || leadsGroup()) require_shared.signalGroup(this.#child, signal, this.#platform);
		else this.#child.kill(signal);
	}
};
/**
* Whether the child leads a process group of its own, so that signals reach what it has started, too. At a terminal
* it must not: it could no longer ask anything there.
*/
function leadsGroup() {
	return require_shared.hasProcessGroups && !hasTerminal();
}
function hasTerminal() {
	return [
		process.stdin,
		process.stdout,
		process.stderr
	].some(({ isTTY }) => isTTY);
}
/**
* @param fail receives why it could not be started
* @returns the exit code, as a shell gives it
*/
function awaitEnd(child, fail) {
	return new Promise((resolve) => {
		child.on("error", (error) => {
			if (child.pid !== void 0 && error.code !== "ENOENT") return;
			fail(error.code === "ENOENT" ? "there is no such command." : error.message);
			resolve(error.code === "ENOENT" ? NOT_FOUND : NOT_RUNNABLE);
		});
		child.once("exit", (code, signal) => resolve(code ?? BY_SIGNAL + (signal ? node_os.constants.signals[signal] : 0)));
	});
}
/** Settles when all that the child wrote has been passed on; a reader that is gone is the child's affair. */
async function maskStreams([output, errors], secret) {
	const pass = (from, to, end) => from ? (0, node_stream_promises.pipeline)(from, mask(secret), to, { end }).catch(() => {}) : Promise.resolve();
	await Promise.all([pass(output, process.stdout, false), pass(errors, require_shared.openErrorOutput(), true)]);
	await new Promise((done) => process.stdout.write("", () => done()));
}
/** Bytes that are no text stay as they are, each stands for a character of its own; and so does what only looks like a secret. */
function mask(secret) {
	const redactor = new require_shared.Redactor(() => false, []);
	redactor.learn(secret.reveal());
	const redaction = new require_shared.Redaction(redactor);
	return new node_stream.Transform({
		transform: (chunk, _, done) => {
			done(null, Buffer.from(redaction.push(chunk.toString("latin1")), "latin1"));
		},
		flush: (done) => done(null, Buffer.from(redaction.end(), "latin1"))
	});
}
/**
* Opens a pipe that has a path: what Node calls a pipe is a socket, which on Linux a script cannot open as /dev/stderr. macOS has for
* that what is open already, whatever it is (its manual, fd(4)).
* @returns undefined where there is no need for one, or no place
*/
function openPipe() {
	if (process.platform !== "linux") return void 0;
	let folder;
	try {
		require_shared.requireLastingWay((0, node_path.join)((0, node_os.tmpdir)(), "octopus-key-mint-pipe-"));
		folder = (0, node_fs.mkdtempSync)((0, node_path.join)((0, node_os.tmpdir)(), "octopus-key-mint-pipe-"));
		const path = (0, node_path.join)(folder, "pipe");
		(0, node_child_process.execFileSync)("mkfifo", [
			"-m",
			"600",
			path
		], {
			stdio: "ignore",
			env: { PATH: process.env.PATH }
		});
		const readEnd = (0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | node_fs.constants.O_NONBLOCK);
		return {
			writeEnd: (0, node_fs.openSync)(path, node_fs.constants.O_WRONLY),
			output: new node_net.Socket({
				fd: readEnd,
				readable: true,
				writable: false
			})
		};
	} catch {
		return;
	} finally {
		if (folder !== void 0) (0, node_fs.rmSync)(folder, { recursive: true });
	}
}
/** Closes the end that the child has by now. */
function closeWriteEnd(pipe) {
	if (pipe) (0, node_fs.closeSync)(pipe.writeEnd);
}
require_shared.defineCommand({
	name: "with-key",
	summary: "Runs a command with an API key of its own in OCTOPUS_API_KEY, and revokes the key when the command ends.",
	examples: [
		"-- terraform apply",
		"--expires-in 10m --mask-output -- ./deploy.sh",
		"--access-token -- octopus project list"
	],
	exits: "Those of the command that is run, or 127 where there is none of that name; those of with-key itself:",
	uses: [
		...require_shared.accessSettings,
		...require_shared.orderSettings,
		"accessToken",
		"allNames",
		"maskOutput"
	],
	wraps: true,
	findMistakes: (_, words) => words.length > 0 ? [] : ["there is no command to run: put it behind --, as in with-key -- terraform apply"]
});
/** What a command is given to use an access token with; a key of somebody else's could go before it. */
function nameToken(url, token) {
	return {
		OCTOPUS_API_KEY: void 0,
		OCTOPUS_URL: url,
		OCTOPUS_ACCESS_TOKEN: token.reveal()
	};
}
// src/commands/with-token.ts
/** What `with-token` is, to whoever reads its options or its help. */
const withTokenCommand = require_shared.defineCommand({
	name: "with-token",
	summary: "Runs a command with an access token in OCTOPUS_ACCESS_TOKEN, for which the server takes the token of the CI job: no key, no password, no browser.",
	examples: ["-- octopus release create --project Shop", "--subject-token-file token -- ./deploy.sh"],
	exits: "Those of the command that is run, or 127 where there is none of that name; those of with-token itself:",
	uses: [
		"url",
		"serviceAccountId",
		"subjectToken",
		"subjectTokenFile",
		"maskOutput",
		"allowHttp",
		"insecureTls",
		...require_shared.plainNetworkSettings
	],
	wraps: true,
	findMistakes: (_, words) => words.length > 0 ? [] : ["there is no command to run: put it behind --, as in with-token -- octopus project list"]
});
/** `with-token`: runs a command with an access token that the job's own token is exchanged for, and ends as the command does. */
function runWithToken() {
	return require_shared.runCommand(withTokenCommand, async (values, run, { words }) => {
		const jobToken = await getToken(values, run);
		const accessToken = await getAccessToken(values, jobToken, run);
		const { token } = accessToken;
		const command = {
			words,
			variables: {
				...leaveOut(jobToken, run.inherited.environment),
				...nameToken(values.url, token)
			},
			masked: values.maskOutput ? token : void 0
		};
		const code = await run.step("run the command", `Running ${words[0]}`, () => runChild(command, run));
		warnOfEnd(accessToken, words[0] ?? "", run);
		return code;
	});
}
function getToken(values, run) {
	const { url, serviceAccountId: audience = "" } = values;
	return require_shared.getJobToken(require_shared.findJobToken(values, audience, run), audience, require_shared.readNetwork(values, [url]), run);
}
/** Under its own name, a CI system may have given it to the job as well. */
function leaveOut(jobToken, environment) {
	const names = Object.keys(environment).filter((name) => environment[name]?.trim() === jobToken.reveal());
	return Object.fromEntries(names.map((name) => [name, void 0]));
}
async function getAccessToken(values, jobToken, run) {
	const { url, wait, serviceAccountId: audience = "" } = values;
	const network = require_shared.readNetwork(values, [url]);
	require_shared.followPace(url, (message) => run.info(message));
	await require_shared.requireProxy({
		url,
		wait,
		network
	}, run);
	const http = new require_shared.UndiciHttp(network);
	try {
		const accessToken = await require_shared.exchangeToken({
			url,
			wait,
			audience
		}, jobToken, http, run);
		const { Id, Username } = await require_shared.verifyToken(accessToken, url, http, run);
		run.info(`The access token is that of ${Username ?? Id} (${Id}), for ${require_shared.formatDuration(accessToken.life)}.`);
		return accessToken;
	} finally {
		await http.close();
	}
}
function warnOfEnd({ askedAt, life }, command, run) {
	if (performance.now() - askedAt <= life) return;
	run.warn(`The access token ended ${require_shared.formatDuration(life)} after it was made, and ${command} ran on: what it asked of the server after that was refused. A key lives longer: with-key --expires-in 6h.`);
}
// action/with-token.ts
require_shared.speakOfAction();
runWithToken();
