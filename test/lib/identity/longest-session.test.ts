import { longestSession } from '../../../lambda/sessions/logic';
import { ofType, template } from '../../assembly';

/** An entry of the deny-list, and the key of a session, must outlive every token that can still be refreshed. */
test('what ends a session is remembered for longer than a refresh token lives', () => {
  const clients = ofType(template('identity'), 'AWS::Cognito::UserPoolClient');
  expect(clients.length).toBeGreaterThan(0);
  for (const { Properties } of clients) {
    expect(Properties.TokenValidityUnits).toMatchObject({ RefreshToken: 'minutes' });
    expect(longestSession).toBeGreaterThan(Number(Properties.RefreshTokenValidity) * 60);
  }
});
