const require_rolldown_runtime = require("./rolldown-runtime.js");
const require_shared = require("./shared.js");
let node_fs = require("node:fs");
let node_timers_promises = require("node:timers/promises");
let node_path = require("node:path");
let node_stream = require("node:stream");
let node_os = require("node:os");
let node_net = require("node:net");
let node_child_process = require("node:child_process");
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
	const child = require_shared.spawnOutside((options) => start(command, rest, options), run.inherited, {
		stdio: pipes ? ["inherit", ...pipes.map((pipe) => pipe?.writeEnd ?? "pipe")] : "inherit",
		detached: leadsGroup()
	}, variables);
	pipes?.forEach(closeWriteEnd);
	const outputs = [pipes?.[0]?.output ?? child.stdout, pipes?.[1]?.output ?? child.stderr];
	const passOn = new SignalPasser(child);
	return await run.forwardSignals((signal) => passOn.take(signal), async () => {
		const masking = masked ? maskStreams(outputs, masked) : void 0;
		const code = await awaitEnd(child, (reason) => run.warn(`Could not run ${command}: ${reason}`));
		await Promise.race([masking, (0, node_timers_promises.setTimeout)(DRAIN_TIMEOUT_MS, void 0, { ref: false })]);
		passOn.end();
		return code;
	});
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
	take(signal) {
		this.#count += 1;
		if (!this.#isHeardAnyway(signal)) this.#kill(signal);
		if (signal === "SIGINT" && this.#count === 1) return;
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
}
/** Bytes that are no text stay as they are: each stands for a character of its own. */
function mask(secret) {
	const redactor = new require_shared.Redactor();
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
// src/trust/read-claims.ts
const text = require_shared.string().optional().catch(void 0);
const instant = require_shared.number().transform((seconds) => seconds * 1e3).optional().catch(void 0);
const Payload = require_shared.looseObject({
	iss: text,
	sub: text,
	aud: require_shared.union([require_shared.string(), require_shared.array(require_shared.string())]).optional().catch(void 0),
	exp: instant,
	nbf: instant
});
/**
* Reads a token without judging it: that is the server's to do (RFC 7519 4.1).
* @returns undefined where it holds no claims
*/
function readClaims(token) {
	const { decodeJwt } = (require_shared.init_webapi(), require_rolldown_runtime.__toCommonJS(require_shared.webapi_exports));
	try {
		const { iss, sub, aud, exp, nbf } = Payload.parse(decodeJwt(token.reveal()));
		return {
			issuer: iss,
			subject: sub,
			expiresAt: exp,
			notBefore: nbf,
			audiences: aud === void 0 ? [] : [aud].flat()
		};
	} catch {
		return;
	}
}
const MAX_LENGTH = 500;
/** @returns the claims in a sentence's part, without what could be a secret in them */
function describeClaims({ issuer, subject, audiences, expiresAt }) {
	const say = (name, value) => value === void 0 ? `no ${name}` : `${name} "${require_shared.shortenToLine(value, MAX_LENGTH)}"`;
	return [
		say("issuer", issuer),
		say("subject", subject),
		say("audience", audiences.length > 0 ? audiences.join(", ") : void 0),
		expiresAt === void 0 ? "no end" : `end ${formatInstant(expiresAt)}`
	].join(", ");
}
/** @returns an instant as ISO 8601; what is none as it is */
function formatInstant(at) {
	return Number.isNaN(new Date(at).getTime()) ? String(at) : new Date(at).toISOString().replace(".000Z", "Z");
}
// src/trust/compare-claims.ts
/**
* @param server whose clock counts
* @returns what is wrong with the times of a token, whoever is trusted
*/
function judgeTimes({ expiresAt, notBefore }, { clockAhead }) {
	const now = require_shared.readServerTime({ clockAhead }).getTime();
	const ahead = require_shared.readDifference({ clockAhead });
	const clock = `by the server's clock${ahead === 0 ? "" : `, which is ${require_shared.describeClockAhead(ahead)}`}`;
	const say = (span) => require_shared.formatDuration(Math.max(1e3, Math.round(span / 1e3) * 1e3));
	if (expiresAt === void 0) return ["it never ends (exp is missing)"];
	if (expiresAt <= now) return [`it has ended ${say(now - expiresAt)} ago ${clock}`];
	if (notBefore !== void 0 && notBefore > now) return [`it is valid only from ${formatInstant(notBefore)} on, in ${say(notBefore - now)} ${clock}`];
	return [];
}
// src/trust/explain-refusal.ts
/**
* A server says of a token that it does not take only that it knows no such identity (facts 2.8), whatever is wrong.
* @returns the same failure, with what the token says, what is wrong with it by itself, and what the identity must have
*/
function explainRefusal(refusal, jobToken, { audience, clockAhead }) {
	const claims = readClaims(jobToken);
	if (!claims) return refusal.retell("; the token holds no claims that could be read", () => GIVE_OTHER);
	const wrong = [...judgeTimes(claims, { clockAhead }), ...claims.audiences.includes(audience) ? [] : [`it is not for OCTOPUS_SERVICE_ACCOUNT_ID, ${audience}, which is right only where the identity names its audience`]];
	const said = `; the job's token has ${describeClaims(claims)}`;
	return refusal.retell([said, ...wrong].join("; "), () => HAVE_IDENTITY);
}
const GIVE_OTHER = "Give the token that the CI system makes for the job, a JSON Web Token.";
const HAVE_IDENTITY = "The service account must have an OpenID Connect identity with that issuer and subject, to the letter: letter case counts, and a slash at the end of the issuer. trust-issuer --verify compares them.";
// src/trust/exchange-token.ts
const USUAL_LIFE_MS = 36e5;
/**
* Exchanges the token of a job for an access token (RFC 8693; facts 2.8). The job's token goes to the server alone, whatever that
* calls the place where tokens are exchanged.
* @throws Failure
*/
async function exchangeToken({ url, wait, audience }, jobToken, http, run) {
	const api = new require_shared.OctopusApi(http, url, require_shared.anonymous);
	const endpoint = await run.step("find the token endpoint", `Asking ${url} where it exchanges tokens`, () => readEndpoint(api, url, wait, run));
	return await run.step("exchange the token", `Exchanging the job's token for ${audience}`, async () => {
		const askedAt = performance.now();
		try {
			const { access_token: token, expires_in: seconds } = await api.call({
				method: "POST",
				path: locate(endpoint, url),
				schema: require_shared.ExchangedToken,
				attempt: "exchange the job's token for an access token",
				refusal: "sign-in",
				body: {
					grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
					audience,
					subject_token: jobToken.reveal(),
					subject_token_type: "urn:ietf:params:oauth:token-type:jwt"
				}
			}, run.deadline);
			return {
				token,
				askedAt,
				life: seconds === void 0 ? USUAL_LIFE_MS : seconds * 1e3
			};
		} catch (error) {
			throw explain(error, endpoint, jobToken, audience, api.clockAhead);
		}
	});
}
/**
* Has the server say whom an access token belongs to.
* @throws Failure of kind `key`
*/
function verifyToken({ token }, url, http, run) {
	const api = require_shared.openTokenApi(http, url, token, require_shared.newSince());
	return run.step("verify the access token", "Verifying the access token", () => require_shared.readTokenOwner(api, run.deadline));
}
const DISCOVERY = "/.well-known/openid-configuration";
async function readEndpoint(api, url, wait, run) {
	try {
		var _usingCtx$2 = require_shared._usingCtx();
		const startup = _usingCtx$2.u(new require_shared.StartupWait(url, wait, run));
		const attempt = `find out where the server exchanges tokens (${DISCOVERY})`;
		const schema = require_shared.looseObject({ token_endpoint: require_shared.string().max(2e3) });
		try {
			const call = {
				method: "GET",
				path: DISCOVERY,
				attempt,
				refusal: "server",
				schema
			};
			const { token_endpoint: named } = await api.call(call, run.deadline, startup);
			if (url + locate(named, url) !== named) run.info(`The server calls that ${require_shared.shortenAddress(named)}; it is asked below ${url} alone.`);
			return named;
		} catch (error) {
			if (error instanceof require_shared.ApiFailure && error.status === 404) throw error.retell("", (hint) => `${hint} ${TOO_OLD}`);
			throw error;
		}
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		_usingCtx$2.d();
	}
}
const TOO_OLD = "Servers before 2023.4 take no tokens of a CI system: with-key makes a key there.";
/**
* Servers name that place by the address that they were given for themselves, which behind a reverse proxy is not the one that they are
* reached at.
* @returns the path of what a server names, below the server's address
*/
function locate(endpoint, server) {
	const { pathname: base } = new URL(`${server}/`);
	const address = URL.canParse(endpoint, `${server}/`) ? new URL(endpoint, `${server}/`) : void 0;
	if (!address || !/^https?:$/.test(address.protocol)) return DEFAULT_ENDPOINT;
	const { pathname, search } = address;
	return (pathname.startsWith(base) ? pathname.slice(base.length - 1) : pathname) + search;
}
const DEFAULT_ENDPOINT = "/api/token/v1";
/** @returns the failure of an exchange, with what may be wrong */
function explain(error, endpoint, jobToken, audience, clockAhead) {
	if (!(error instanceof require_shared.ApiFailure) || !error.refused || error.kind !== "sign-in") return error;
	if (error.status === 404 || error.status === 405) return error.retell(`; it calls that place ${require_shared.shortenAddress(endpoint)}`, (hint) => hint);
	return explainRefusal(error, jobToken, {
		audience,
		clockAhead
	});
}
// src/trust/job-token.ts
/**
* Gets the token of the job that this runs in. What was given goes before what is found: GitHub's own way, then the file that
* AZURE_FEDERATED_TOKEN_FILE names.
* @param audience that a token is asked for, where it can be asked for one
* @returns it; the log says where it came from
* @throws Failure of kind `options`, where there is none; of others, where GitHub gives none
*/
async function getJobToken(given, audience, network, run) {
	const { token, source } = await run.step("get the job token", "Getting the job's token", () => findToken(given, audience, network, run));
	run.info(`The job's token is that of ${source}.`);
	return token;
}
async function findToken({ subjectTokenFile, subjectToken, allowHttp }, audience, network, { inherited: { environment }, deadline }) {
	const github = findGithubTokens(environment, allowHttp);
	if (subjectTokenFile) return {
		token: subjectTokenFile,
		source: "the file of --subject-token-file"
	};
	if (subjectToken) return {
		token: subjectToken,
		source: "OCTOPUS_SUBJECT_TOKEN"
	};
	if (github) return {
		token: await askGithub(github, audience, network, deadline),
		source: "GitHub Actions"
	};
	const { AZURE_FEDERATED_TOKEN_FILE: file } = environment;
	if (file) return {
		token: readTokenFile(file),
		source: "the file of AZURE_FEDERATED_TOKEN_FILE"
	};
	throw fail("there is none", advise(environment, audience));
}
/**
* @returns undefined where this is no such job, or one that may not ask for a token
* @throws Failure of kind `options`, where the request token would go nowhere, or in clear text to another machine
*/
function findGithubTokens(environment, allowHttp) {
	const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = environment;
	if (!address || !token) return void 0;
	const requestToken = new require_shared.Secret(token);
	if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw fail("ACTIONS_ID_TOKEN_REQUEST_URL is no address", LEAVE_IT);
	if (require_shared.isInClear(address) && !allowHttp) throw fail(`ACTIONS_ID_TOKEN_REQUEST_URL ${require_shared.IN_CLEAR}`, LEAVE_IT);
	return {
		address,
		requestToken
	};
}
const LEAVE_IT = "GitHub Actions sets it: leave it as it is.";
async function askGithub({ address, requestToken }, audience, network, deadline) {
	const http = new require_shared.UndiciHttp(network);
	const request = {
		method: "GET",
		address: `${address}&audience=${encodeURIComponent(audience)}`,
		headers: {
			Accept: "application/json",
			Authorization: `Bearer ${requestToken.reveal()}`
		},
		body: void 0
	};
	const ask = async (share) => {
		const sending = http.send(request, share).catch((error) => {
			throw error instanceof require_shared.Failure ? error : require_shared.failSilent(OF_GITHUB, error);
		});
		const reply = await share.limit(sending, () => require_shared.failSilent(OF_GITHUB, /* @__PURE__ */ new Error("none in time")));
		if (reply.status !== 200) throw require_shared.failRefused(OF_GITHUB, reply);
		return readGithubToken(reply);
	};
	try {
		return await require_shared.retryRead(ask, deadline);
	} catch (error) {
		throw error instanceof require_shared.ApiFailure ? error.retell("", () => GITHUB_GIVES_NONE) : error;
	} finally {
		await http.close();
	}
}
const OF_GITHUB = {
	attempt: "get the job's token from GitHub Actions",
	refusal: "sign-in"
};
const GITHUB_GIVES_NONE = "Run the job again; if that fails, too, look at what stands between the runner and GitHub, such as a proxy (--proxy).";
const GithubReply = require_shared.looseObject({ value: require_shared.jobToken });
function readGithubToken({ text }) {
	const reply = GithubReply.safeParse(require_shared.parseJson(text)).data;
	if (reply) return reply.value;
	throw new require_shared.ApiFailure({
		kind: "sign-in",
		attempt: OF_GITHUB.attempt,
		reason: "the reply holds none",
		hint: ""
	}, { status: 200 });
}
function readTokenFile(path) {
	let text;
	try {
		text = (0, node_fs.readFileSync)(path, "utf8");
	} catch (error) {
		const { code } = error;
		throw fail(`${require_shared.hideInPath(path)} (AZURE_FEDERATED_TOKEN_FILE) cannot be read (${code ?? require_shared.describeError(error)})`, "Mend that, or name another file with --subject-token-file.");
	}
	const read = require_shared.jobToken.safeParse(text);
	if (read.success) return read.data;
	throw fail(`${require_shared.hideInPath(path)} (AZURE_FEDERATED_TOKEN_FILE) ${read.error.issues[0]?.message}`, "Mend that, or name another file with --subject-token-file.");
}
/** @returns what is to be done in the CI system that this runs in */
function advise({ GITHUB_ACTIONS, GITLAB_CI, KUBERNETES_SERVICE_HOST }, audience) {
	if (GITHUB_ACTIONS) return "Give the job `permissions: id-token: write`: without it GitHub lets no job ask for one, and never one of a pull request from a fork.";
	if (GITLAB_CI) return `Give the job \`id_tokens: {OCTOPUS_SUBJECT_TOKEN: {aud: ${audience}}}\`: GitLab puts it into that variable.`;
	if (KUBERNETES_SERVICE_HOST) return `Mount a projected service account token with the audience ${audience}, and name its file with --subject-token-file.`;
	return "Have the CI system put it into OCTOPUS_SUBJECT_TOKEN, or name a file that holds it with --subject-token-file.";
}
function fail(reason, hint) {
	return new require_shared.Failure({
		kind: "options",
		attempt: "get the job's token",
		reason,
		hint
	});
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
		const accessToken = await getAccessToken(values, run);
		const { token } = accessToken;
		const command = {
			words,
			variables: nameToken(values.url, token),
			masked: values.maskOutput ? token : void 0
		};
		const code = await run.step("run the command", `Running ${words[0]}`, () => runChild(command, run));
		warnOfEnd(accessToken, words[0] ?? "", run);
		return code;
	});
}
async function getAccessToken(values, run) {
	const { url, wait, serviceAccountId: audience = "" } = values;
	const network = require_shared.readNetwork(values, [url]);
	const jobToken = await getJobToken(values, audience, network, run);
	require_shared.followPace(url, (message) => run.info(message));
	await require_shared.requireProxy({
		url,
		wait,
		network
	}, run);
	const http = new require_shared.UndiciHttp(network);
	try {
		const accessToken = await exchangeToken({
			url,
			wait,
			audience
		}, jobToken, http, run);
		const { Id, Username } = await verifyToken(accessToken, url, http, run);
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
