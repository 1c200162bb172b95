require("./rolldown-runtime.js");
const require_shared = require("./shared.js");
// src/api/identities.ts
const PAGE_SIZE = 100;
const LIST = {
	method: "GET",
	refusal: "key",
	attempt: "read the list of identities"
};
/** All identities of a service account; the list is read anew where some of it may have been missed, or it may be another account's. */
function listIdentities(api, userId, deadline) {
	return require_shared.readWhole(LIST, async () => {
		const list = await listOnce(api, userId, deadline);
		if (typeof list === "string" || list.identities.some(({ ServiceAccountId }) => ServiceAccountId != null)) return list;
		const anew = await listAnew(api, userId, deadline);
		if (typeof anew === "string" || anew.externalId === list.externalId) return anew;
		return `it gives ${list.externalId} for the tokens, and, asked again, ${anew.externalId}`;
	});
}
/** As `listIdentities`, at addresses to which nobody can have kept a reply. */
function listIdentitiesAnew(api, userId, deadline) {
	return require_shared.readWhole(LIST, () => listAnew(api, userId, deadline));
}
function listAnew(api, userId, deadline) {
	return require_shared.askAnew((toAddress) => listOnce(api, userId, deadline, toAddress));
}
/** @returns what tells that some may have been missed, or that it is another account's, where something does */
async function listOnce(api, userId, deadline, toAddress = (path) => path) {
	const identities = /* @__PURE__ */ new Map();
	let length = 0;
	const measure = (text) => {
		length += text.length;
	};
	let total = 0;
	for (let skip = 0;;) {
		const path = toAddress(`${pathOf(userId)}/v1?skip=${skip}&take=${PAGE_SIZE}`);
		const { OidcIdentities: found, Count, ExternalId: externalId } = await api.call({
			...LIST,
			path,
			schema: require_shared.IdentityPage,
			measure
		}, deadline);
		const other = found.find(({ ServiceAccountId: owner }) => owner != null && owner !== userId);
		if (other) return `the identity ${other.Id} in it is another account's`;
		const known = identities.size;
		for (const each of found) identities.set(each.Id, each);
		skip += found.length;
		total = Math.max(total, Count ?? 0);
		const isRepeated = found.length > 0 && identities.size === known;
		const isAllAgain = isRepeated && found.length === identities.size && identities.size >= total;
		if (isRepeated && !isAllAgain) return "the same page came again";
		const isLast = isAllAgain || found.length === 0 || (Count ?? 0) > found.length && skip >= total;
		if (!isLast && length > 10485760) throw require_shared.failUseless(LIST, "there is no end to the list");
		if (!isLast) continue;
		if (identities.size < total) return `of ${total}, ${identities.size} came`;
		return {
			externalId,
			identities: [...identities.values()]
		};
	}
}
/** One identity of a service account. */
async function readIdentity(api, userId, id, deadline, patience) {
	const call = {
		method: "GET",
		refusal: "key",
		attempt: `read the identity ${id}`
	};
	const reading = api.call({
		...call,
		path: pathOf(userId, id),
		schema: require_shared.ListedIdentity
	}, deadline, patience);
	return require_shared.requireItself(await reading, id, call);
}
/** What the server itself shows of an identity: see `lookAt`. */
function lookAtIdentity(api, userId, id, deadline) {
	const call = {
		method: "GET",
		refusal: "key",
		attempt: `read the identity ${id}`
	};
	return require_shared.lookAt(api, {
		...call,
		path: pathOf(userId, id),
		schema: require_shared.ListedIdentity
	}, id, deadline);
}
/**
* Makes an identity; sent once, whatever happens.
* @returns its id
*/
async function createIdentity(api, userId, request, deadline) {
	const call = {
		method: "POST",
		refusal: "key",
		attempt: "make the identity"
	};
	const body = {
		ServiceAccountId: userId,
		...request
	};
	const path = `${pathOf(userId)}/create/v1`;
	return (await api.call({
		...call,
		path,
		body,
		schema: require_shared.CreatedIdentity
	}, deadline)).Id;
}
/** Changes an identity. */
async function updateIdentity(api, userId, id, request, deadline) {
	const call = {
		method: "PUT",
		refusal: "key",
		attempt: `change the identity ${id}`
	};
	const body = {
		Id: id,
		ServiceAccountId: userId,
		...request
	};
	await api.call({
		...call,
		path: pathOf(userId, id),
		body,
		schema: require_shared.Anything
	}, deadline);
}
/** Removes an identity. */
async function removeIdentity(api, userId, id, deadline) {
	const call = {
		method: "DELETE",
		refusal: "key",
		attempt: `remove the identity ${id}`
	};
	await api.call({
		...call,
		path: pathOf(userId, id),
		schema: require_shared.deletedOf(id)
	}, deadline);
}
function pathOf(userId, id) {
	const all = `/api/serviceaccounts/${encodeURIComponent(userId)}/oidcidentities`;
	return id === void 0 ? all : `${all}/${encodeURIComponent(id)}/v1`;
}
// src/trust/compare-identities.ts
/**
* Whether an identity lets in the very tokens that are wanted, whatever its name is.
* @param externalId what tokens are meant for where no audience is named; a server may list it, or leave it out
*/
function isSame(identity, wanted, externalId) {
	return isForSameJobs(identity, wanted) && (identity.Audience ?? externalId) === (wanted.audience ?? externalId);
}
/** Whether an identity is of the same issuer and subject, whatever its audience is. */
function isForSameJobs({ Issuer, Subject }, { issuer, subject }) {
	return Issuer === issuer && Subject === subject;
}
/** @returns what a server has as an identity, for a message */
function describeIdentity({ Id, Name, Issuer, Subject, Audience }) {
	const say = (text) => require_shared.shortenToLine(text ?? "", MAX_LENGTH);
	const audience = Audience == null ? "" : `, audience "${say(Audience)}"`;
	return `${Id} "${say(Name)}", issuer ${say(Issuer)}, subject ${say(Subject)}${audience}`;
}
const MAX_LENGTH = 300;
/** @returns the command that removes an identity, for a message: somebody may copy it, whatever the server calls the identity */
function adviseRemoving({ Username, Id }, id) {
	return `trust-issuer --remove ${[`--service-account=${Username ?? Id}`, `--id=${id}`].map((word) => require_shared.quoteWord(word)).join(" ")}`;
}
/** @returns whose jobs are wanted, for a message */
function describeJobs({ issuer, subject }) {
	return `issuer ${issuer}, subject ${subject}`;
}
// src/trust/compare-token.ts
/**
* Compares the token of a job with what a service account trusts.
* @param server whose clock counts
* @throws Failure of kind `options`, where it holds no claims
*/
function compareToken(token, { externalId, identities }, server) {
	const claims = requireClaims(token);
	return {
		claims,
		faults: require_shared.judgeTimes(claims, server),
		compared: require_shared.compareClaims(claims, identities, externalId)
	};
}
/** @throws Failure of kind `options`, where a token holds no claims */
function requireClaims(token) {
	const claims = require_shared.readClaims(token);
	if (claims) return claims;
	throw new require_shared.Failure({
		kind: "options",
		attempt: "read the job's token",
		reason: "it holds no claims",
		hint: "Give the token that the CI system makes for the job, a JSON Web Token."
	});
}
/**
* @param account the service account's name
* @throws Failure of kind `key`, where no identity is that of the token
*/
function requireMatch({ faults, compared: [nearest] }, account) {
	const differences = nearest?.reasons ?? [];
	if (nearest && differences.length === 0 && faults.length === 0) return;
	const { Id = "", Name } = nearest?.identity ?? {};
	throw new require_shared.Failure({
		kind: "key",
		attempt: `verify that ${account} trusts the job`,
		reason: [
			...faults.map((fault) => `of the token: ${fault}`),
			...nearest ? [] : ["the account has no identity"],
			...differences.length > 0 ? [`the nearest identity is ${Id} "${Name ?? ""}", and ${differences.join("; ")}`] : []
		].join("; "),
		hint: nearest ? "Mend the identity, as with trust-issuer --if-exists replace, or what the CI system signs." : "Have trust-issuer make one, as with --github owner/repository."
	});
}
// src/trust/snippets.ts
/** @returns what is to stand in the CI system's own file or form, to be copied */
function writeSnippet(needs) {
	const { system = "other", audience, externalId } = needs;
	const isForAction = system !== "github" || audience === externalId;
	const told = {
		...needs,
		url: needs.url.replaceAll("$", "%24"),
		audience: tell(audience, "audience")
	};
	const lines = writers[isForAction ? system : "other"](told);
	return `${[...!lines.some((line) => PLACEHOLDER.test(line)) ? [] : [TO_BE_PUT_IN], ...lines].map(require_shared.escapeControls).join("\n")}\n`;
}
const NOT_AS_IT_STANDS = /[$%*?]|#\{/;
/** @returns what a server has told, if that stands for itself wherever it is copied to; otherwise what whoever copies it is to put in */
function tell(text, name) {
	return text === void 0 || NOT_AS_IT_STANDS.test(text) ? `<${name}>` : text;
}
const PLACEHOLDER = /<[a-z ]+>/;
const TO_BE_PUT_IN = "# Put in what stands in <…>: the identity leaves it open, or has something in it that CI systems read as their own ($, %, #{).";
const PACKED = `octopus-key-mint-${require_shared.version}.tgz`;
const ORIGIN = `# ${PACKED} comes of npm pack in a clone of octopus-key-mint; ./provision.sh is whatever you want to be run.`;
const INSTALL = `npm install --global ./${PACKED}`;
const RUN = "octopus-key-mint with-token -- ./provision.sh";
const writers = {
	github: ({ url, externalId, subject }) => [
		"# In the job of the workflow:",
		...describeEnvironment(subject),
		"permissions:",
		"  id-token: write",
		"  contents: read",
		"steps:",
		"  - uses: OctopusDeploy/login@v1",
		"    with:",
		`      server: ${quoteYaml(url)}`,
		`      service_account_id: ${quoteYaml(externalId)}`
	],
	gitlab: ({ url, externalId, audience }) => [
		"# In .gitlab-ci.yml:",
		ORIGIN,
		"deploy:",
		"  image: node:22-bookworm",
		"  id_tokens:",
		"    OCTOPUS_SUBJECT_TOKEN:",
		`      aud: ${quoteYaml(audience)}`,
		"  variables:",
		`    OCTOPUS_URL: { value: ${quoteYaml(url)}, expand: false }`,
		`    OCTOPUS_SERVICE_ACCOUNT_ID: ${quoteYaml(externalId)}`,
		"  script:",
		`    - ${INSTALL}`,
		`    - ${RUN}`
	],
	azureDevops: ({ url, externalId, subject }) => [
		"# In azure-pipelines.yml:",
		ORIGIN,
		`- script: ${INSTALL}`,
		"- task: AzureCLI@2",
		"  inputs:",
		`    azureSubscription: ${quoteYaml(tell(CONNECTION.exec(subject)?.[1], "service connection"))}`,
		"    addSpnToEnvironment: true",
		"    scriptType: bash",
		"    scriptLocation: inlineScript",
		`    inlineScript: OCTOPUS_SUBJECT_TOKEN="$idToken" ${RUN}`,
		"  env:",
		`    OCTOPUS_URL: ${quoteYaml(url)}`,
		`    OCTOPUS_SERVICE_ACCOUNT_ID: ${quoteYaml(externalId)}`
	],
	teamcity: ({ url, externalId, audience, subject }) => [
		`# The build feature "OIDC Identity Token", with the audience ${audience}, ${sayScoping(subject)}, and these parameters:`,
		`env.OCTOPUS_URL=${url.replaceAll("%", "%%")}`,
		`env.OCTOPUS_SERVICE_ACCOUNT_ID=${externalId}`,
		"env.OCTOPUS_SUBJECT_TOKEN=%jwt.token%",
		"# In a step of the type Command Line:",
		ORIGIN,
		INSTALL,
		RUN
	],
	kubernetes: writePod,
	octopus: ({ url, externalId, audience }) => [
		`# In a script of a step, with a variable "Account" that is a Generic OpenID Connect account of the audience ${audience}:`,
		ORIGIN,
		INSTALL,
		`export OCTOPUS_URL=${require_shared.quoteShell(url)}`,
		`export OCTOPUS_SERVICE_ACCOUNT_ID=${require_shared.quoteShell(externalId)}`,
		"export OCTOPUS_SUBJECT_TOKEN=\"$(get_octopusvariable Account.OpenIdConnect.Jwt)\"",
		RUN
	],
	other: ({ url, externalId, audience, subject, system }) => [
		...system === "github" ? describeEnvironment(subject).map((line) => `# The job has ${line}`) : [],
		`# In the job, with its own token, of the audience ${audience}, in the place of …:`,
		ORIGIN,
		INSTALL,
		`export OCTOPUS_URL=${require_shared.quoteShell(url)}`,
		`export OCTOPUS_SERVICE_ACCOUNT_ID=${require_shared.quoteShell(externalId)}`,
		"export OCTOPUS_SUBJECT_TOKEN=…",
		RUN
	]
};
const ENVIRONMENT = /^repo:[^:]+:environment:([^:]+)/;
const CONNECTION = /^sc:\/\/[^/]+\/[^/]+\/([^/]+)$/;
const POD = /^system:serviceaccount:([^:]+):([^:]+)$/;
/** Without its environment, a job has another subject. */
function describeEnvironment(subject) {
	const name = ENVIRONMENT.exec(subject)?.[1]?.replaceAll("%3A", ":");
	return name === void 0 ? [] : [`environment: ${quoteYaml(tell(name, "environment"))}`];
}
/** What has to be ticked for a build to have that subject. */
function sayScoping(subject) {
	return subject.includes(":branch:") ? "\"branch\" ticked as subject scoping" : "no subject scoping";
}
/** As locked up as those of deploy/. Nobody but its user can read the file of its token. */
function writePod({ url, externalId, audience, subject }) {
	const [, namespace, account] = POD.exec(subject) ?? [];
	return [
		"# deploy/Dockerfile in a clone of octopus-key-mint makes the image; yours is built FROM it, with ./provision.sh, whatever you want to be run.",
		"apiVersion: v1",
		"kind: Pod",
		"metadata:",
		"  name: octopus-deploy",
		`  namespace: ${quoteYaml(tell(namespace, "namespace"))}`,
		"spec:",
		`  serviceAccountName: ${quoteYaml(tell(account, "account"))}`,
		"  automountServiceAccountToken: false",
		"  restartPolicy: Never",
		"  securityContext:",
		"    runAsNonRoot: true",
		"    runAsUser: 1000",
		"    runAsGroup: 1000",
		"    seccompProfile: { type: RuntimeDefault }",
		"  containers:",
		"    - name: deploy",
		`      image: registry.example.com/octopus-key-mint:${require_shared.version}`,
		"      args: [with-token, --subject-token-file, /run/octopus/token, --, ./provision.sh]",
		"      env:",
		`        - { name: OCTOPUS_URL, value: ${quoteYaml(url)} }`,
		`        - { name: OCTOPUS_SERVICE_ACCOUNT_ID, value: ${quoteYaml(externalId)} }`,
		"      resources:",
		"        requests: { cpu: 100m, memory: 128Mi }",
		"        limits: { memory: 256Mi }",
		"      securityContext:",
		"        allowPrivilegeEscalation: false",
		"        readOnlyRootFilesystem: true",
		"        capabilities: { drop: [ALL] }",
		"      volumeMounts:",
		"        - { name: octopus, mountPath: /run/octopus, readOnly: true }",
		"        - { name: tmp, mountPath: /tmp }",
		"  volumes:",
		"    - name: octopus",
		"      projected:",
		"        sources:",
		"          - serviceAccountToken:",
		"              path: token",
		`              audience: ${quoteYaml(audience)}`,
		"              expirationSeconds: 600",
		"    - name: tmp",
		"      emptyDir: { sizeLimit: 64Mi }"
	];
}
/** What JSON has in quotes, YAML reads as the same. */
function quoteYaml(text) {
	return require_shared.escapeJson(JSON.stringify(text));
}
// src/trust/format-trust.ts
/** @returns an identity without what could be a secret, but for what its id is */
function show({ Id: id, Name, Issuer, Subject, Audience }) {
	return {
		id,
		...require_shared.redactTexts({
			name: Name ?? "",
			issuer: Issuer ?? "",
			subject: Subject ?? "",
			audience: Audience ?? null
		})
	};
}
/** @returns what came of it, with what the CI system needs to know */
function formatTrust(trust, format) {
	const { outcome, url, externalId, account, system, warnings } = trust;
	const identity = show(trust.identity);
	const snippet = writeSnippet({
		url,
		externalId,
		audience: identity.audience ?? externalId,
		subject: identity.subject,
		system
	});
	if (format === "json") return require_shared.formatJson({
		outcome,
		url,
		serviceAccountId: externalId,
		account,
		identity,
		warnings,
		snippet
	}, 2);
	const rows = [
		["url", url],
		["service_account_id", externalId],
		["service account", `${account.username} (${account.id})`],
		["identity", `${identity.name} (${identity.id})`],
		["issuer", identity.issuer],
		["subject", identity.subject],
		["audience", identity.audience ?? externalId]
	];
	const width = Math.max(...rows.map(([name = ""]) => name.length));
	return `${rows.map(([name = "", value = ""]) => `${name.padEnd(width)}  ${require_shared.escapeControls(value)}`).join("\n")}\n\n${snippet}`;
}
/** @returns the identities of an account, as a table or as JSON */
function formatIdentities({ externalId, account }, identities, format) {
	const shown = identities.map(show);
	if (format === "json") return require_shared.formatJson({
		serviceAccountId: externalId,
		account,
		identities: shown
	}, 2);
	const rows = shown.map(({ name, id, issuer, subject, audience }) => [
		name,
		id,
		issuer,
		subject,
		audience === "" ? "(empty: takes no token)" : audience ?? `- (the server's default: ${externalId})`
	]);
	return `${require_shared.layOutTable([
		"NAME",
		"ID",
		"ISSUER",
		"SUBJECT",
		"AUDIENCE"
	], rows)}\n`;
}
/** @returns what the token of a job says, and in what each identity differs from it */
function formatComparison({ externalId, account }, { claims, faults, compared }, format) {
	const { issuer = null, subject = null, audiences, expiresAt } = claims;
	const expires = expiresAt === void 0 ? null : require_shared.formatInstant(expiresAt);
	const token = require_shared.redactTexts({
		issuer,
		subject,
		audiences,
		expires,
		faults
	});
	const identities = compared.map(({ identity, reasons }) => ({
		...show(identity),
		differences: require_shared.redactTexts(reasons)
	}));
	if (format === "json") return require_shared.formatJson({
		serviceAccountId: externalId,
		account,
		token,
		identities
	}, 2);
	return `${[`token: ${[require_shared.describeClaims(claims), ...faults].join("; ")}`, ...identities.map(({ id, name, differences }) => `${id} "${name}": ${differences.length === 0 ? "it is the token's" : differences.join("; ")}`)].map((line) => require_shared.escapeControls(require_shared.redactor.redact(line))).join("\n")}\n`;
}
// src/trust/presets.ts
const presets = {
	github: {
		option: "--github",
		title: "GitHub Actions",
		form: /^(?:[\w.*?-]+\/[\w.*?-]+|[\w.*?-]+@[\d*?]+\/[\w.*?-]+@[\d*?]+)$/,
		example: "acme/web, or acme@123/web@456 where its subjects have ids",
		issuer: "https://token.actions.githubusercontent.com",
		takes: [
			"branch",
			"tag",
			"environment",
			"pullRequest"
		],
		subject: (place, wish) => `repo:${place}:${describeGithubRun(wish)}`,
		everything: (place) => `Every run of a workflow of ${place} is let in, those for pull requests included: --branch, --tag or --environment lets in those alone.`,
		notes: (place) => place.includes("@") ? [] : ["Repositories that were made or renamed since 15 July 2026 have ids in their subjects: if GitHub's token is not taken, name the repository as OWNER@ID/REPO@ID."]
	},
	gitlab: {
		option: "--gitlab",
		title: "GitLab CI/CD",
		form: /^[\w.*?-]+(?:\/[\w.*?-]+)+$/,
		example: "acme/web",
		issuer: "https://gitlab.com",
		takes: ["branch", "tag"],
		subject: (place, { branch, tag }) => {
			const ref = branch ?? tag;
			return `project_path:${place}:${ref === void 0 ? "*" : `ref_type:${branch === void 0 ? "tag" : "branch"}:ref:${ref}`}`;
		},
		everything: (place) => `Every job of ${place} is let in, whatever branch it runs for: --branch or --tag lets in those alone.`
	},
	azureDevops: {
		option: "--azure-devops",
		title: "Azure DevOps",
		form: /^[^/:]+\/[^/:]+\/[^/:]+$/,
		example: "acme/web/octopus",
		issuerExample: "https://vstoken.dev.azure.com/<the organization's id>",
		audience: "api://AzureADTokenExchange",
		takes: [],
		subject: (place) => `sc://${place}`,
		everything: (place) => `Every pipeline that may use the service connection ${place} is let in, whatever branch it runs for: who may use it is said in Azure DevOps.`
	},
	teamcity: {
		option: "--teamcity",
		title: "TeamCity",
		form: /^[\w*?]+\/[\w*?]+$/,
		example: "project7/bt42",
		issuerExample: "https://teamcity.example.com",
		takes: ["branch"],
		subject: (place, { branch }) => {
			const [project, buildType] = place.split("/");
			return `project:${project}:build_type:${buildType}${branch === void 0 ? "" : `:branch:${asRef("refs/heads/", branch)}`}`;
		},
		everything: (place) => `Every build of ${place} is let in, whatever branch it runs for: --branch lets in those of one alone.`
	},
	kubernetes: {
		option: "--kubernetes",
		title: "Kubernetes",
		form: /^[a-z\d.*?-]+\/[a-z\d.*?-]+$/,
		example: "deployments/octopus",
		issuerExample: "the cluster's, as kubectl get --raw /.well-known/openid-configuration shows it",
		takes: [],
		subject: (place) => `system:serviceaccount:${place.replace("/", ":")}`,
		everything: (place) => `Every pod that runs as ${place} is let in: whoever may make pods in that namespace may have one run so.`
	},
	octopus: {
		option: "--octopus",
		title: "Octopus",
		form: /^[\w*?-]+\/[\w*?-]+$/,
		example: "default/web",
		issuerExample: "https://octopus.example.com",
		takes: ["environment"],
		subject: (place, { environment }) => {
			const [space, project] = place.split("/");
			return `space:${space}:project:${project}:${environment === void 0 ? "*" : `environment:${environment}`}`;
		},
		everything: (place) => `Every deployment and runbook of ${place} is let in, wherever it runs: --environment lets in those of one alone.`
	}
};
function describeGithubRun({ branch, tag, environment, pullRequest }) {
	if (branch !== void 0) return `ref:${asRef("refs/heads/", branch)}`;
	if (tag !== void 0) return `ref:${asRef("refs/tags/", tag)}`;
	if (environment !== void 0) return `environment:${environment.replaceAll(":", "%3A")}`;
	return pullRequest ? "pull_request" : "*";
}
function asRef(prefix, name) {
	return name.startsWith("refs/") ? name : prefix + name;
}
function findWarnings(preset, place, wish) {
	if (wish.pullRequest) return [`Every pull request of ${place} is let in, with what it changes in the workflow, before anybody has looked at it; those from forks get no token.`];
	return isNarrowed(wish) ? [] : [preset.everything(place)];
}
/** By something that not every run has. */
function isNarrowed({ branch, tag, environment }) {
	return [
		branch,
		tag,
		environment
	].some((value) => value !== void 0 && /[^*?]/.test(value.replace(/^refs\/\w+\//, "")));
}
/**
* Says what is wrong with a wish, each with how to mend it; nothing where it can be understood.
* @param isNeeded whether there is nothing else that says which identity is meant
*/
function findMisunderstood(wish, isNeeded) {
	const { issuer, subject } = wish;
	const system = systemOf(wish);
	const narrowing = narrowingOf(wish);
	if (!system) {
		const lonely = narrowing.map((name) => `${optionOf(name)} means nothing without ${takersOf(name)}`);
		return issuer !== void 0 && subject !== void 0 || issuer === void 0 && subject === void 0 && !isNeeded ? lonely : [...lonely, NOTHING_NAMED];
	}
	const preset = presets[system];
	const place = wish[system] ?? "";
	return [
		...preset.form.test(place) ? [] : [`${preset.option} is written as ${preset.example}`],
		...narrowing.filter((name) => !preset.takes.includes(name)).map((name) => `${preset.option} and ${optionOf(name)} do not go together: ${sayTaken(preset)}`),
		...refs.filter(({ name, prefix }) => wish[name]?.startsWith("refs/") && !wish[name].startsWith(prefix)).map(({ name, prefix }) => `${optionOf(name)} names another kind of ref: give the name behind ${prefix}`),
		...(issuer ?? preset.issuer) === void 0 ? [`${preset.option} needs --issuer: ${preset.issuerExample}`] : [],
		...system === "azureDevops" && isOfEntra(issuer) ? [OF_ENTRA] : []
	];
}
const refs = [{
	name: "branch",
	prefix: "refs/heads/"
}, {
	name: "tag",
	prefix: "refs/tags/"
}];
const NOTHING_NAMED = "nothing says whose jobs are meant: give --github, --gitlab, --azure-devops, --teamcity, --kubernetes or --octopus, or --issuer and --subject";
const OF_ENTRA = "--azure-devops knows the subjects of Azure DevOps' own issuer alone: where the service connection's page shows one of login.microsoftonline.com, give what it shows as --issuer and --subject, with --audience api://AzureADTokenExchange";
function isOfEntra(issuer = "") {
	return URL.canParse(issuer) && /^(?:login\.microsoftonline\.|sts\.windows\.net)/.test(new URL(issuer).hostname);
}
function systemOf(wish) {
	return Object.keys(presets).find((name) => wish[name] !== void 0);
}
function narrowingOf(wish) {
	return [
		"branch",
		"tag",
		"environment",
		"pullRequest"
	].filter((name) => wish[name] !== void 0 && wish[name] !== false);
}
function optionOf(name) {
	return name === "pullRequest" ? "--pull-request" : `--${name}`;
}
function takersOf(name) {
	return Object.values(presets).filter(({ takes }) => takes.includes(name)).map(({ option }) => option).join(" or ");
}
function sayTaken({ takes }) {
	return takes.length === 0 ? "its subjects do not tell what a job runs for" : `it takes ${takes.map(optionOf).join(", ")}`;
}
/** @returns the identity that a wish names, in the form of its CI system; undefined where it names none */
function readWanted(wish) {
	const { issuer, subject, audience, identityName } = wish;
	const system = systemOf(wish);
	if (!system) {
		if (issuer === void 0 || subject === void 0) return void 0;
		return {
			name: identityName ?? cutName(`${new URL(issuer).host} ${subject}`),
			issuer,
			subject,
			audience,
			system: recognize(issuer, subject),
			warnings: [],
			notes: []
		};
	}
	const preset = presets[system];
	const place = wish[system] ?? "";
	return {
		name: identityName ?? cutName([
			preset.title,
			place,
			...describeNarrowing(wish)
		].join(" ")),
		issuer: issuer ?? preset.issuer ?? "",
		subject: preset.subject(place, wish),
		audience: audience ?? preset.audience,
		system,
		warnings: findWarnings(preset, place, wish),
		notes: preset.notes?.(place) ?? []
	};
}
/** @returns the CI system that somebody means who gives its issuer and the whole subject */
function recognize(issuer, subject) {
	if (subject.startsWith("sc://") || isOfEntra(issuer) && subject.includes("/sc/")) return "azureDevops";
	return Object.keys(presets).find((each) => presets[each].issuer === issuer);
}
function describeNarrowing(wish) {
	return narrowingOf(wish).map((name) => name === "pullRequest" ? "pull requests" : `${name} ${wish[name]}`);
}
const MAX_NAME_LENGTH = 200;
function cutName(name) {
	return name.length > MAX_NAME_LENGTH ? `${name.slice(0, 199)}…` : name;
}
// src/trust/make-identity.ts
/**
* Asks for an identity, of which there is none like it, once. A reply that is lost is settled by a look at the list: nothing is posted
* again.
* @returns its id
* @throws Failure; where nobody knows whether it was made, that is told
*/
async function makeIdentity(order, run) {
	try {
		var _usingCtx$5 = require_shared._usingCtx();
		const { wanted } = order;
		const lingering = _usingCtx$5.u(run.deadline.lingering());
		return await run.step("make the identity", `Making the identity "${wanted.name}"`, () => askForNew(order, lingering).catch(async (error) => {
			const looks = countLooks(error);
			const found = await findMade(order, run, looks);
			if (found) {
				run.info(`No reply says so, and the list shows that the identity was made: ${found}.`);
				return found;
			}
			if (looks < MAX_LOOKS) throw error;
			run.alert(sayDoubtful(order));
			throw run.deadline.stoppedWith ?? error;
		}));
	} catch (_) {
		_usingCtx$5.e = _;
	} finally {
		_usingCtx$5.d();
	}
}
/** @throws ApiFailure, where the reply is one that something on the way has repeated: what it names is not ours */
async function askForNew({ api, account, wanted, before }, deadline) {
	const id = await createIdentity(api, account.Id, toRequest(wanted), deadline);
	if (!before.some((each) => each.Id === id)) return id;
	throw new require_shared.ApiFailure({
		kind: "key",
		attempt: "make the identity",
		reason: `the server answered with another one (${id}), which was there before`,
		hint: "Check what stands between this machine and the server: it must not store the replies of the API."
	});
}
const MAX_LOOKS = 3;
const LOOK_INTERVAL_MS = 400;
/** What was refused is looked for, too: that may have been the reply to another request, or have come after ours was passed on. */
function countLooks(error) {
	if (!(error instanceof require_shared.ApiFailure) || !error.surelyUndone) return MAX_LOOKS;
	return error.status === void 0 ? 0 : 1;
}
/** @returns the id of the identity, if it is there by now; what cannot be read shows none */
async function findMade({ api, account, wanted, externalId }, run, looks) {
	const deadline = run.deadline.forCleaningUp();
	for (let look = 1; look <= looks; look += 1) {
		if (look > 1) await deadline.pause(LOOK_INTERVAL_MS);
		const found = (await listIdentities(api, account.Id, deadline).catch(() => void 0))?.identities.find((each) => isSame(each, wanted, externalId));
		if (found) return found.Id;
	}
}
/**
* Has an identity be as it is wanted. Where no reply says so, it is read.
* @returns its id
* @throws Failure; where nobody knows whether it was changed, that is told
*/
async function changeIdentity(id, order, run) {
	try {
		var _usingCtx3 = require_shared._usingCtx();
		const { api, account, wanted, externalId } = order;
		const lingering = _usingCtx3.u(run.deadline.lingering());
		await run.step("change the identity", `Changing the identity ${id}`, () => updateIdentity(api, account.Id, id, toRequest(wanted), lingering).catch(async (error) => {
			const looks = countLooks(error);
			if (looks === 0) throw error;
			const share = run.deadline.forCleaningUp();
			const now = await readIdentity(api, account.Id, id, share).catch(() => void 0);
			if (now && isSame(now, wanted, externalId)) return;
			if (looks < MAX_LOOKS) throw error;
			run.alert(sayDoubtful(order));
			throw run.deadline.stoppedWith ?? error;
		}));
		return id;
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
function toRequest({ name, issuer, subject, audience }) {
	const identity = {
		Name: name,
		Issuer: issuer,
		Subject: subject
	};
	return audience === void 0 ? identity : {
		...identity,
		Audience: audience
	};
}
/**
* Reads what was made: a server may have made something else of it.
* @param transaction is told which identity is there
* @throws Failure; the identity is named
*/
async function verifyIdentity(id, { api, account, wanted, externalId }, transaction, run) {
	const unverified = `The identity ${id} of ${account.Username} (${account.Id}) is there, though not verified: ${describeJobs(wanted)}.`;
	transaction.describe(unverified);
	try {
		const found = await run.step("verify the identity", `Verifying the identity ${id}`, () => readUntil((each) => isSame(each, wanted, externalId), api, account.Id, id, run));
		if (!isSame(found, wanted, externalId)) throw failOther(found, account, wanted);
		return found;
	} catch (error) {
		run.alert(unverified);
		throw error;
	}
}
/**
* Another node than the one that made or changed it may not know that yet (facts 3.7).
* @returns it, as it should be or as the server has it in the end
*/
async function readUntil(isRight, api, userId, id, { deadline }) {
	const newUntil = require_shared.newSince();
	const read = () => readIdentity(api, userId, id, deadline);
	for (;;) {
		const found = await require_shared.retryRead(read, deadline, require_shared.untilKnown(newUntil));
		if (isRight(found) || !require_shared.isNew(newUntil)) return found;
		await deadline.pause(500);
	}
}
function failOther(found, account, wanted) {
	return new require_shared.Failure({
		kind: "key",
		attempt: "verify the identity",
		reason: `the server has ${describeIdentity(found)}, where ${describeJobs(wanted)} was asked for`,
		hint: `Remove it with ${adviseRemoving(account, found.Id)}, or look at it in the Web Portal.`
	});
}
/** @returns what is to be said where nobody knows what became of a request */
function sayDoubtful({ wanted, account: { Id, Username } }) {
	return `AN IDENTITY MAY HAVE BEEN MADE, or changed, for the service account ${Username} (${Id}): ${describeJobs(wanted)}. Run again: what is there by then is left; trust-issuer --list shows it, and --remove removes it.`;
}
// src/trust/provide-identity.ts
/**
* Sees to it that a service account has an identity: the same is left as it is, and otherwise one is made, or changed, and what the
* server has made of it is looked at.
* @param begin is called before one is asked for
* @throws Failure of kind `key`; what may have been made is told
*/
async function provideIdentity(api, account, wanted, ifTrusted, run, begin) {
	try {
		var _usingCtx$4 = require_shared._usingCtx();
		const list = await readIdentities(api, account, run);
		const { externalId } = list;
		const { kept, changed, refusal } = await require_shared.decideByList(list.identities, (identities) => decide({
			externalId,
			identities
		}, account, wanted, ifTrusted, run), (id) => lookAtIdentity(api, account.Id, id, run.deadline), run);
		if (refusal) throw refusal;
		if (kept) return {
			outcome: "kept",
			externalId,
			identity: kept
		};
		run.deadline.requireTime("make the identity");
		const order = {
			api,
			account,
			wanted,
			externalId,
			before: list.identities
		};
		begin?.();
		const transaction = _usingCtx$4.u(run.transactions.begin(sayDoubtful(order)));
		const identity = await verifyIdentity(await (changed ? changeIdentity(changed.Id, order, run) : makeIdentity(order, run)), order, transaction, run);
		return {
			outcome: changed ? "changed" : "made",
			externalId,
			identity
		};
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		_usingCtx$4.d();
	}
}
/** Reads the identities of a service account. */
function readIdentities(api, { Id, Username }, run, list = listIdentities) {
	return run.step("read the identities", `Reading the identities of ${Username}`, () => list(api, Id, run.deadline));
}
function decide({ identities, externalId }, account, wanted, ifTrusted, run) {
	const same = identities.find((each) => isSame(each, wanted, externalId));
	const others = identities.filter((each) => each.Name === wanted.name || isForSameJobs(each, wanted));
	const first = same ?? others[0];
	if (!first) return { restsOn: [] };
	if (ifTrusted === "error") return {
		refusal: failExisting(first),
		restsOn: [first]
	};
	if (same || ifTrusted === "skip") return {
		kept: first,
		restsOn: [first]
	};
	if (ifTrusted === "replace" && others.length > 1) return {
		refusal: failSeveral(others),
		restsOn: others.slice(0, 2)
	};
	if (ifTrusted === "replace") return {
		changed: first,
		restsOn: [first]
	};
	for (const other of others.slice(0, MAX_TOLD)) run.warn(`The identity ${describeIdentity(other)} stays beside the new one: ${adviseRemoving(account, other.Id)} removes it.`);
	if (others.length > MAX_TOLD) run.warn(`${others.length - MAX_TOLD} more of them stay beside it: trust-issuer --list shows them.`);
	return { restsOn: [] };
}
const MAX_TOLD = 10;
function failExisting(found) {
	return new require_shared.Failure({
		kind: "key",
		attempt: "make the identity",
		reason: `there is one already: ${describeIdentity(found)}`,
		hint: "Use --if-exists replace to change it, or skip to leave it; in a manifest ifExists says so."
	});
}
function failSeveral(found) {
	return new require_shared.Failure({
		kind: "key",
		attempt: "replace the identity",
		reason: `there are several that could be meant: ${found.map(describeIdentity).join("; ")}`,
		hint: "Remove those that are not wanted with trust-issuer --remove --id, then run again."
	});
}
// src/trust/provide-trust.ts
/** What else to do about a name that is a person's. */
const FOR_TRUST = "Only service accounts can trust somebody: name one, or another name with --create-service-account.";
/**
* Sees to it that a service account, which is made where that was asked for, has an identity.
* @param begin is called before anything is asked for that a run that is killed would leave behind
* @throws Failure; what was made before, or may have been, is told
*/
async function provideTrust(session, wish, wanted, ifTrusted, run, begin) {
	try {
		var _usingCtx$3 = require_shared._usingCtx();
		const { account, left } = await require_shared.readServiceAccount(session, wish, FOR_TRUST, run);
		_usingCtx$3.u(left === void 0 ? void 0 : run.transactions.begin(left));
		try {
			return {
				...await provideIdentity(session.api, account, wanted, ifTrusted, run, begin),
				account
			};
		} catch (error) {
			if (left !== void 0) run.alert(left);
			throw error;
		}
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		_usingCtx$3.d();
	}
}
// src/trust/near-identities.ts
const MOST = 5;
/**
* @param identities of which none is the one that is sought
* @returns a sentence's part: those that come nearest, and in what they differ; where none does, those that there are
*/
function describeNearest(identities, sought) {
	if (identities.length === 0) return "the account has no identity";
	const near = identities.flatMap((identity) => {
		const difference = sought && findDifference(identity, sought);
		return difference === void 0 ? [] : [`${describeIdentity(identity)} (${difference})`];
	});
	const told = near.length > 0 ? near : identities.map(describeIdentity);
	const rest = told.length > MOST ? `; and ${told.length - MOST} more, which --list shows` : "";
	return `${near.length > 0 ? "the nearest is" : "there is"} ${told.slice(0, MOST).join("; ")}${rest}`;
}
/** @returns in what little an identity differs; undefined where it is another altogether */
function findDifference({ Issuer, Subject }, { issuer, subject }) {
	const ofIssuer = compareIssuers(Issuer ?? "", issuer);
	const ofSubject = compareSubjects(Subject ?? "", subject);
	if (ofIssuer === void 0 || ofSubject === void 0) return Subject === subject ? "it has another issuer" : void 0;
	return [ofIssuer, ofSubject].filter((each) => each !== "").join(", ") || "it has another audience";
}
/** @returns nothing for the same, and undefined for another */
function compareIssuers(found, wanted) {
	if (found === wanted) return "";
	const slip = require_shared.findSlip(found, wanted);
	return slip && `the issuer differs ${slip === "slash" ? "by the slash at its end" : "in letter case"}`;
}
/** @returns nothing for the same, and undefined for another */
function compareSubjects(found, wanted) {
	if (found === wanted) return "";
	if (found.toLowerCase() === wanted.toLowerCase()) return "the subject differs in letter case";
	const [place, other] = [placeOf(wanted), placeOf(found)];
	return place !== void 0 && place === other ? "the same place, for another branch, tag or environment" : void 0;
}
/** @returns whose jobs a subject is about, in small letters, where the CI system writes what they run for behind that */
function placeOf(subject) {
	return /^(?:(?:repo|project_path):[^:]+|project:[^:]+:build_type:[^:]+|space:[^:]+:project:[^:]+)(?=:|$)/.exec(subject.toLowerCase())?.[0];
}
// src/trust/remove-identity.ts
/**
* Asks for identities by their ids, where the list does not show them: it may be a stored one.
* @returns all that the account has, as far as it is known then
* @throws Failure, where it cannot be known whether there is such an identity
*/
function readNamedIdentities(api, account, identities, ids, { deadline }) {
	return require_shared.addUnlisted(identities, ids, (id) => readIdentity(api, account.Id, id, deadline));
}
/** @returns the identities that are meant */
function selectIdentities(identities, { ids = [], wanted, audience }) {
	return identities.filter((each) => ids.includes(each.Id) || wanted !== void 0 && isForSameJobs(each, wanted) && (audience === void 0 || each.Audience === audience));
}
/** @returns what is to be said of what was named, and is not there; undefined for nothing */
function explainMissed(identities, { ids, wanted, audience }, selected) {
	const missed = ids?.filter((id) => !selected.some((each) => each.Id === id)) ?? [];
	if (missed.length === 0 && selected.length > 0) return void 0;
	const sought = missed.length > 0 || wanted === void 0 ? `the id ${missed.join(", ")}` : `${describeJobs(wanted)}${audience === void 0 ? "" : `, audience ${audience}`}`;
	const near = describeNearest(identities, wanted);
	return `No identity has ${sought}: ${selected.length > 0 ? "only the others are" : "nothing was"} removed; ${near}.`;
}
/**
* Removes identities, one after the other; one that cannot be removed does not keep the others. Where one was gone already, the list that
* showed it was a stored one: what there is in truth for the jobs that were named is removed, too.
* @throws what the first that could not be removed has thrown
*/
async function removeIdentities(api, account, selected, { wanted, audience }, run) {
	if (!await removeEach(api, account, selected, run) || !wanted) return;
	const { identities } = await listIdentitiesAnew(api, account.Id, run.deadline);
	const left = selectIdentities(identities, {
		ids: void 0,
		wanted,
		audience
	});
	const isTried = ({ Id }) => selected.some((each) => each.Id === Id);
	await removeEach(api, account, left.filter((each) => !isTried(each)), run);
}
/** @returns whether one of them was gone already */
async function removeEach(api, account, selected, run) {
	let wasGone = false;
	const errors = [];
	for (const identity of selected) try {
		const became = await run.step("remove the identity", `Removing the identity ${describeIdentity(identity)}`, () => remove(api, account, identity.Id, run));
		wasGone ||= became === "was gone";
	} catch (error) {
		run.deadline.requireGoing();
		if (errors.length > 0) run.error(require_shared.describeError(error));
		errors.push(error);
	}
	if (errors.length > 0) throw errors[0];
	return wasGone;
}
/**
* Where no reply says that it is done, the server is asked for the identity: a lost reply may stand for either, and a list that does not
* have it may be a stored one, or that of a node that lags behind.
*/
async function remove(api, account, id, run) {
	try {
		var _usingCtx$2 = require_shared._usingCtx();
		const lingering = _usingCtx$2.u(run.deadline.lingering());
		const { Id } = account;
		try {
			await removeIdentity(api, Id, id, lingering);
		} catch (error) {
			if (!(error instanceof require_shared.ApiFailure && (!error.surelyUndone || error.saysMissing))) throw error;
			if (!await readIdentity(api, Id, id, run.deadline.forCleaningUp()).then(() => false, require_shared.isMissing)) throw error;
			return error.saysMissing ? "was gone" : "removed";
		}
		const look = () => lookAtIdentity(api, Id, id, lingering);
		const removeAgain = () => removeIdentity(api, Id, id, lingering).catch(() => {});
		if (await require_shared.staysSo("shown", look, require_shared.newSince(), lingering, removeAgain)) throw failShown(account, id);
		return "removed";
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		_usingCtx$2.d();
	}
}
function failShown(account, id) {
	return new require_shared.Failure({
		kind: "key",
		attempt: `remove the identity ${id}`,
		reason: "the server said that it was done, and shows the identity all the same",
		hint: `Remove it with ${adviseRemoving(account, id)}, or look at it in the Web Portal.`
	});
}
// src/trust/supports.ts
/**
* Says before anybody signs in what the server is too old for (facts 2.7). What a server does not tell of itself is found out later.
* @param subject of the identity that is to be made, if one is
* @throws Failure of kind `key`
*/
function requireIdentities({ version }, subject) {
	if (version === void 0) return;
	if (!(require_shared.isSince(version, 2024, 1) ? require_shared.isSince(version, 2024, 1, 1889) : require_shared.isSince(version, 2023, 4, 8077))) throw refuse("OpenID Connect identities of service accounts need an Octopus Server of 2023.4.8077, 2024.1.1889 or newer", version, "Update the server, or use API keys: mint-key makes one.");
	if (/[*?]/.test(subject ?? "") && !require_shared.isSince(version, 2024, 1, 7382)) throw refuse("wildcards in subjects need an Octopus Server of 2024.1.7382 or newer, and stand for themselves in an older one", version, "Name one subject without a wildcard: --branch, --tag or --environment does that.");
}
function refuse(reason, version, hint) {
	return new require_shared.Failure({
		kind: "key",
		attempt: "trust an issuer",
		reason,
		serverSaid: [`Version is ${version}.`],
		hint
	});
}
// src/trust/wide-subjects.ts
const forms = {
	github: {
		option: "--github",
		begins: "repo:",
		narrow: /^repo:[^:/*?]+\/[^:/*?]+:/,
		named: "the owner and the repository"
	},
	gitlab: {
		option: "--gitlab",
		begins: "project_path:",
		narrow: /^project_path:[^:/*?]+(?:\/[^:/*?]+)+:/,
		named: "the group and the project"
	},
	azureDevops: {
		option: "--azure-devops",
		begins: "sc://",
		narrow: /^sc:\/\/[^/*?]+\/[^/*?]+\//,
		named: "the organization and the project"
	},
	teamcity: {
		option: "--teamcity",
		begins: "project:",
		narrow: /^project:[^:*?]+:/,
		named: "the project"
	},
	octopus: {
		option: "--octopus",
		begins: "space:",
		narrow: /^space:[^:*?]+:project:[^:*?]+:/,
		named: "the space and the project"
	}
};
/** Hosts at which one CI system alone signs. GitHub Enterprise Server and others have hosts of their own: an option says what is there. */
const hosts = [
	[/^token\.actions\.(?:githubusercontent\.com|[^.]+\.ghe\.com)$/, "github"],
	[/^gitlab\.com$/, "gitlab"],
	[/^vstoken\.dev\.azure\.com$/, "azureDevops"]
];
/**
* Finds out whether a subject lets in more than whoever wrote it is likely to have meant. What a wildcard stands for is known only of the
* subjects of a known CI system: another issuer may sign the same text for anybody.
* @returns what is wide about it, with options as `trust-issuer` has them; undefined for nothing
*/
function findWide({ issuer, subject, system }) {
	if (!/[*?]/.test(subject)) return void 0;
	const { hostname } = new URL(issuer);
	const signer = hosts.find(([host]) => host.test(hostname))?.[1] ?? system;
	const form = signer && forms[signer];
	if (!form) return explainUnknown(subject);
	if (!subject.startsWith(form.begins)) return `it has a wildcard, and is not written as that issuer's are (${form.begins}…)`;
	return form.narrow.test(subject) ? void 0 : `it does not name ${form.named} without a wildcard`;
}
function explainUnknown(subject) {
	const like = Object.values(forms).find(({ begins }) => subject.startsWith(begins));
	return `it has a wildcard, of which nobody can tell here what it lets in at that issuer${like ? `: ${like.option} in its place says whose that issuer is` : ""}`;
}
// src/commands/trust-issuer.ts
const uses = [
	...require_shared.accessSettings,
	"serviceAccount",
	"createServiceAccount",
	"team",
	...require_shared.jobSettings,
	"identityName",
	"ifTrusted",
	"allowWide",
	"listed",
	"verified",
	"subjectToken",
	"subjectTokenFile",
	"removed",
	"identityId",
	"trustFormat",
	"out"
];
/** What `trust-issuer` is, to whoever reads its options or its help. */
const trustIssuerCommand = require_shared.defineCommand({
	name: "trust-issuer",
	summary: "Has a service account trust the OpenID Connect identity that a CI system gives its jobs, so that no API key is stored at all (servers since 2023.4).",
	examples: [
		"--service-account ci --github acme/web --branch main",
		"--service-account ci --gitlab acme/ui --tag v1",
		"--service-account ci --gitlab acme/ui --tag v1 --remove",
		"--service-account ci --list",
		"--service-account ci --verify"
	],
	uses,
	findMistakes: (values) => findMistakes(values)
});
function findMistakes(values) {
	const { serviceAccount, listed, verified, removed, identityId, allowWide } = values;
	const account = serviceAccount === void 0 ? [NO_ACCOUNT] : [];
	if (listed || verified) return account;
	const mistakes = [...account, ...findMisunderstood(values, identityId === void 0)];
	const wanted = mistakes.length === 0 ? readWanted(values) : void 0;
	const wide = wanted && !removed && !allowWide ? findWide(wanted) : void 0;
	return wide === void 0 ? mistakes : [`the subject ${wanted?.subject} may let in more than is meant: ${wide}. Name it, or give --allow-wide`];
}
const NO_ACCOUNT = "OCTOPUS_SERVICE_ACCOUNT (--service-account) is missing: name the service account that is to trust somebody";
/** `trust-issuer`: sees to an OpenID Connect identity of a service account, and tells what the CI system needs; or lists them, or removes some. */
function runTrustIssuer() {
	return require_shared.runCommand(trustIssuerCommand, async (values, run, { origins }) => {
		try {
			var _usingCtx$1 = require_shared._usingCtx();
			const wanted = readWanted(values);
			const isToBeMade = !values.listed && !values.removed && !values.verified;
			const token = values.verified ? findUsable(values, run) : void 0;
			const session = _usingCtx$1.a(await require_shared.openSession(require_shared.loginMethod(values, origins), run, (server) => requireIdentities(server, isToBeMade ? wanted?.subject : void 0)));
			if (token) await verify(token, values, session, run);
			else if (wanted && isToBeMade) await trust(wanted, values, session, run);
			else await showOrRemove(wanted, values, session, run);
			return 0;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	});
}
async function trust(wanted, values, session, run) {
	const { account, ...outcome } = await provideTrust(session, values, wanted, values.ifTrusted, run);
	const isNew = outcome.outcome !== "kept";
	for (const warning of isNew ? wanted.warnings : []) run.warn(warning);
	for (const note of isNew ? wanted.notes : []) run.info(note);
	const { url } = session.login;
	const warnings = isForSameJobs(outcome.identity, wanted) ? wanted.warnings : [];
	const told = {
		...outcome,
		url,
		account: nameAccount(account),
		system: wanted.system,
		warnings
	};
	await write(formatTrust(told, values.trustFormat), values.out, run);
	run.info(describeOutcome(told));
}
function describeOutcome({ outcome, account, identity }) {
	const what = `identity ${identity.Id}, subject ${identity.Subject} of ${identity.Issuer}`;
	if (outcome === "kept") return `${account.username} has the ${what} already: nothing was changed.`;
	return `${account.username} trusts the ${what}: it was ${outcome}.`;
}
/** What cannot be compared is found out before anybody signs in. */
function findUsable(values, run) {
	const found = require_shared.findJobToken(values, void 0, run);
	if ("token" in found) requireClaims(found.token);
	return found;
}
/** Where it fails, too, what was compared stands on standard output. Only the server knows whether it can read the issuer's keys. */
async function verify(found, values, session, run) {
	const { serviceAccount, trustFormat, out } = values;
	const { account } = await require_shared.readServiceAccount(session, { serviceAccount }, FOR_TRUST, run);
	const named = nameAccount(account);
	const list = await readIdentities(session.api, account, run);
	const audience = list.externalId;
	const { login, server, anonymousHttp } = session;
	const token = await require_shared.getJobToken(found, audience, login.network, run);
	const comparison = compareToken(token, list, server);
	await write(formatComparison({
		externalId: audience,
		account: named
	}, comparison, trustFormat), out, run);
	requireMatch(comparison, named.username);
	const exchange = {
		...login,
		audience,
		isTrusted: true
	};
	const exchanged = await require_shared.exchangeToken(exchange, token, anonymousHttp, run);
	const { Id } = await require_shared.verifyToken(exchanged, login.url, anonymousHttp, run);
	if (Id !== account.Id) throw failOtherAccount(Id, named);
	run.info(`The server takes the job's token, and gives an access token of ${Id} for it.`);
}
function failOtherAccount(id, account) {
	return new require_shared.Failure({
		kind: "key",
		attempt: `verify that ${account.username} trusts the job`,
		reason: `the server gives an access token of ${id} for the job's token, not of ${account.id}`,
		hint: "Check what stands between this machine and the server: its replies contradict each other."
	});
}
async function showOrRemove(wanted, { removed, trustFormat, out, identityId: ids, audience, serviceAccount }, session, run) {
	const { account } = await require_shared.readServiceAccount(session, { serviceAccount }, FOR_TRUST, run);
	const list = removed ? listIdentitiesAnew : listIdentities;
	const { externalId, identities } = await readIdentities(session.api, account, run, list);
	if (removed) {
		const named = {
			ids,
			wanted,
			audience
		};
		const known = await readNamedIdentities(session.api, account, identities, ids ?? [], run);
		const selected = selectIdentities(known, named);
		const missed = explainMissed(known, named, selected);
		if (missed !== void 0) run.warn(missed);
		await removeIdentities(session.api, account, selected, named, run);
		return;
	}
	await write(formatIdentities({
		externalId,
		account: nameAccount(account)
	}, identities, trustFormat), out, run);
}
function nameAccount({ Id: id, Username }) {
	return {
		id,
		username: Username ?? id
	};
}
async function write(text, out, { deadline }) {
	if (out === void 0) return await require_shared.writeOutput(text, deadline);
	try {
		await require_shared.writeTo(out, text, deadline, false);
	} catch (error) {
		throw deadline.stoppedWith ?? new require_shared.Failure({
			kind: "delivery",
			attempt: `write the result to ${out}`,
			reason: require_shared.describeError(error),
			hint: "Mend that, then run again: what is trusted is left as it is.",
			cause: error
		});
	}
}
// action/trust-issuer.ts
require_shared.speakOfAction();
runTrustIssuer();
