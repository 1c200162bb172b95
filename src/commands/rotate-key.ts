import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { deliverySettings } from '../cli/settings/delivery.ts';
import { orderSettings } from '../cli/settings/key.ts';
import { defineCommand } from '../cli/settings.ts';
import { loginMethod } from '../session/login-method.ts';
import { provideAndDeliver, tellPurpose } from './mint-key.ts';

/** What `rotate-key` is, to whoever reads its options or its help. */
export const rotateKeyCommand = defineCommand({
  name: 'rotate-key',
  summary:
    'Replaces the API keys of a purpose by a new one: minted, verified, delivered, and only then the old ones revoked.',
  examples: [
    '--purpose Terraform --out key.txt',
    '--purpose Terraform --receipt rotated.json',
    '--purpose Terraform --if-older-than 20d --overlap 1h',
  ],
  uses: [...accessSettings, ...orderSettings, 'ifOlderThan', 'overlap', ...deliverySettings],
  destroysBy: ['purpose'],
  findMistakes: ({ format, ifOlderThan }) =>
    format === 'terraform' && ifOlderThan !== undefined
      ? ['--format terraform needs a key each time, and --if-older-than may make none: leave it out']
      : [],
});

/** `rotate-key`: replaces the keys of a purpose by a new one. */
export function runRotateKey(): Promise<never> {
  return runCommand(rotateKeyCommand, (values, run, { origins }) => {
    tellPurpose(values, origins, run);
    return provideAndDeliver(loginMethod(values, origins), { ...values, ifExists: 'rotate' }, run);
  });
}
