require("./rolldown-runtime.js");
const require_shared = require("./shared.js");
let node_timers_promises = require("node:timers/promises");
require_shared.defineCommand({
	name: "list-keys",
	summary: "Lists the API keys of a user or of a service account, without the keys themselves.",
	examples: ["", "--service-account terraform --format json"],
	uses: [
		...require_shared.accessSettings,
		"serviceAccount",
		"listFormat"
	]
});
/** Writes keys to standard output, without secrets, but for what their ids are. */
async function writeKeys(keys, format, { deadline }) {
	const clean = [];
	for (const key of keys) {
		clean.push(redactKey(key));
		if (clean.length % KEYS_AT_ONCE > 0) continue;
		await (0, node_timers_promises.setImmediate)();
		deadline.requireTime("list the keys");
	}
	await require_shared.writeOutput(formatKeys(clean, format), deadline);
}
const KEYS_AT_ONCE = 1e3;
/** The names of what a key has are our own. */
function redactKey(key) {
	const texts = Object.entries(key).map(([name, value]) => [name, require_shared.redactTexts(value)]);
	return {
		...Object.fromEntries(texts),
		id: key.id
	};
}
/** @param keys without secrets, but for what their ids are */
function formatKeys(keys, format) {
	if (format === "json") return require_shared.formatJson(keys, 2);
	const rows = keys.map(({ purpose, id, created, expires, isExpired, lastUsed, hint }) => {
		const ends = expires ? `${formatTime(expires)}${isExpired ? " (expired)" : ""}` : "-";
		return [
			purpose,
			id,
			formatTime(created),
			ends,
			formatTime(lastUsed),
			hint ? `${hint}…` : "-"
		].map(cut);
	});
	return `${require_shared.layOutTable([
		"PURPOSE",
		"ID",
		"CREATED",
		"EXPIRES",
		"LAST USED",
		"HINT"
	], rows)}\n`;
}
const MAX_CELL_LENGTH = 200;
/** What is cut holds no secret any more. */
function cut(cell) {
	return cell.length > MAX_CELL_LENGTH ? `${cell.slice(0, MAX_CELL_LENGTH)}…` : cell;
}
/** To the minute, in UTC: `2026-01-31 12:00`. */
function formatTime(text) {
	const time = Date.parse(text ?? "");
	return Number.isNaN(time) ? "-" : new Date(time).toISOString().slice(0, 16).replace("T", " ");
}
// src/commands/revoke-key.ts
/** What `revoke-key` is, to whoever reads its options or its help. */
const revokeKeyCommand = require_shared.defineCommand({
	name: "revoke-key",
	summary: "Revokes API keys of a user or of a service account: by id, or by purpose, expiry and age together.",
	examples: [
		"--id apikeys-1a2b3c",
		"--purpose Terraform",
		"--expired --service-account terraform --yes"
	],
	uses: [
		...require_shared.accessSettings,
		"serviceAccount",
		"id",
		"selectedPurpose",
		"expired",
		"olderThan",
		"expiresAt",
		"yes",
		"onlyTold"
	],
	findMistakes: ({ id, selectedPurpose, expired, olderThan }) => id || selectedPurpose || expired || olderThan ? [] : ["nothing says which keys to revoke: give --id, --purpose, --expired or --older-than"]
});
/** `revoke-key`: revokes keys of an account, one after the other; one that cannot be revoked does not keep the others. */
function runRevokeKey() {
	return require_shared.runCommand(revokeKeyCommand, async (values, run, { origins }) => {
		try {
			var _usingCtx$1 = require_shared._usingCtx();
			const method = require_shared.loginMethod(values, origins);
			const session = _usingCtx$1.a(await require_shared.openSession(method, run));
			const owner = await require_shared.readOwner(session, values, true, run);
			const keys = await require_shared.readNamedKeys(owner, values.id ?? [], session, run);
			const now = new Date(Math.min(Date.now(), require_shared.readServerTime(session.server).getTime()));
			const selected = values.expiresAt ? await lookForAskedFor(owner, values.selectedPurpose ?? "", values.expiresAt, now, session, run) : require_shared.selectKeys(keys.map((key) => require_shared.summarizeKey(key, now)), {
				...values,
				purpose: values.selectedPurpose
			}, now);
			if (selected.length === 0) tellOfNone(values, run);
			if (values.onlyTold) {
				await writeKeys(selected, "table", run);
				return 0;
			}
			for (const key of selected) run.info(describeKey(key));
			warnOfOthers(selected, values, run);
			requireConsent(selected, values);
			await revokeAll(putOwnLast(selected, method), owner, session, run);
			return 0;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	});
}
/** Where somebody named a purpose, and neither age nor expiry, they know of a key: it may be another account's, or called otherwise. */
function tellOfNone({ selectedPurpose, expired, olderThan, expiresAt }, run) {
	const told = "No key matches: nothing was revoked.";
	if (expiresAt) {
		const until = expiresAt.toISOString();
		run.warn(`${told} Should the server make it yet, it would live until ${until}: look with list-keys then.`);
		return;
	}
	if (selectedPurpose === void 0 || expired || olderThan !== void 0) run.info(told);
	else run.warn(`${told} list-keys shows the purposes that there are.`);
}
const MAX_LATE_LOOKS = 10;
const LATE_LOOK_INTERVAL_MS = 2e3;
/** A server that has lost its client, as that of a job which was killed, may still be at work on the request. */
async function lookForAskedFor({ id, keys }, purpose, expires, now, { api }, run) {
	let found = require_shared.findAskedFor(keys, purpose, expires);
	if (!found) run.info("No key matches so far: looking for one that is made late.");
	for (let look = 1; !found && look <= MAX_LATE_LOOKS; look += 1) {
		await run.deadline.pause(LATE_LOOK_INTERVAL_MS);
		found = require_shared.findAskedFor(await require_shared.listApiKeys(api, id, run.deadline), purpose, expires);
	}
	return found ? [require_shared.summarizeKey(found, now)] : [];
}
/** @throws Failure, where more than one key that was not named by its id would be revoked without a yes */
function requireConsent(selected, { id, yes }) {
	if (selected.length < 2 || id || yes) return;
	throw new require_shared.Failure({
		kind: "options",
		attempt: `revoke ${selected.length} keys`,
		reason: `more than one matches: ${selected.map((key) => key.id).join(", ")}`,
		hint: "Give --yes to revoke them all, or --id for some of them."
	});
}
/** What only its age or its expiry has chosen may be somebody else's. */
function warnOfOthers(selected, { id, selectedPurpose }, run) {
	if (id || selectedPurpose !== void 0) return;
	const others = selected.filter(({ purpose }) => purpose !== require_shared.DEFAULT_PURPOSE);
	if (others.length === 0) return;
	const named = others.map((key) => `${key.id} "${key.purpose}"`).join(", ");
	run.warn(`Nothing says that this tool made ${named}: who made them may use them yet.`);
}
function describeKey({ id, purpose, created, expires, lastUsed }) {
	const used = lastUsed === null ? "" : `, last used ${lastUsed}`;
	return `${id} "${purpose}", created ${created ?? "unknown"}, expires ${expires ?? "never"}${used}`;
}
/** The key that speaks must be the last to go; its beginning is all that the list tells of it. */
function putOwnLast(selected, method) {
	if (method.kind !== "API key") return [...selected];
	const own = method.apiKey.reveal();
	const mayBeOwn = ({ hint }) => hint === null || own.startsWith(/^[\w-]*/.exec(hint)?.[0] ?? "");
	return [...selected.filter((key) => !mayBeOwn(key)), ...selected.filter(mayBeOwn)];
}
async function revokeAll(keys, { id: userId, account }, { api }, run) {
	const failures = [];
	for (const { id, purpose } of keys) {
		const stop = run.deadline.stoppedWith;
		if (stop) {
			failures.unshift(stop);
			break;
		}
		await run.step("revoke the key", `Revoking the key ${id} "${purpose}"`, () => require_shared.revokeKey({
			id,
			userId
		}, account, [api], run.deadline)).catch((error) => failures.push(error));
	}
	const [first, ...others] = failures;
	for (const error of others) if (error instanceof Error) run.warn(error.message);
	if (first) throw first;
}
// action/revoke-key.ts
require_shared.speakOfAction();
runRevokeKey();
