// How CI systems are spoken to on standard output, each with its own way to write what would end a command early.

/** A text as a command of GitHub Actions carries it (actions/toolkit, packages/core/src/command.ts). */
export function escapeForGithub(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * Sets a variable of an Azure Pipelines job (microsoft/azure-pipelines-agent, docs on logging commands).
 * @param isSecret whether it is masked in the log from then on
 */
export function setAzureVariable(name: string, value: string, isSecret: boolean): string {
  const escaped = value.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `##vso[task.setvariable variable=${name}${isSecret ? ';issecret=true' : ''}]${escaped}\n`;
}

/**
 * Sets a parameter of a TeamCity build (jetbrains.com/help/teamcity/service-messages.html). It is masked in the build
 * log where the build configuration declares it to be of type password.
 */
export function setTeamcityParameter(name: string, value: string): string {
  return `##teamcity[setParameter name='${escapeForTeamcity(name)}' value='${escapeForTeamcity(value)}']\n`;
}

function escapeForTeamcity(text: string): string {
  return text
    .replace(/['|[\]]/g, '|$&')
    .replaceAll('\n', '|n')
    .replaceAll('\r', '|r')
    .replace(/[^\x20-\x7e]/g, (character) => `|0x${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Sets an output variable of an Octopus step (OctopusDeploy/Calamari, Bootstrap.sh): everything in base64. */
export function setOctopusVariable(name: string, value: string, isSensitive: boolean): string {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const sensitive = isSensitive ? ` sensitive='${encode('True')}'` : '';
  return `##octopus[setVariable name='${encode(name)}' value='${encode(value)}'${sensitive}]\n`;
}
