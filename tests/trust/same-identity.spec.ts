import type { ListedIdentity } from '../../src/api/schemas.ts';
import { isSame } from '../../src/trust/compare-identities.ts';
import type { WantedIdentity } from '../../src/trust/presets.ts';
import { selectIdentities } from '../../src/trust/remove-identity.ts';
import { expect, test } from '../fixtures.ts';

// Which identity is the one that is wanted, and which are meant where some are to be removed.

const EXTERNAL = '01234567-89ab-cdef-0123-456789abcdef';
const wanted = { issuer: 'https://ci.example', subject: 'a' } as WantedIdentity;
const has = (more: object = {}): ListedIdentity => ({
  ...{ Id: 'Identitys-1', Name: 'CI', Issuer: 'https://ci.example', Subject: 'a' },
  ...more,
});

for (const [what, identity, audience, expected] of [
  ['no audience', has(), undefined, true],
  ['an audience that is null', has({ Audience: null }), undefined, true],
  ["the account's own id listed as its audience", has({ Audience: EXTERNAL }), undefined, true],
  ["the account's own id asked for", has(), EXTERNAL, true],
  ['an audience of its own', has({ Audience: 'api://ci' }), 'api://ci', true],
  ['an audience that nobody asked for', has({ Audience: 'api://ci' }), undefined, false],
  ['an audience that is empty', has({ Audience: '' }), undefined, false],
  ['another issuer', has({ Issuer: 'https://other.example' }), undefined, false],
  ['an issuer with a slash', has({ Issuer: 'https://ci.example/' }), undefined, false],
  ['a subject in another letter case', has({ Subject: 'A' }), undefined, false],
] as const)
  test(`an identity with ${what} is ${expected ? '' : 'not '}the one that is wanted`, () => {
    const order = audience === undefined ? wanted : { ...wanted, audience };
    expect(isSame(identity, order, EXTERNAL)).toBe(expected);
  });

test('what is removed is of the very issuer and subject, and of the audience where one is named', () => {
  const identities = [
    has({ Id: '1' }),
    has({ Id: '2', Issuer: 'https://other.example' }),
    has({ Id: '3', Subject: 'b' }),
    has({ Id: '4', Audience: 'api://ci' }),
  ];
  const select = (named: Partial<Parameters<typeof selectIdentities>[1]>) =>
    selectIdentities(identities, { ids: undefined, wanted: undefined, audience: undefined, ...named }).map(
      ({ Id }) => Id,
    );
  expect(select({ wanted })).toEqual(['1', '4']);
  expect(select({ wanted, audience: 'api://ci' })).toEqual(['4']);
  expect(select({ wanted, audience: EXTERNAL })).toEqual([]);
  expect(select({ ids: ['3', '2', '9'] })).toEqual(['2', '3']);
  expect(select({})).toEqual([]);
});
