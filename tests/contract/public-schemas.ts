import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { loadAll, load as parse } from 'js-yaml';
import { Deployment } from 'kubernetes-models/apps/v1';
import { CronJob, Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PersistentVolumeClaim, Pod, Service } from 'kubernetes-models/v1';
import { build } from 'rolldown';

// Each says what is wrong with a document by what its own maker publishes; an empty list is a sound document.

type Parser = typeof import('@actions/workflow-parser', { with: { 'resolution-mode': 'import' }});

const models = [CronJob, Deployment, Job, NetworkPolicy, PersistentVolumeClaim, Pod, Service];

// Each is made once, by the first that asks.
let validateGitLab: ValidateFunction | undefined;
let parser: Promise<Parser> | undefined;

/** By the schema of the Kubernetes API, and, as the API server's strict validation does, by field names that it has not. */
export function findKubernetesMistakes(text: string): string[] {
  const documents = loadAll(text) as { apiVersion: string; kind: string }[];
  return documents.flatMap((object) => {
    const Model = models.find(
      ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
    );
    if (!Model) return [`${object.apiVersion} ${object.kind} is none that is known here`];
    const unread = new Set<string>();
    const model = Object.assign(Object.create(Model.prototype), noteReads(object, object.kind, unread));
    try {
      model.validate();
    } catch (error) {
      return [`${object.kind}: ${(error as Error).message}`];
    }
    return [...unread].map((field) => `${field} is no field`);
  });
}

/** What the schema's validation never looks at, the schema does not know. */
function noteReads<T>(value: T, path: string, unread: Set<string>): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const name of Object.keys(value)) unread.add(`${path}.${name}`);
  return new Proxy(value, {
    get(target, name) {
      const found = Reflect.get(target, name);
      if (typeof name !== 'string' || !Object.hasOwn(target, name)) return found;
      if (unread.delete(`${path}.${name}`))
        Reflect.set(target, name, noteReads(found, `${path}.${name}`, unread));
      return Reflect.get(target, name);
    },
  });
}

/** By the schema of GitLab's own editor. */
export function findGitLabMistakes(text: string): string[] {
  validateGitLab ??= compileGitLabSchema();
  validateGitLab(parse(text));
  return (validateGitLab.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function compileGitLabSchema(): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile(JSON.parse(readFileSync('tests/contract/schemas/gitlab-ci.json', 'utf8')));
}

/** By the parser and the schema of GitHub's own language server, expressions included. */
export async function findGitHubMistakes(text: string): Promise<string[]> {
  parser ??= loadParser();
  const { parseWorkflow, convertWorkflowTemplate } = await parser;
  const trace = { error() {}, info() {}, verbose() {} };
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content: text }, trace);
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(String);
}

/** The package imports JSON in a way that bundlers understand and Node does not. */
async function loadParser(): Promise<Parser> {
  const { output } = await build({
    input: '@actions/workflow-parser',
    write: false,
    platform: 'node',
    output: { format: 'cjs' },
    logLevel: 'warn',
  });
  const exports = {};
  compileFunction(output[0].code, ['exports', 'require'])(exports, require);
  return exports as Parser;
}

/** By what Docker's reference says, as editors show it. */
export function findDockerfileMistakes(text: string): string[] {
  return validateDockerfile(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
}
